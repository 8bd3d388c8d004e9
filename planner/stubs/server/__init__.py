"""The stub server: an ASGI application that answers as a contract says."""
