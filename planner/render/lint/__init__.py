"""Output of `plan lint`."""
