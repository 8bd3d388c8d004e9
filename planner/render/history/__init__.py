"""Renderers of `plan diff --history`; they show the steps as those of `plan diff` do."""
