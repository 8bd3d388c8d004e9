"""Result -> text (or image bytes), one file an output format and subject."""
