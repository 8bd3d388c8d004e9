"""Who is hurt by a change, and what shows it."""

from collections.abc import Iterable, Sequence


def hurt_list(hurt: Iterable[str], evidence: Sequence[tuple[str, str]]) -> str:
    """Return `order (recorded: usage/order/catalog-api.json), web`.

    Args:
        hurt: consumers.
        evidence: consumer and what shows that it is hurt.
    """
    said = []
    for name in hurt:
        labels = [label for consumer, label in evidence if consumer == name]
        said.append(f"{name} ({'; '.join(labels)})" if labels else name)
    return ", ".join(said)
