"""`plan stubs serve`: what is served, and where; written when calls are answered."""
