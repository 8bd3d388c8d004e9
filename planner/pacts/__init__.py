"""Pact files: read, compared with contracts, written."""
