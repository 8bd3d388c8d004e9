"""Text -> values: YAML and JSON documents with positions, and one file a contract format."""
