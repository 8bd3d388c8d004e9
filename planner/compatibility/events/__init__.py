"""Two contracts of messages -> findings."""
