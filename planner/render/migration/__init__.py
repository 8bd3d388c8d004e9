"""Renderers of `plan migrate`."""
