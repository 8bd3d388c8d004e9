"""Realistic texts and numbers, chosen by the name of the member that they stand for.

Nothing here can reach a real person or machine: addresses are those reserved for examples (RFC
2606, RFC 5737, RFC 3849), telephone numbers are of the range kept for fiction (555-0100 on).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from planner.instances.seeds import Dice

Say = Callable[[Dice], str]

FIRST_NAMES = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Tim", "Frances")
LAST_NAMES = ("Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Perlman", "Allen")
_COMPANIES = ("Example Ltd", "Acme Corporation", "Globex GmbH", "Initech", "Northwind Traders")
_CITIES = ("Amsterdam", "Berlin", "Lisbon", "Nairobi", "Osaka", "Porto", "Toronto", "Zagreb")
_STREETS = ("Main Street", "Station Road", "Market Square", "Mill Lane", "Harbour Street")
_WORDS = (
    "amber", "basalt", "cedar", "delta", "ember", "fjord", "grove", "harbor", "indigo", "juniper",
    "kelp", "lumen", "maple", "nimbus", "onyx", "pebble", "quartz", "river", "sable", "tundra",
)  # fmt: skip
_PRODUCTS = ("Desk lamp", "Steel bottle", "Wool blanket", "Oak shelf", "Rain jacket", "Tea set")
_SENTENCES = (
    "Made for everyday use.",
    "The first of its kind.",
    "Checked and approved.",
    "Waiting for an answer.",
    "Sent with the next delivery.",
    "Nothing more is needed.",
)
_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF", "SEK")
_COUNTRIES = ("DE", "NL", "US", "JP", "KE", "PT")
_LANGUAGES = ("en", "de", "nl", "fr", "ja")
_LOCALES = ("en-US", "de-DE", "nl-NL", "fr-FR", "ja-JP")
_STATES = ("active", "pending", "completed")
_ZONES = ("Europe/Berlin", "UTC", "America/Toronto", "Asia/Tokyo")
_COLORS = ("blue", "green", "red", "black", "white")
_MIMES = ("application/json", "image/png", "text/plain")
_FILES = ("report.pdf", "photo.png", "notes.txt", "data.csv")
_HEX = "0123456789abcdef"
_TOKENS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=16384)
def tokens_of(name: str) -> tuple[str, ...]:
    """Return the words of a member name, in lower case: `orderId` is `order`, `id`."""
    return tuple(token.lower() for token in _TOKENS.findall(name[:200]))


def one_of(texts: tuple[str, ...]) -> Say:
    """Return what says one of some texts."""
    return lambda dice: texts[dice.below(len(texts))]


def hexadecimal(count: int) -> Say:
    """Return what says hexadecimal digits."""
    return lambda dice: "".join([_HEX[dice.below(16)] for _ in range(count)])


def opaque(dice: Dice) -> str:
    """Say a text that means nothing, as tokens do; it is no credential of anything."""
    return f"example-{hexadecimal(16)(dice)}"


def words(dice: Dice) -> str:
    """Say two words."""
    return f"{word(dice)} {word(dice)}"


def word(dice: Dice) -> str:
    """Say a word."""
    return _WORDS[dice.below(len(_WORDS))]


def _identifier(prefix: str) -> Say:
    digits = hexadecimal(8)
    return lambda dice: f"{prefix}-{digits(dice)}" if prefix else digits(dice)


def _full_name(dice: Dice) -> str:
    return f"{one_of(FIRST_NAMES)(dice)} {one_of(LAST_NAMES)(dice)}"


def email(dice: Dice) -> str:
    """Say an e-mail address at a domain that is kept for examples."""
    return f"{one_of(FIRST_NAMES)(dice)}.{one_of(LAST_NAMES)(dice)}@example.com".lower()


def host(dice: Dice) -> str:
    """Say a host name below a domain that is kept for examples."""
    return f"{word(dice)}.example.com"


def url(dice: Dice) -> str:
    """Say an address below a domain that is kept for examples."""
    return f"https://example.com/{word(dice)}/{dice.between(1, 999)}"


def ipv4(dice: Dice) -> str:
    """Say an address of the documentation ranges of RFC 5737."""
    net = ("192.0.2", "198.51.100", "203.0.113")[dice.below(3)]
    return f"{net}.{dice.between(1, 254)}"


def phone(dice: Dice) -> str:
    """Say a telephone number that is kept for fiction, as E.164 writes it."""
    return f"+1202555{dice.between(100, 199):04d}"


def _street(dice: Dice) -> str:
    return f"{dice.between(1, 99)} {one_of(_STREETS)(dice)}"


def _version(dice: Dice) -> str:
    return f"{dice.between(1, 4)}.{dice.below(10)}.{dice.below(20)}"


def _path(dice: Dice) -> str:
    return f"/{word(dice)}/{word(dice)}"


_LAST_WORDS: dict[str, Say] = {
    "email": email, "mail": email, "emails": email,
    "url": url, "uri": url, "href": url, "link": url, "website": url, "homepage": url,
    "urls": url, "links": url, "callback": url, "webhook": url,
    "host": host, "hostname": host, "domain": host, "fqdn": host,
    "ip": ipv4, "ipv4": ipv4,
    "phone": phone, "telephone": phone, "mobile": phone, "msisdn": phone,
    "currency": one_of(_CURRENCIES), "country": one_of(_COUNTRIES),
    "language": one_of(_LANGUAGES), "lang": one_of(_LANGUAGES), "locale": one_of(_LOCALES),
    "timezone": one_of(_ZONES), "zone": one_of(_ZONES),
    "city": one_of(_CITIES), "town": one_of(_CITIES), "street": _street, "address": _street,
    "line1": _street, "zip": lambda dice: f"{dice.between(10000, 99999)}",
    "postcode": lambda dice: f"{dice.between(10000, 99999)}",
    "company": one_of(_COMPANIES), "organization": one_of(_COMPANIES),
    "organisation": one_of(_COMPANIES), "merchant": one_of(_COMPANIES),
    "color": one_of(_COLORS), "colour": one_of(_COLORS),
    "status": one_of(_STATES), "state": one_of(_STATES),
    "title": one_of(_PRODUCTS), "label": word, "tag": word, "slug": word, "login": word,
    "username": word, "nickname": word, "category": word, "type": word, "kind": word,
    "description": one_of(_SENTENCES), "message": one_of(_SENTENCES),
    "comment": one_of(_SENTENCES), "note": one_of(_SENTENCES), "notes": one_of(_SENTENCES),
    "summary": one_of(_SENTENCES), "detail": one_of(_SENTENCES), "reason": one_of(_SENTENCES),
    "text": one_of(_SENTENCES), "body": one_of(_SENTENCES), "content": one_of(_SENTENCES),
    "bio": one_of(_SENTENCES), "error": one_of(_SENTENCES),
    "token": opaque, "secret": opaque, "password": opaque, "signature": opaque, "cursor": opaque,
    "sha": hexadecimal(40), "hash": hexadecimal(64), "digest": hexadecimal(64),
    "checksum": hexadecimal(64), "etag": hexadecimal(32), "commit": hexadecimal(40),
    "version": _version, "path": _path, "file": one_of(_FILES), "filename": one_of(_FILES),
    "mime": one_of(_MIMES), "mimetype": one_of(_MIMES),
    "sku": lambda dice: f"SKU-{dice.between(1000, 9999)}",
    "author": _full_name, "owner": _full_name, "holder": _full_name, "customer": _full_name,
}  # fmt: skip
"""What the last word of a member's name says about its value."""
_LAST_TWO: dict[tuple[str, str], Say] = {
    ("first", "name"): one_of(FIRST_NAMES), ("given", "name"): one_of(FIRST_NAMES),
    ("last", "name"): one_of(LAST_NAMES), ("family", "name"): one_of(LAST_NAMES),
    ("full", "name"): _full_name, ("display", "name"): _full_name, ("user", "name"): word,
    ("holder", "name"): _full_name, ("customer", "name"): _full_name, ("owner", "name"): _full_name,
    ("company", "name"): one_of(_COMPANIES), ("product", "name"): one_of(_PRODUCTS),
    ("file", "name"): one_of(_FILES), ("host", "name"): host, ("domain", "name"): host,
    ("content", "type"): one_of(_MIMES), ("media", "type"): one_of(_MIMES),
    ("mime", "type"): one_of(_MIMES), ("time", "zone"): one_of(_ZONES),
    ("country", "code"): one_of(_COUNTRIES), ("currency", "code"): one_of(_CURRENCIES),
    ("language", "code"): one_of(_LANGUAGES), ("phone", "number"): phone,
    ("postal", "code"): lambda dice: f"{dice.between(10000, 99999)}",
    ("ip", "address"): ipv4, ("email", "address"): email,
}  # fmt: skip
_PEOPLE = frozenset({"user", "person", "customer", "author", "owner", "contact", "employee"})


