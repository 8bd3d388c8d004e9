"""Renderers of `plan contracts digest`."""
