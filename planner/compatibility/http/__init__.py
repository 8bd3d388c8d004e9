"""Two HTTP contracts -> findings."""

from planner.compatibility.http.comparison import compare_http

__all__ = ["compare_http"]
