"""Rules about `contentEncoding`."""

from planner.compatibility.rules.facet import PLAIN, RECEIVED, Facet, Verb
from planner.model.finding import Effect

FACET = Facet(
    name="content-encoding",
    title="`contentEncoding`",
    why=(
        "The encoding says how bytes are written as a text. Whoever decodes it in another way gets"
        " other bytes, or an error. `base64` can be checked; another encoding that comes or goes "
        "is risky at most."
    ),
    source="JSON Schema Validation 2020-12, section 8.3; RFC 4648",
    verbs=(
        Verb(
            "added",
            Effect.NARROWED,
            "{it} must now be encoded as `{after}`",
            "{type: string}",
            "{type: string, format: byte, contentEncoding: base64}",
            "removed",
            peers=(("{site}-content-encoding-changed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "removed",
            Effect.WIDENED,
            "{it} is no longer encoded as `{before}`",
            "{type: string, format: byte, contentEncoding: base64}",
            "{type: string}",
            "added",
            peers=(("{site}-content-encoding-changed", (*PLAIN, *RECEIVED)),),
        ),
        Verb(
            "changed",
            Effect.CROSSED,
            "the encoding of {it} went from `{before}` to `{after}`",
            "{type: string, contentEncoding: base32}",
            "{type: string, contentEncoding: base16}",
            "changed",
            peers=(("{site}-content-encoding-changed", (*PLAIN, *RECEIVED)),),
        ),
    ),
)
