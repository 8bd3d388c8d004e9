"""Renderers of `plan contracts show`."""
