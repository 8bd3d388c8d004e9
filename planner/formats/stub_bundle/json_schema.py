"""JSON Schemas that stand alone -> `Bundle`: a message for each schema that no other one uses."""

from typing import Any

from planner.formats._tree import Target
from planner.formats.contract_format import ParsedFiles
from planner.formats.json_schema import FORMAT, message_files, stem_of
from planner.formats.lowering.json_schema import lower_json_schema
from planner.formats.lowering.json_schema.drafts import SchemaKind
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.lowering.schemas.space import DocumentSpace
from planner.formats.stub_bundle.empty import empty_bundle
from planner.formats.stub_bundle.examples import ExampleReader
from planner.formats.stub_bundle.raw import Raw, text_of
from planner.formats.stub_bundle.schemas import SchemaBook
from planner.model.bundle import Bundle, Message
from planner.model.errors import InputError

_JSON = "application/json"


class _AllSchemas(SchemaKind):
    """Every schema of the folder; each is read in its own draft."""

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a file is a schema."""
        return isinstance(document, dict) and FORMAT.recognises(path, document)


def compile_bundle(files: ParsedFiles, folder: str, main: str = "") -> Bundle:
    """Return schemas in the form that stubs are made from.

    Raises:
        InputError: no schema, a draft that is not known, references that lead nowhere.
    """
    mains = [main] if main in files else message_files(files, folder)
    for path in mains:
        lower_json_schema(files, path)  # tells what is wrong with it
    documents = Documents(files, folder, _AllSchemas(""))
    documents.check_references()
    compiler = _Compiler(documents, folder)
    documents_of = [(path, documents.files[path]) for path in mains if path in documents.files]
    if not documents_of:
        raise InputError.single("json-schema", f"no file in `{folder}` is a JSON Schema")
    messages = [item for path, node in documents_of for item in compiler.messages(path, node)]
    first = documents_of[0][1]
    bundle = empty_bundle("json-schema", mains[0])
    bundle["title"] = text_of(first, "title") if len(mains) == 1 else ""
    bundle["description"] = text_of(first, "description") if len(mains) == 1 else ""
    bundle["messages"] = messages
    bundle["schemas"] = compiler.book.finish()
    bundle["left_out"] = compiler.raw.left_out
    return bundle


class _Compiler:
    """Makes messages of schemas that share their parts."""

    def __init__(self, documents: Documents, folder: str) -> None:
        self._folder = folder
        self._documents = documents
        space = DocumentSpace(documents, "")
        self.raw = Raw(documents, folder)
        self.book = SchemaBook(space, space, whole=stem_of(documents.mains[0]))
        self._examples = ExampleReader(self.raw, self.book)

    def messages(self, path: str, document: dict[str, Any]) -> list[Message]:
        """Return the message that a file describes; of one with definitions only, one for each."""
        named = list(
            lower_json_schema({path: document} | self._documents.files, path).messages.items()
        )
        is_whole = len(named) == 1 and not named[0][1].place.path
        read = FORMAT.read({path: document}, self._folder).messages
        if is_whole and read:
            return [self._message(read[0].name, Target(path, (), document))]
        return [self._message(key, self.raw.at(item.place)) for key, item in named]

    def _message(self, name: str, target: Target) -> Message:
        node = {"$ref": self._documents.name(target)}
        examples = self._examples.read(target.place, "response", node)
        return {
            "name": name,
            "channel": "",
            "address": "",
            "action": "",
            "summary": text_of(target.node, "title"),
            "content_type": _JSON,
            "payload": self.book.use("response", node),
            "headers": None,
            "examples": [
                {
                    "name": example["name"],
                    "payload": example["value"],
                    "headers": None,
                    "place": example["place"],
                }
                for example in examples
            ],
            "wire": None,
            "place": self.raw.shown(target.place),
        }
