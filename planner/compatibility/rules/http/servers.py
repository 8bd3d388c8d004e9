"""Rules about the base addresses that requests go to."""

import itertools
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from planner.compatibility.rules.pairs import Draft, OperationPair, Wish
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.rules.templates import variables_of
from planner.model.finding import Effect
from planner.model.http import Server

_SOURCE = "OpenAPI 3.1, section 4.8.5 (Server Object)"
_VARIABLES = "OpenAPI 3.1, section 4.8.6 (Server Variable Object)"
_WHY = "Consumers call the old address."
_MOST_ADDRESSES = 200


def _at(*urls: str) -> str:
    return f"servers: [{', '.join(f'{{url: {chr(39)}{url}{chr(39)}}}' for url in urls)}]"


def _region(values: str, default: str = "eu") -> str:
    return (
        "servers: [{url: 'https://{region}.example/v1', variables: {region: "
        f"{{default: {default}{values}}}}}}}]"
    )


_V1, _V2 = "https://api.example/v1", "https://api.example/v2"
_WENT = "is now `{after}`, it was `{before}`"
IS_ACCESS = True
RULES = (
    Rule(
        id="server-removed",
        title="a base address is gone",
        effect=Effect.NARROWED,
        message="the server `{before}` is gone",
        why=_WHY,
        source=_SOURCE,
        hint="keep the old address for a while, or redirect from it",
        example=Example(_at(_V1, "https://eu.example/v1"), _at(_V1), "server-added"),
        shows_request=True,
    ),
    Rule(
        id="server-added",
        title="a base address is new",
        effect=Effect.WIDENED,
        message="the server `{after}` is new",
        why="Consumers may go on calling the old one.",
        source=_SOURCE,
        example=Example(_at(_V1), _at(_V1, "https://eu.example/v1"), "server-removed"),
    ),
    Rule(
        id="server-url-changed",
        title="requests go to another host",
        effect=Effect.CROSSED,
        message=f"the server {_WENT}",
        why=_WHY,
        source=_SOURCE,
        hint="keep the old address for a while, or redirect from it",
        example=Example(_at(_V1), _at("https://new.example/v1"), "server-url-changed"),
        shows_request=True,
    ),
    Rule(
        id="server-base-path-changed",
        title="paths start with another base path",
        effect=Effect.CROSSED,
        message=f"the server {_WENT}",
        why=_WHY,
        source=_SOURCE,
        hint="keep the old base path beside the new one for a while; where every version has an "
        "address of its own, set `server-base-path-changed` to `safe` under `severities` in the "
        "policy",
        example=Example(_at(_V1), _at(_V2), "server-base-path-changed"),
        shows_request=True,
    ),
    Rule(
        id="server-scheme-downgraded",
        title="requests are no longer encrypted",
        effect=Effect.CROSSED,
        message=f"the server {_WENT}",
        why="Consumers call the encrypted address, and what they would send elsewhere can be read "
        "by everybody on the way.",
        source=f"{_SOURCE}; RFC 9110, section 4.2.2",
        hint="keep `https`",
        example=Example(_at(_V1), _at(_V1.replace("https", "http")), "server-url-changed"),
        shows_request=True,
    ),
    Rule(
        id="server-variable-enum-value-removed",
        title="a base address can no longer be chosen",
        effect=Effect.NARROWED,
        message="the server `{subject}` no longer stands for {before}",
        why="Consumers that chose that value call an address that is gone.",
        source=_VARIABLES,
        hint="keep the value",
        example=Example(
            _region(", enum: [eu, us]"),
            _region(", enum: [eu]"),
            "server-variable-enum-value-added",
        ),
        shows_request=True,
    ),
    Rule(
        id="server-variable-enum-value-added",
        title="another base address can be chosen",
        effect=Effect.WIDENED,
        message="the server `{subject}` now also stands for {after}",
        why="Consumers may go on with what they have chosen.",
        source=_VARIABLES,
        example=Example(
            _region(", enum: [eu]"),
            _region(", enum: [eu, us]"),
            "server-variable-enum-value-removed",
        ),
    ),
    Rule(
        id="server-variable-default-changed",
        title="a base address has another default",
        effect=Effect.MEANING,
        message="a variable of the server `{subject}` is now `{after}` by default, it was "
        "`{before}`",
        why="Consumers that choose nothing call another address.",
        source=_VARIABLES,
        hint="keep the default",
        example=Example(
            _region(", enum: [eu, us]"),
            _region(", enum: [eu, us]", "us"),
            "server-variable-default-changed",
        ),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield base addresses that came, went or changed."""
    old, new = pair.old.servers, pair.new.servers
    if [(s.url, s.variables) for s in old] == [(s.url, s.variables) for s in new]:
        return
    known = {server.url: server for server in new}
    for server in old:
        twin = known.get(server.url)
        if twin is not None:
            yield from _variables(server, twin)
    gone = [server for server in old if not _is_reachable(server, new) and server.url not in known]
    old_urls = {server.url for server in old}
    come = [s for s in new if not _is_reachable(s, old) and s.url not in old_urls]
    yield from _moved(gone, come)


def _moved(gone: Sequence[Server], come: Sequence[Server]) -> Iterator[Draft]:
    if len(gone) == len(come) == 1:
        yield _draft(_how(gone[0].url, come[0].url), gone[0], come[0])
        return
    yield from (_draft("server-removed", server, None) for server in gone)
    yield from (_draft("server-added", None, server) for server in come)


def _how(before: str, after: str) -> str:
    old, new = urlsplit(before), urlsplit(after)
    if old.netloc == new.netloc and old.scheme == new.scheme:
        return "server-base-path-changed"
    is_same_place = old.netloc == new.netloc and old.path.rstrip("/") == new.path.rstrip("/")
    if is_same_place and old.scheme == "https" and new.scheme == "http":
        return "server-scheme-downgraded"
    return "server-url-changed"


def _draft(rule: str, old: Server | None, new: Server | None) -> Draft:
    before, after = old.url if old else "", new.url if new else ""
    return Draft(
        rule,
        after or before,
        before,
        after,
        "server",
        old.place if old else None,
        new.place if new else None,
        cause=(rule, before, after),
        wish=Wish(url=before),
    )


def _variables(old: Server, new: Server) -> Iterator[Draft]:
    before, after = addresses(old), addresses(new)
    for verb, some, others in (("removed", before, after), ("added", after, before)):
        listed = ", ".join(f"`{address}`" for address in sorted(some - others))
        if listed:
            is_removed = verb == "removed"
            yield Draft(
                f"server-variable-enum-value-{verb}",
                new.url,
                listed if is_removed else "",
                "" if is_removed else listed,
                "server",
                old.place,
                new.place,
                cause=("server", verb, new.url, listed),
                wish=Wish(url=min(some - others)),
            )
    for name in variables_of(new.url):
        first, second = (str(s.variables.get(name, {}).get("default", "")) for s in (old, new))
        if first != second:
            yield Draft(
                "server-variable-default-changed",
                new.url,
                first,
                second,
                "server",
                old.place,
                new.place,
                cause=("server", "default", new.url, name, first, second),
            )


def addresses(server: Server) -> frozenset[str]:
    """Return the addresses that a server stands for; free variables stay in braces."""
    names = variables_of(server.url)
    choices = [_values(server, name) for name in names]
    if not all(choices):
        return frozenset({_bare(server.url)})
    found = set()
    for values in itertools.islice(itertools.product(*choices), _MOST_ADDRESSES):
        url = server.url
        for name, value in zip(names, values, strict=True):
            url = url.replace(f"{{{name}}}", value)
        found.add(_bare(url))
    return frozenset(found)


def _values(server: Server, name: str) -> list[str]:
    variable = server.variables.get(name, {})
    return [str(value) for value in variable.get("enum") or [f"{{{name}}}"]]


def _bare(url: str) -> str:
    return url.rstrip("/")


def _is_reachable(server: Server, others: Sequence[Server]) -> bool:
    """Return whether other servers stand for all addresses of a server."""
    return addresses(server) <= frozenset().union(*(addresses(other) for other in others))
