"""How the schemas of a document are written.

Sources: Swagger 2.0 and OpenAPI 3.0.4, "Schema Object"; OpenAPI 3.1.1, section 4.8.24; JSON Schema
drafts 4 to 2020-12.
"""

import re
from typing import Any, NamedTuple

_OLD_DRAFT = re.compile(r"^https?://json-schema\.org/draft-0[3-7]/")
_NEW_DRAFT = re.compile(r"^https?://(json-schema\.org/draft/20|spec\.openapis\.org/oas/3\.[12]/)")


class Dialect(NamedTuple):
    """What differs between the ways to write a schema.

    Args:
        reference_stands_alone: what stands beside a `$ref` is ignored.
        nullable: the keyword that allows null; empty if there is none.
        is_legacy: `dependencies` and `additionalItems` have a meaning.
    """

    reference_stands_alone: bool
    nullable: str
    is_legacy: bool

    def within(self, node: Any) -> "Dialect":  # noqa: ANN401  raw document
        """Return the dialect inside a node, which may name one by `$schema`."""
        named = node.get("$schema") if isinstance(node, dict) else None
        return self.named(named) if isinstance(named, str) else self

    def named(self, address: str) -> "Dialect":
        """Return the dialect with an address; this one if the address is not known."""
        if _OLD_DRAFT.match(address):
            return DRAFT_7
        return DRAFT_2020 if _NEW_DRAFT.match(address) else self


SWAGGER_2 = Dialect(reference_stands_alone=True, nullable="x-nullable", is_legacy=True)
OPENAPI_3_0 = Dialect(reference_stands_alone=True, nullable="nullable", is_legacy=True)
DRAFT_7 = Dialect(reference_stands_alone=True, nullable="", is_legacy=True)
DRAFT_2020 = Dialect(reference_stands_alone=False, nullable="", is_legacy=False)
