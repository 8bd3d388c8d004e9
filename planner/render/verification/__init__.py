"""Output of `plan verify`."""
