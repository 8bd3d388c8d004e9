"""What all documents with schemas share: references, dialects, schemas -> JSON Schema 2020-12."""
