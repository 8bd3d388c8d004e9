"""Output of `plan pact check`."""
