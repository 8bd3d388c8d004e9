"""Values of schemas: is one valid, and what would a valid one be."""
