"""Use cases of `plan stubs`."""
