"""Rules about the document as a whole: the version of OpenAPI, its dialect, its own address."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from planner.compatibility.rules.pairs import DocumentPair, Draft
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect, Severity
from planner.model.http import HttpContract
from planner.model.source import Place

_KNOWN_DIALECTS = (
    "https://spec.openapis.org/oas/3.",
    "https://json-schema.org/draft/20",
    "http://json-schema.org/draft-0",
    "https://json-schema.org/draft-0",
)
_WHY_VERSION = (
    "What is sent stays the same, and the contract is compared by what it means. Tools of consumers"
    " that don't know the version can't read it."
)

RULES = (
    Rule(
        id="document-openapi-version-upgraded",
        title="the contract is written in a newer version of OpenAPI",
        effect=Effect.ANNOTATION,
        message="the contract is now written in OpenAPI `{after}`, it was `{before}`",
        why=_WHY_VERSION,
        source="OpenAPI 3.1, section 4.8.1 (`openapi`)",
        example=Example(
            "{openapi: 3.0.3}",
            "{openapi: 3.1.0}",
            "document-openapi-version-downgraded",
            is_document=True,
        ),
    ),
    Rule(
        id="document-openapi-version-downgraded",
        title="the contract is written in an older version of OpenAPI",
        effect=Effect.ANNOTATION,
        message="the contract is now written in OpenAPI `{after}`, it was `{before}`",
        why=_WHY_VERSION,
        source="OpenAPI 3.1, section 4.8.1 (`openapi`)",
        example=Example(
            "{openapi: 3.1.0}",
            "{openapi: 3.0.3}",
            "document-openapi-version-upgraded",
            is_document=True,
        ),
    ),
    Rule(
        id="document-dialect-changed",
        title="schemas are written in another dialect",
        effect=Effect.UNDECIDED,
        message="the dialect of schemas is now {after}, it was {before}",
        why="The same keyword may mean something else. Between the drafts of JSON Schema and the "
        "dialects of OpenAPI, schemas are compared by what they mean, so that nothing is left to "
        "say; what another dialect means is not known here.",
        source="OpenAPI 3.1, section 4.8.1 (`jsonSchemaDialect`)",
        hint="keep the dialect, or compare with a validator that knows it",
        example=Example(
            "{}",
            "{jsonSchemaDialect: 'https://a.example/dialect'}",
            "document-dialect-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="document-base-uri-changed",
        title="the document gives itself another address",
        effect=Effect.ANNOTATION,
        message="the address of the document is now {after}, it was {before}",
        why="Nothing changes on the wire. Other documents that refer to this one by its address "
        "must follow.",
        source="OpenAPI 3.2, section 4.1 (`$self`)",
        example=Example(
            "{openapi: 3.2.0, $self: 'https://a.example/v1.yaml'}",
            "{openapi: 3.2.0, $self: 'https://a.example/v2.yaml'}",
            "document-base-uri-changed",
            is_document=True,
        ),
    ),
)


def check_document(pair: DocumentPair) -> Iterator[Draft]:
    """Yield what changed about the document itself."""
    old, new = pair.old, pair.new
    before, after = _minor(old), _minor(new)
    if before != after:
        verb = "upgraded" if before < after else "downgraded"
        yield _draft(
            pair, f"document-openapi-version-{verb}", (old.openapi, new.openapi), _version_key
        )
    if old.dialect != new.dialect:
        yield _dialect(pair)
    if old.address != new.address:
        said = (_named(old.address, "not given"), _named(new.address, "not given"))
        yield _draft(pair, "document-base-uri-changed", said, lambda _: "$self")


def _minor(contract: HttpContract) -> tuple[int, ...]:
    return tuple(int(part) for part in contract.openapi.split(".")[:2] if part.isdecimal())


def _version_key(contract: HttpContract) -> str:
    return "swagger" if contract.openapi.startswith("2") else "openapi"


def _dialect(pair: DocumentPair) -> Draft:
    old, new = pair.old.dialect, pair.new.dialect
    said = (_named(old, "that of OpenAPI"), _named(new, "that of OpenAPI"))
    draft = _draft(pair, "document-dialect-changed", said, lambda _: "jsonSchemaDialect")
    if not all(not name or name.startswith(_KNOWN_DIALECTS) for name in (old, new)):
        return draft
    reason = "both are known: schemas are compared by what they mean"
    return replace(draft, severity=Severity.SAFE, reason=reason)


def _named(text: str, missing: str) -> str:
    return f"`{text}`" if text else missing


def _draft(
    pair: DocumentPair, rule: str, said: tuple[str, str], key: Callable[[HttpContract], str]
) -> Draft:
    before, after = said
    places = (Place(side.name).at(key(side)) for side in (pair.old, pair.new))
    old, new = places
    return Draft(rule, "", before, after, old=old, new=new, cause=(rule,))
