"""Output of `plan pact export`."""
