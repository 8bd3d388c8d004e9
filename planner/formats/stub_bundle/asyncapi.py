"""AsyncAPI 2 and 3 -> `Bundle`.

Source: AsyncAPI 2.6.0 and 3.0.0, "Message Object", "Message Example Object".
"""

from collections.abc import Iterator
from typing import Any

from planner.formats._tree import Target
from planner.formats.asyncapi import FORMAT
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.formats.stub_bundle.avro_schemas import AvroBook, avro_source
from planner.formats.stub_bundle.empty import empty_bundle
from planner.formats.stub_bundle.examples import ExampleReader
from planner.formats.stub_bundle.raw import Raw, text_of
from planner.formats.stub_bundle.schemas import SchemaBook
from planner.formats.stub_bundle.values import json_or_none
from planner.model import events
from planner.model.bundle import Bundle, Message, MessageExample, Schema, Wire
from planner.model.source import DocumentPath, Place

_BACK = {"send": "receive", "receive": "send"}


def compile_bundle(files: ParsedFiles, folder: str, main: str = "") -> Bundle:
    """Return an AsyncAPI contract in the form that stubs are made from.

    Raises:
        InputError: see `lower_asyncapi`.
    """
    contract = lower_asyncapi(files, folder, main)
    raw = Raw(contract.space.documents, folder)
    names = FORMAT.message_names(raw.documents.files, folder)
    return _Compiler(contract, raw, names).compile()


class _Compiler:
    """Compiles one contract."""

    def __init__(
        self,
        contract: events.EventContract,
        raw: Raw,
        names: dict[tuple[str, DocumentPath], str],
    ) -> None:
        self._contract = contract
        self._raw = raw
        self._names = names
        self._book = SchemaBook(contract.space, contract.space)
        self._avro = AvroBook()
        self._examples = ExampleReader(raw, self._book)

    def compile(self) -> Bundle:
        """Return the bundle."""
        contract = self._contract
        messages = [self._message(*found) for found in self._carried()]
        info = self._raw.mapping(Place(contract.name, ("info",)))
        bundle = empty_bundle("asyncapi", contract.name, contract.title, contract.version)
        bundle["description"] = text_of(info, "description")
        bundle["messages"] = messages
        schemas = self._book.finish()
        bundle["schemas"] = dict(sorted((schemas | self._avro.finish(schemas)).items()))
        bundle["left_out"] = self._raw.left_out
        return bundle

    # ------------------------------------------------------------------ who carries what

    def _carried(self) -> list[tuple[events.Message, str, str]]:
        """Return each message with its channel and its direction, in document order.

        A message that goes both ways on a channel stands there once, as one that is sent.
        """
        found: dict[tuple[str, str, DocumentPath], tuple[events.Message, str, str]] = {}
        for message, channel, action in self._mentions():
            key = (channel, message.place.file, message.place.path)
            known = found.get(key)
            if known is None or (action and known[2] != "send"):
                found[key] = (message, channel, action)
        order = {key: index for index, key in enumerate(self._contract.channels)}
        return sorted(found.values(), key=lambda item: order.get(item[1], len(order)))

    def _mentions(self) -> Iterator[tuple[events.Message, str, str]]:
        contract = self._contract
        for operation in contract.operations.values():
            for message in operation.messages.values():
                yield message, operation.channel, operation.action
            reply = operation.reply
            for message in reply.messages.values() if reply else ():
                yield message, reply.channel if reply else "", _BACK[operation.action]
        for key, channel in contract.channels.items():
            for message in channel.messages.values():
                yield message, key, ""
        for message in contract.messages.values():
            yield message, "", ""

    # ------------------------------------------------------------------ messages

    def _message(self, message: events.Message, channel: str, action: str) -> Message:
        where = (message.place.file, message.place.path)
        carrier = self._contract.channels.get(channel)
        payload, wire = self._payload(message.payload)
        headers, _ = self._payload(message.headers)
        return {
            "name": self._names.get(where, message.name),
            "channel": channel,
            "address": (carrier.address or "") if carrier else "",
            "action": action,
            "summary": text_of(self._raw.mapping(message.place), "summary"),
            "content_type": message.content_type,
            "payload": payload,
            "headers": headers,
            "examples": self._message_examples(message),
            "wire": wire,
            "place": self._raw.shown(message.place),
        }

    def _payload(self, payload: events.Payload | None) -> tuple[Schema | None, Wire | None]:
        if payload is None:
            return None, None
        if payload.avro is not None:
            source = avro_source(payload.avro)
            return self._avro.use(payload.avro), {"format": "avro", "schema": source}
        if payload.text is not None:
            reason = f"schemas in the format `{payload.format}` are not understood"
            self._raw.leave_out(payload.place, reason)
            return None, None
        return self._book.use("response", payload.schema), None

    # ------------------------------------------------------------------ examples

    def _message_examples(self, message: events.Message) -> list[MessageExample]:
        own = list(self._own_examples(self._raw.at(message.place)))
        if any(example["payload"] is not None for example in own) or message.payload is None:
            return own
        of_schema = self._examples.read(message.payload.place, "response", message.payload.schema)
        return [
            *own,
            *(
                MessageExample(
                    name=example["name"],
                    payload=example["value"],
                    headers=None,
                    place=example["place"],
                )
                for example in of_schema
            ),
        ]

    def _own_examples(self, target: Target) -> Iterator[MessageExample]:
        """Yield the examples of a message, then those of its traits."""
        node: Any = target.node if isinstance(target.node, dict) else {}
        yield from self._listed(target, node.get("examples"))
        traits = node.get("traits")
        for index, trait in enumerate(traits if isinstance(traits, list) else ()):
            at = Target(target.file, (*target.path, "traits", index), trait)
            settled = self._raw.settled(at)
            if settled is not None and isinstance(settled.node, dict):
                yield from self._listed(settled, settled.node.get("examples"))

    def _listed(self, target: Target, examples: Any) -> Iterator[MessageExample]:  # noqa: ANN401
        several = isinstance(examples, list) and len(examples) > 1
        for index, example in enumerate(examples if isinstance(examples, list) else ()):
            at = Target(target.file, (*target.path, "examples", index), example)
            if not isinstance(example, dict) or json_or_none(example) is None:
                self._raw.leave_out(at.place, "an example must be a mapping that JSON can hold")
                continue
            headers = example.get("headers")
            yield {
                "name": text_of(example, "name") or (str(index) if several else ""),
                "payload": example.get("payload"),
                "headers": headers if isinstance(headers, dict) else None,
                "place": self._raw.shown(at.place),
            }
