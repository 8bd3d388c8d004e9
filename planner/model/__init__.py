"""Frozen types that every other package shares. No behaviour beyond their own invariants."""
