"""Output of `plan milestone`."""
