"""Use cases, one a verb. They own the ports; the adapters fit them without knowing them."""
