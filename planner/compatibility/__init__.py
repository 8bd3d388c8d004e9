"""Whether one version of a contract keeps the promises of another."""
