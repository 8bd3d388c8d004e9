"""The service graph, one file a format."""
