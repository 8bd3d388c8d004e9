"""The index page: what a stub server offers, with a form to try each operation.

One page that needs nothing but itself, read by people who may use a keyboard or a screen reader.
All texts of contracts are escaped; the policy of the page runs its own script and nothing else.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any

import orjson

from planner.instances.nodes import name_in
from planner.model.bundle import Body, Bundle, Example, Message, Operation, Parameter, Schema
from planner.stubs.server.page_parts import SCRIPT, STYLE
from planner.stubs.server.types import ADMIN, Mount

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_BY_FETCH = frozenset({"TRACE", "CONNECT", "TRACK"})
_SAMPLES = {
    "date": "2030-01-31",
    "date-time": "2030-01-31T12:00:00Z",
    "email": "someone@example.com",
    "uuid": "7d444840-9dc0-41d1-b245-5ffdce74fad2",
    "uri": "https://example.com/",
}


def index_page(mounts: Sequence[Mount]) -> bytes:
    """Return the page as UTF-8.

    Args:
        mounts: what the server offers.
    """
    contracts = sorted(mounts, key=lambda mount: (mount.prefix, mount.bundle["contract"]))
    body = "".join(_contract(mount, number) for number, mount in enumerate(contracts))
    return _frame(body).encode("utf-8", "replace")


def _frame(body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_text(_policy())}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n<title>Stubs</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#operations">Skip to the operations</a>\n'
        "<header>\n<h1>Stubs</h1>\n<p>What this server answers, from contracts and nothing else. "
        f'Also here: <a href="{ADMIN}/operations">operations</a>, '
        f'<a href="{ADMIN}/calls">calls so far</a>, <a href="{ADMIN}/health">health</a>.</p>\n'
        "<noscript><p>Filtering and trying need JavaScript; the list does not.</p></noscript>\n"
        '<div class="find"><label for="find">Filter by path, name or words</label>\n'
        '<input id="find" type="search" autocomplete="off">\n'
        '<p class="dim" id="count" role="status"></p></div>\n</header>\n'
        f'<main id="operations" tabindex="-1">\n{body}</main>\n<script>{SCRIPT}</script>\n'
        "</body>\n</html>\n"
    )


def _policy() -> str:
    """Return what the page may do (Content Security Policy, level 3)."""
    return (
        f"default-src 'none'; style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _contract(mount: Mount, number: int) -> str:
    bundle = mount.bundle
    draft = " · draft, not ratified" if mount.is_draft else ""
    below = f" below <code>{_text(mount.prefix)}</code>" if mount.prefix else ""
    rows = [
        _operation(mount, operation, f"o{number}-{place}")
        for place, operation in enumerate(bundle["operations"])
    ]
    rows += _messages(bundle)
    empty = "" if rows else '<p class="dim">This contract has neither operations nor messages.</p>'
    return (
        f'<section class="contract" aria-labelledby="c{number}">\n'
        f'<h2 id="c{number}">{_text(bundle["contract"])} {_text(bundle["version"])}</h2>\n'
        f'<p class="dim">{_text(bundle["title"])}{draft}{below} · '
        f"<code>{_text(bundle['digest'][:19])}</code></p>\n{empty}{''.join(rows)}</section>\n"
    )


def _operation(mount: Mount, operation: Operation, key: str) -> str:
    method, path = operation["method"], _full_path(mount, operation)
    old = ' <span class="dim">(deprecated)</span>' if operation["deprecated"] else ""
    words = [method, path, operation["id"], operation["summary"], *operation["tags"]]
    return (
        f'<details class="operation row" data-text="{_text(" ".join(words).lower())}">\n'
        f'<summary><span class="method">{_text(method)}</span> '
        f'<span class="path{" old" if old else ""}">{_text(path)}</span>{old} '
        f'<span class="dim">{_text(operation["summary"])}</span></summary>\n'
        # a form in a template costs nothing: browsers look long at a page with a thousand forms
        f"<div>{_description(operation)}\n"
        f"<template>{_form(mount, operation, path, key)}</template></div>\n</details>\n"
    )


def _full_path(mount: Mount, operation: Operation) -> str:
    bases = operation["bases"]
    base = "" if "" in bases or not bases else bases[0]
    return f"{mount.prefix}{base}{operation['path']}"


def _description(operation: Operation) -> str:
    told = operation["description"].strip()
    text = f'<p class="told">{_text(told)}</p>' if told and told != operation["summary"] else ""
    return f'<p class="dim">Operation <code>{_text(operation["id"])}</code></p>{text}'


def _form(mount: Mount, operation: Operation, path: str, key: str) -> str:
    if operation["method"] in _NOT_BY_FETCH:
        return '<p class="dim">Browsers may not send this method.</p>'
    fields = [
        _field(parameter, f"{key}-p{place}", mount.bundle["schemas"])
        for place, parameter in enumerate(operation["parameters"])
    ]
    fields += _credentials(mount.bundle, operation, key)
    fields.append(_body(operation["body"], key))
    fields.append(_status(operation, key))
    return (
        f'<form data-method="{_text(operation["method"])}" data-path="{_text(path)}" '
        f'autocomplete="off" novalidate>{"".join(fields)}<button>Try it</button>\n'
        '<div class="answer" hidden><p class="line" role="status"></p>\n'
        '<details><summary>Headers</summary>\n<pre class="heads" tabindex="0" '
        'aria-label="Headers of the answer"></pre></details>\n'
        '<pre class="body" tabindex="0" aria-label="Body of the answer"></pre></div></form>'
    )


def _field(parameter: Parameter, key: str, schemas: Mapping[str, Schema]) -> str:
    schema = _resolved(parameter["schema"], schemas)
    is_required = parameter["required"]
    value = _first(parameter["examples"], schema) if is_required else ""
    many = ""
    if _kind(schema) == "array":
        many = ' data-many="each"' if parameter["explode"] else ' data-many="joined"'
    told = "required" if is_required else "optional"
    location = parameter["location"]
    return _input(
        key,
        f"{_text(parameter['name'])} <span class='dim'>({_text(location)}, {told})</span>",
        f'name="{_text(parameter["name"])}" data-in="{_text(location)}"{many}',
        value,
    )


def _input(key: str, label: str, attributes: str, value: str) -> str:
    return (
        f'<label for="{key}">{label}</label>\n'
        f'<input id="{key}" {attributes} value="{_text(value)}">\n'
    )


def _credentials(bundle: Bundle, operation: Operation, key: str) -> list[str]:
    """Return fields for the first way to show who one is."""
    schemes = bundle["schemes"]
    names = next((list(alternative) for alternative in operation["security"]), [])
    fields = []
    for place, name in enumerate(names):
        scheme = schemes.get(name)
        if scheme is None or scheme["type"] == "mutualTLS":
            continue
        location, parameter, value = "header", "Authorization", "Bearer some-token"
        if scheme["type"] == "apiKey":
            location, parameter, value = scheme["location"], scheme["parameter"], "some-key"
        elif scheme["scheme"] == "basic":
            value = "Basic " + b64encode(b"someone:some-password").decode()
        elif scheme["type"] == "http" and scheme["scheme"] not in {"", "bearer"}:
            value = f"{scheme['scheme'].title()} some-token"
        label = f"{_text(parameter)} <span class='dim'>({_text(location)}, credentials)</span>"
        attributes = f'name="{_text(parameter)}" data-in="{_text(location)}"'
        fields.append(_input(f"{key}-s{place}", label, attributes, value))
    return fields


def _body(body: Body | None, key: str) -> str:
    if body is None:
        return ""
    kinds = "".join(f"<option>{_text(name)}</option>" for name in body["media"])
    value = _body_example(body)
    told = "required" if body["required"] else "optional"
    return (
        f'<label for="{key}-k">Type of the body</label>\n'
        f'<select id="{key}-k" data-kind>{kinds}</select>\n'
        f"<label for=\"{key}-b\">Body <span class='dim'>({told})</span></label>\n"
        f'<textarea id="{key}-b" data-body spellcheck="false">\n{_text(value)}</textarea>\n'
    )


def _body_example(body: Body) -> str:
    for media in body["media"].values():
        for example in media["examples"]:
            return _written(example["value"])
    return ""


def _written(value: Any) -> str:  # noqa: ANN401  JSON value
    if isinstance(value, str):
        return value
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _status(operation: Operation, key: str) -> str:
    """Return the choice of the status to answer with."""
    statuses = sorted(status for status in operation["responses"] if status.isdigit())
    options = "".join(f"<option>{_text(status)}</option>" for status in statuses)
    return (
        f'<label for="{key}-c">Answer with status</label>\n'
        f'<select id="{key}-c" name="code" data-in="prefer">'
        f'<option value="">as the request deserves</option>{options}</select>\n'
    )


def _messages(bundle: Bundle) -> list[str]:
    return [_message(bundle, message) for message in bundle["messages"]]


def _message(bundle: Bundle, message: Message) -> str:
    words = " ".join([message["name"], message["channel"], message["summary"]]).lower()
    where = f" on <code>{_text(message['address'])}</code>" if message["address"] else ""
    command = f"plan stubs emit {bundle['contract']}@{bundle['version']} {message['name']}"
    return (
        f'<div class="row" data-text="{_text(words)}"><h3>{_text(message["name"])}</h3>\n'
        f'<p class="dim">Message{where} {_text(message["summary"])}</p>\n'
        f"<pre tabindex='0' aria-label='Command that makes one'>{_text(command)}</pre></div>\n"
    )


def _resolved(schema: Schema | None, schemas: Mapping[str, Schema]) -> dict[str, Any]:
    for _ in range(10):  # references to references end somewhere
        if not isinstance(schema, dict):
            return {}
        if "$ref" not in schema:
            return schema
        name = name_in(str(schema["$ref"]), schemas)
        schema = None if name is None else schemas[name]
    return {}


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    kinds: Iterable[Any] = kind if isinstance(kind, list) else [kind]
    return next((str(each) for each in kinds if each != "null"), "")


def _first(examples: Sequence[Example], schema: Mapping[str, Any]) -> str:
    """Return what a field holds at first: an example, else what the schema suggests."""
    given = [example["value"] for example in examples]
    given += [schema[name] for name in ("default", "const") if name in schema]
    for name in ("examples", "enum"):
        values = schema.get(name)
        given += values if isinstance(values, list) else []
    if given:
        return _in_field(given[0])
    kind = _kind(schema)
    if kind in {"integer", "number"}:
        return str(schema.get("minimum", 1))
    if kind == "boolean":
        return "true"
    return _SAMPLES.get(str(schema.get("format")), "some")


def _in_field(value: Any) -> str:  # noqa: ANN401  JSON value
    if isinstance(value, list):
        return ",".join(_written(each) for each in value)
    return _written(value)


def _text(text: str) -> str:
    """Return a text as it may stand in HTML, in an attribute too."""
    return escape(_UNPRINTABLE.sub("�", text), quote=True)
