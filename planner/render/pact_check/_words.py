"""What all outputs of `plan pact check` say."""

from planner.model.pact_view import CheckedInteraction, Mismatch, PactCheckView
from planner.model.problem import Level
from planner.model.source import Place
from planner.render._text import plural


def place_text(place: Place, view: PactCheckView) -> str:
    """Return `file:line:column`."""
    spot = view.spots.get(place)
    if spot is None:
        return place.file
    return f"{place.file}:{spot.position.line}:{spot.position.column}"


def contract_text(found: Mismatch, view: PactCheckView) -> str:
    """Return where the contract says otherwise: `file:line:column (Product/properties/price)`."""
    where = place_text(found.contract_place, view) if found.contract_place else ""
    schema = f"schema {found.schema}" if found.schema else ""
    parts = [part for part in (where, schema) if part]
    return ", ".join([f"{found.contract}: {parts[0]}", *parts[1:]]) if parts else found.contract


def title_of(item: CheckedInteraction) -> str:
    """Return the description of an interaction, and the operation that it means."""
    return f"{item.description} ({item.operation})" if item.operation else item.description


def summary_text(view: PactCheckView) -> str:
    """Return how much is wrong, and what was looked at."""
    errors, warnings = view.count(Level.ERROR), view.count(Level.WARNING)
    parts = [plural(errors, "error")] if errors else []
    parts += [plural(warnings, "warning")] if warnings else []
    found = ", ".join(parts) or "no mismatch"
    looked = f"{plural(view.interactions, 'interaction')} in {plural(len(view.pacts), 'pact')}"
    contracts = {key for pact in view.pacts for key in pact.contracts}
    return f"{found}. Compared {looked} with {plural(len(contracts), 'contract')}."
