"""`plan contracts consumers` for people."""

from planner.model.governance_views import ConsumersView
from planner.model.views import Style
from planner.render._text import clean, paint, plural, wrap
from planner.render._usage import usage_table


def render(view: ConsumersView, style: Style) -> str:
    """Return how many services use a contract version, and a table of them."""
    services = len({usage.service for usage in view.usages})
    users = plural(services, "service") if services else "nobody"
    verb = "use" if services > 1 else "uses"
    title = f"{users} {verb} {view.contract.key} of {view.contract.provider}"
    head = wrap(paint(clean(title[:1].upper() + title[1:]), "bold", style), style)
    body = usage_table(view.usages, style)
    return f"{head}\n{body}" if body else head
