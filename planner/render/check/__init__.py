"""Output of `plan check`."""
