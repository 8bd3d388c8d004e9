"""Output of `plan flags`."""
