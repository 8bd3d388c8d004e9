"""Does a request say who is calling, as the operation asks?"""

from collections.abc import Iterator, Mapping, Sequence

from planner.model.bundle import Scheme
from planner.model.pact import PactRequest

Alternatives = Sequence[Mapping[str, object]]


class Credentials:
    """What a request shows of what an operation asks for.

    Args:
        request: what the consumer sends.
        alternatives: names of schemes; one alternative has to be met whole.
        schemes: of the contract, by name.
    """

    def __init__(
        self, request: PactRequest, alternatives: Alternatives, schemes: Mapping[str, Scheme]
    ) -> None:
        self._query = request.query
        self._headers = {name.lower(): texts for name, texts in request.headers.items()}
        self._alternatives = alternatives
        self._schemes = schemes

    def keys(self, location: str) -> Iterator[Scheme]:
        """Yield the API keys that the operation may take at a place."""
        for alternative in self._alternatives:
            for name in alternative:
                scheme = self._schemes.get(name)
                if scheme and scheme["type"] == "apiKey" and scheme["location"] == location:
                    yield scheme

    def missing(self) -> str:
        """Return what the operation asks for, in words; empty if the request shows it."""
        if not self._alternatives or any(map(self._shows, self._alternatives)):
            return ""
        return " or ".join(
            " and ".join(map(self._wanted, alternative)) for alternative in self._alternatives
        )

    def _shows(self, alternative: Mapping[str, object]) -> bool:
        known = self._schemes
        return all(name not in known or self._shows_one(known[name]) for name in alternative)

    def _shows_one(self, scheme: Scheme) -> bool:
        match scheme["type"], scheme["location"]:
            case "apiKey", "query":
                return scheme["parameter"] in self._query
            case "apiKey", "header":
                return scheme["parameter"].lower() in self._headers
            case "apiKey", "cookie":
                return scheme["parameter"] in cookies_of(self._headers.get("cookie", ()))
            case "http", _:
                return self._authorizes(scheme["scheme"])
            case "mutualTLS", _:
                return True
        return self._authorizes("")

    def _authorizes(self, scheme: str) -> bool:
        texts = self._headers.get("authorization", ())
        return any(text.strip() and _is_of(text, scheme) for text in texts)

    def _wanted(self, name: str) -> str:
        scheme = self._schemes.get(name)
        if scheme is None:
            return f"`{name}`"
        if scheme["type"] == "apiKey":
            return f"the {scheme['location']} `{scheme['parameter']}`"
        return f"the header `Authorization` ({scheme['scheme'] or scheme['type']})"


def _is_of(authorization: str, scheme: str) -> bool:
    return not scheme or authorization.split(" ", 1)[0].lower() == scheme


def cookies_of(texts: Sequence[str]) -> Mapping[str, str]:
    """Return the cookies of a `Cookie` header, by name."""
    pairs = (pair.partition("=") for text in texts for pair in text.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
