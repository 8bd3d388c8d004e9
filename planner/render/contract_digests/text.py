"""`plan contracts digest` for people and shell scripts: digest, two spaces, contract."""

from planner.model.governance_views import DigestView
from planner.model.views import Style
from planner.render._text import clean


def render(view: DigestView, style: Style) -> str:
    """Return a line a contract version, as `sha256sum` writes them."""
    del style
    return "".join(f"{digest}  {clean(key)}\n" for key, digest in view.digests.items())
