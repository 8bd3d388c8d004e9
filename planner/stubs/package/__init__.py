"""A Python package for a contract: models, clients, events and fixtures, as files in memory."""
