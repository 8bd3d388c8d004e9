"""Rules about JSON Schemas that stand alone; those about what they say are the rules of schemas."""