@lru_cache(maxsize=16384)
def text_for(name: str, parent: str = "") -> Say:
    """Return what says a text for a member.

    Args:
        name: of the member; empty if there is none.
        parent: of the member that holds it.
    """
    tokens = tokens_of(name)
    if not tokens:
        return words
    say = _LAST_TWO.get(tokens[-2:]) if len(tokens) > 1 else None  # type: ignore[arg-type]
    say = say or _LAST_WORDS.get(tokens[-1])
    if say is not None:
        return say
    if tokens[-1] in {"id", "ids", "uid", "key", "ref", "reference", "number", "code"}:
        return _identifier(tokens[0] if len(tokens) > 1 else (tokens_of(parent) or ("",))[-1])
    if tokens[-1] == "name":
        is_person = bool(_PEOPLE & {*tokens, *tokens_of(parent)})
        return _full_name if is_person else one_of(_PRODUCTS)
    return words


_RANGES: dict[str, tuple[int, int]] = {
    "price": (100, 9_999), "amount": (100, 99_999), "total": (100, 99_999), "cost": (100, 9_999),
    "cents": (100, 9_999), "fee": (0, 500), "tax": (0, 2_000), "balance": (0, 99_999),
    "quantity": (1, 20), "qty": (1, 20), "count": (0, 50), "stock": (0, 200), "hand": (0, 200),
    "age": (18, 90), "year": (2020, 2026), "month": (1, 12), "day": (1, 28), "hour": (0, 23),
    "minute": (0, 59), "second": (0, 59), "percent": (0, 100), "percentage": (0, 100),
    "rating": (1, 5), "score": (0, 100), "page": (1, 3), "limit": (10, 50), "offset": (0, 0),
    "size": (1, 50), "port": (1024, 49_151), "latitude": (-60, 60), "lat": (-60, 60),
    "longitude": (-120, 120), "lng": (-120, 120), "lon": (-120, 120), "status": (200, 200),
    "width": (100, 1_920), "height": (100, 1_080), "bytes": (100, 99_999), "id": (1, 99_999),
    "timestamp": (1_767_225_600, 1_767_830_400), "version": (1, 9), "rate": (0, 1),
}  # fmt: skip
"""Where numbers of members with such a last word usually lie."""


def range_for(name: str) -> tuple[int, int]:
    """Return between which numbers a member's value is credible."""
    tokens = tokens_of(name)
    return _RANGES.get(tokens[-1], (1, 100)) if tokens else (1, 100)
