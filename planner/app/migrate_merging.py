"""Puts two contracts of one format together; whether that serves anybody is judged elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from posixpath import splitext
from typing import Any

from planner.app.diff_sources import Bundle
from planner.compatibility.options import Mode
from planner.compatibility.version_demand import Demand, lowest_version, version_of
from planner.formats.merging import CannotMerge, MergeOptions, Way
from planner.model.finding import Polarity

_WAYS: dict[Mode, Way] = {
    Mode.BACKWARD: Polarity.CONSUMER_SENDS,
    Mode.FORWARD: Polarity.PROVIDER_SENDS,
    Mode.FULL: "both",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """What is put together.

    Args:
        mode: which versions of a message must read which; None: as the contract says.
        kept: operations that stay as they were; an empty name: the whole contract does, as far
            as it is not only added to.
    """

    old: Bundle
    new: Bundle
    sunset: date
    mode: Mode | None = None
    kept: frozenset[str] = frozenset()

    def document(self, side: Bundle) -> Any:  # noqa: ANN401  raw document
        """Return the one document that a side is.

        Raises:
            CannotMerge: it is several, or none.
        """
        if side.main not in side.contents or len(side.contents) > 1:
            raise CannotMerge("the contract is in several files; bundle it into one first")
        return side.parsed()[side.main]


@dataclass(frozen=True, slots=True)
class Made:
    """A contract that was put together.

    Args:
        bundle: as it is compared.
        content: of its main file.
        ending: of the file's name.
        version: empty where the format has none.
    """

    bundle: Bundle
    content: bytes
    ending: str
    version: str = ""


def put_together(kind: str, sides: Sides) -> Made:
    """Return a contract that may stand between two.

    Raises:
        CannotMerge: there is none that could be tried.
    """
    if kind not in _MERGING:
        raise CannotMerge(f"planner makes none for {kind}; follow steps 1a to 2b by hand")
    return _MERGING[kind](sides)


def _openapi(sides: Sides) -> Made:
    from planner.formats.merging.bundling import bundled  # noqa: PLC0415  lazy: few runs write
    from planner.formats.merging.openapi import merge_openapi  # noqa: PLC0415

    documents = []
    for side in (sides.old, sides.new):
        if side.main not in side.contents:
            raise CannotMerge("only OpenAPI 3 is put together")
        documents.append(bundled(side.parsed(), side.main))
    options = _options(sides, documents[0])
    return _document(sides, merge_openapi(documents[0], documents[1], options), options.version)


def _asyncapi(sides: Sides) -> Made:
    from planner.formats.merging.asyncapi import merge_asyncapi  # noqa: PLC0415  as above

    old, new = sides.document(sides.old), sides.document(sides.new)
    options = _options(sides, old)
    merged = merge_asyncapi(old, new, options, _WAYS[sides.mode] if sides.mode else None)
    return _document(sides, merged, options.version)


def _json_schema(sides: Sides) -> Made:
    from planner.formats.merging.json_schema import merge_json_schema  # noqa: PLC0415  as above

    merged = merge_json_schema(
        sides.document(sides.old), sides.document(sides.new), _way(sides), sides.sunset.isoformat()
    )
    return _document(sides, merged)


def _avro(sides: Sides) -> Made:
    from planner.formats.merging.avro import avro_text, merge_avro  # noqa: PLC0415  as above

    merged = merge_avro(
        sides.document(sides.old), sides.document(sides.new), _way(sides), sides.sunset.isoformat()
    )
    content, ending = avro_text(merged), splitext(sides.old.main)[1]
    return Made(_bundle(content, ending), content, ending)


def _protobuf(sides: Sides) -> Made:
    from planner.formats.document import decode  # noqa: PLC0415  as above
    from planner.formats.merging.protobuf import merge_protobuf  # noqa: PLC0415

    path, other = (_own_file(side) for side in (sides.old, sides.new))
    texts = [decode(sides.old.contents[path], path), decode(sides.new.contents[other], other)]
    content = merge_protobuf(texts[0], texts[1], adds_fields=not sides.kept).encode("utf-8")
    bundle = replace(sides.old, contents={**sides.old.contents, path: content})
    return Made(bundle, content, ".proto")


def _own_file(side: Bundle) -> str:
    """Return the one file of a contract of Protobuf.

    Raises:
        CannotMerge: it has several.
    """
    if side.main in side.contents:
        return side.main
    if len(side.contents) == 1:
        return next(iter(side.contents))
    raise CannotMerge("the contract is in several files; only one is put together")


_MERGING: dict[str, Callable[[Sides], Made]] = {
    "openapi": _openapi,
    "asyncapi": _asyncapi,
    "json-schema": _json_schema,
    "avro": _avro,
    "protobuf": _protobuf,
}


def _way(sides: Sides) -> Way:
    return "both" if sides.kept or sides.mode is None else _WAYS[sides.mode]


def _document(sides: Sides, document: Any, version: str = "") -> Made:  # noqa: ANN401  raw document
    from planner.formats.merging.written import written  # noqa: PLC0415  lazy: few runs write

    content, ending = written(document, as_json=sides.old.main.endswith(".json"))
    return Made(_bundle(content, ending), content, ending, version)


def _bundle(content: bytes, ending: str) -> Bundle:
    return Bundle(f"intermediate{ending}", {f"intermediate{ending}": content})


def _options(sides: Sides, document: Any) -> MergeOptions:  # noqa: ANN401  raw document
    return MergeOptions(sides.sunset, _next_version(document), sides.kept)


def _next_version(document: object) -> str:
    info = document.get("info") if isinstance(document, dict) else None
    text = str(info.get("version", "")) if isinstance(info, dict) else ""
    version = version_of(text)
    return str(lowest_version(version, Demand.MINOR)) if version else f"{text}-intermediate"
