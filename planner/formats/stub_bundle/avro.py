"""Avro schemas -> `Bundle`: a message for each record that no other one uses."""

from planner.formats.avro import FORMAT
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.avro import lower_avro
from planner.formats.stub_bundle.avro_schemas import AvroBook, avro_source
from planner.formats.stub_bundle.empty import empty_bundle
from planner.model import contract
from planner.model.avro import AvroReference, AvroSchema, short_name
from planner.model.bundle import Bundle, Message
from planner.model.source import Place

_CONTENT_TYPE = "avro/binary"


def compile_bundle(files: ParsedFiles, folder: str, main: str = "") -> Bundle:
    """Return Avro schemas in the form that stubs are made from.

    Raises:
        InputError: a schema breaks the specification.
    """
    own = {path: files[path] for path in sorted(files) if FORMAT.recognises(path, files[path])}
    first = main if main in own else next(iter(own))
    lowered = lower_avro(own, first).schema
    assert lowered is not None  # noqa: S101  it was just read
    shown = {main: own[main]} if main in own else own
    book = AvroBook()
    prefix = f"{folder.strip('/')}/" if folder.strip("/") not in {"", "."} else ""
    messages = [
        _message(found, lowered, book, prefix) for found in FORMAT.read(shown, folder).messages
    ]
    bundle = empty_bundle("avro", first)
    bundle["contract"] = bundle["contract"].removesuffix(".avsc")
    bundle["messages"] = messages
    bundle["schemas"] = dict(sorted(book.finish().items()))
    return bundle


def _message(found: contract.Message, lowered: AvroSchema, book: AvroBook, prefix: str) -> Message:
    full = next(
        (name for name in (*found.aliases, found.name) if name in lowered.types), found.name
    )
    place: Place = lowered.types[full].place
    schema = lowered.at(AvroReference(full, place))
    steps = "".join(f"/{step}" for step in place.path)
    return {
        "name": found.name,
        "channel": "",
        "address": "",
        "action": "",
        "summary": short_name(full),
        "content_type": _CONTENT_TYPE,
        "payload": book.use(schema),
        "headers": None,
        "examples": [],
        "wire": {"format": "avro", "schema": avro_source(schema)},
        "place": f"{place.file.removeprefix(prefix)}#{steps}",
    }
