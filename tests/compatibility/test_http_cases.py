"""Pairs of small documents, and all that is found between them, forwards and backwards.

`old` and `new` are operations (`POST /a`), unless they name `paths` or `webhooks`: then they are
documents. Expected are rules with their severities, in any order.
"""

from typing import Any, NamedTuple

import pytest
import ryaml

from tests.compatibility.http_documents import compare, document, found, of_operation


class Case(NamedTuple):
    """Two texts; what is found from the first to the second, and back."""

    name: str
    old: str
    new: str
    forwards: str = ""
    backwards: str = ""


def _param(more: str = "", name: str = "q", where: str = "query", schema: str = "string") -> str:
    said = f", {more}" if more else ""
    return f"{{name: {name}, in: {where}, schema: {{type: {schema}}}{said}}}"


def _params(*parameters: str) -> str:
    return f"parameters: [{', '.join(parameters)}]"


def _list(more: str) -> str:
    return f"parameters: [{{name: q, in: query, schema: {{type: array, items: {{}}}}{more}}}]"


def _paths(*paths: str) -> str:
    return f"{{paths: {{{', '.join(paths)}}}}}"


def _path(path: str, *methods: str, parameters: str = "") -> str:
    operations = ", ".join(f"{m}: {{responses: {{'200': {{description: ok}}}}}}" for m in methods)
    shared = f"parameters: [{parameters}], " if parameters else ""
    return f"'{path}': {{{shared}{operations}}}"


def _by(name: str, kind: str = "string") -> str:
    return f"{{name: {name}, in: path, required: true, schema: {{type: {kind}}}}}"


def _body(schema: str, media: str = "application/json", flag: str = "required: true, ") -> str:
    return f"requestBody: {{{flag}content: {{'{media}': {{schema: {schema}}}}}}}"


def _answer(*statuses: str) -> str:
    return f"responses: {{{', '.join(statuses)}}}"


def _status(status: str, schema: str = "", media: str = "application/json") -> str:
    content = f", content: {{'{media}': {{schema: {schema}}}}}" if schema else ""
    return f"'{status}': {{description: text{content}}}"


def _hook(schema: str, answer: str = "'204': {description: ok}", more: str = "") -> str:
    body = _body(schema)
    return f"{{webhooks: {{w: {{post: {{{body}, {more}responses: {{{answer}}}}}}}}}}}"


def _calls(schema: str, expression: str = "{$request.body#/url}") -> str:
    inner = f"post: {{{_body(schema)}, responses: {{'204': {{description: ok}}}}}}"
    return f"callbacks: {{done: {{'{expression}': {{{inner}}}}}}}"


def _servers(*urls: str) -> str:
    listed = ", ".join(f"{{url: '{url}'}}" for url in urls)
    return f"servers: [{listed}]"


def _parts(encoding: str, media: str = "multipart/form-data") -> str:
    schema = "{type: object, properties: {file: {type: string}}}"
    content = f"{{'{media}': {{schema: {schema}, encoding: {{{encoding}}}}}}}"
    return f"responses: {{'200': {{description: ok, content: {content}}}}}"


def _part_header(said: str) -> str:
    headers = "{X-D: {$ref: '#/components/headers/D'}}"
    media = f"{{schema: {{type: object}}, encoding: {{f: {{headers: {headers}}}}}}}"
    body = f"requestBody: {{content: {{multipart/form-data: {media}}}}}"
    header = f"components: {{headers: {{D: {{{said}, schema: {{type: string}}}}}}}}"
    return f"{{paths: {{/a: {{post: {{{body}, responses: {{}}}}}}}}, {header}}}"


def _bytes(version: str, said: str) -> str:
    body = f"requestBody: {{content: {{a/json: {{schema: {{type: string, {said}}}}}}}}}"
    return f"{{openapi: {version}, paths: {{/a: {{post: {{{body}, responses: {{}}}}}}}}}}"


_OBJECT = "{type: object, properties: {n: {type: string}}}"
_REQUIRED = "{type: object, required: [n], properties: {n: {type: string}}}"
_INTEGER = "{type: object, properties: {n: {type: integer}}}"
_TWO = (
    "{oneOf: [{type: object, required: [t], properties: {t: {type: string}, x: {type: string}}}, "
    "{type: object, required: [t], properties: {t: {type: string}, y: {type: string}}}], "
    "discriminator: {propertyName: t, mapping: {%s}}}"
)
_A, _B = "'#/components/schemas/A'", "'#/components/schemas/B'"
_EMPTY = "{}"
_FORM = "application/x-www-form-urlencoded"

CASES = [
    # ------------------------------------------------------------------ nothing changed
    Case("the same", _params(_param()), _params(_param())),
    Case("words", "{summary: a, description: b}", "{summary: c, description: d}"),
    Case(
        "defaults written out",
        _params(_param()),
        _params(_param("style: form, explode: true, allowReserved: false, required: false")),
    ),
    Case(
        "header case",
        _params(_param(name="X-Id", where="header")),
        _params(_param(name="x-id", where="header")),
    ),
    Case(
        "order of parameters",
        _params(_param(), _param(name="r")),
        _params(_param(name="r"), _param()),
    ),
    Case(
        "charset of a media type",
        _body("{}", "application/json"),
        _body("{}", "application/json; charset=utf-8"),
    ),
    Case(
        "parameter of the path item",
        f"{{paths: {{/a: {{get: {{{_params(_param())}, responses: {{}}}}}}}}}}",
        f"{{paths: {{/a: {{{_params(_param())}, get: {{responses: {{}}}}}}}}}}",
    ),
    # ------------------------------------------------------------------ operations
    Case(
        "operation removed",
        _paths(_path("/a", "get", "post")),
        _paths(_path("/a", "get")),
        "operation-removed breaking",
        "operation-added safe",
    ),
    Case(
        "path removed",
        _paths(_path("/a", "get"), _path("/b", "get")),
        _paths(_path("/a", "get")),
        "operation-removed breaking",
        "operation-added safe",
    ),
    Case(
        "method moved",
        _paths(_path("/a", "put")),
        _paths(_path("/a", "patch")),
        "operation-method-moved breaking",
        "operation-method-moved breaking",
    ),
    Case(
        "slash at the end",
        _paths(_path("/a", "get")),
        _paths(_path("/a/", "get")),
        "operation-trailing-slash-changed breaking",
        "operation-trailing-slash-changed breaking",
    ),
    Case(
        "variable renamed",
        _paths(_path("/a/{id}", "get", parameters=_by("id"))),
        _paths(_path("/a/{key}", "get", parameters=_by("key"))),
        "path-template-renamed safe",
        "path-template-renamed safe",
    ),
    Case(
        "variable renamed and narrowed",
        _paths(_path("/a/{id}", "get", parameters=_by("id"))),
        _paths(_path("/a/{key}", "get", parameters=_by("key", "integer"))),
        "path-template-renamed safe, request-parameter-type-changed breaking",
        "path-template-renamed safe, request-parameter-type-changed breaking",
    ),
    Case(
        "variables swapped",
        _paths(_path("/{a}/{b}", "get", parameters=f"{_by('a')}, {_by('b', 'integer')}")),
        _paths(_path("/{b}/{a}", "get", parameters=f"{_by('a')}, {_by('b', 'integer')}")),
        "path-template-renamed safe, request-parameter-type-changed breaking",
        "path-template-renamed safe, request-parameter-type-changed breaking",
    ),
    Case(
        "operation id",
        "operationId: a",
        "operationId: b",
        "operation-id-changed risky",
        "operation-id-changed risky",
    ),
    Case("tags in another order", "tags: [a, b]", "tags: [b, a]"),
    # ------------------------------------------------------------------ shadowing
    Case(
        "a new path takes requests away",
        _paths(_path("/p/{id}", "get", parameters=_by("id"))),
        _paths(_path("/p/{id}", "get", parameters=_by("id")), _path("/p/mine", "get")),
        "operation-added safe, operation-shadowed-by-new-path risky",
        "operation-removed breaking",
    ),
    Case(
        "a new path with another method takes requests away too",
        _paths(_path("/p/{id}", "get", parameters=_by("id"))),
        _paths(_path("/p/{id}", "get", parameters=_by("id")), _path("/p/mine", "post")),
        "operation-added safe, operation-shadowed-by-new-path risky",
        "operation-removed breaking",
    ),
    Case(
        "a new path that no number is equal to",
        _paths(_path("/p/{id}", "get", parameters=_by("id", "integer"))),
        _paths(_path("/p/{id}", "get", parameters=_by("id", "integer")), _path("/p/mine", "get")),
        "operation-added safe",
        "operation-removed breaking",
    ),
    Case(
        "a new path that a number is equal to",
        _paths(_path("/p/{id}", "get", parameters=_by("id", "integer"))),
        _paths(_path("/p/{id}", "get", parameters=_by("id", "integer")), _path("/p/7", "get")),
        "operation-added safe, operation-shadowed-by-new-path risky",
        "operation-removed breaking",
    ),
    Case(
        "a new method of a known path",
        _paths(_path("/p/{id}", "get", parameters=_by("id")), _path("/p/mine", "get")),
        _paths(_path("/p/{id}", "get", parameters=_by("id")), _path("/p/mine", "get", "put")),
        "operation-added safe",
        "operation-removed breaking",
    ),
    Case(
        "a longer path takes nothing away",
        _paths(_path("/p/{id}", "get", parameters=_by("id"))),
        _paths(_path("/p/{id}", "get", parameters=_by("id")), _path("/p/mine/all", "get")),
        "operation-added safe",
        "operation-removed breaking",
    ),
    Case(
        "neither is more concrete",
        _paths(_path("/{a}/x", "get", parameters=_by("a"))),
        _paths(
            _path("/{a}/x", "get", parameters=_by("a")), _path("/y/{b}", "get", parameters=_by("b"))
        ),
        "operation-added safe, path-ambiguity-introduced risky",
        "operation-removed breaking",
    ),
    Case(
        "a suffix of a segment",
        _paths(_path("/f/{name}.json", "get", parameters=_by("name"))),
        _paths(_path("/f/{name}.json", "get", parameters=_by("name")), _path("/f/all.json", "get")),
        "operation-added safe, operation-shadowed-by-new-path risky",
        "operation-removed breaking",
    ),
    # ------------------------------------------------------------------ parameters
    Case(
        "required parameter",
        _EMPTY,
        _params(_param("required: true")),
        "request-parameter-required-added breaking",
        "request-parameter-removed risky",
    ),
    Case(
        "optional parameter",
        _EMPTY,
        _params(_param()),
        "request-parameter-optional-added safe",
        "request-parameter-removed risky",
    ),
    Case(
        "parameter became required",
        _params(_param()),
        _params(_param("required: true")),
        "request-parameter-became-required breaking",
        "request-parameter-became-optional safe",
    ),
    Case(
        "parameter moved",
        _params(_param()),
        _params(_param(where="cookie")),
        "request-parameter-moved breaking",
        "request-parameter-moved breaking",
    ),
    Case(
        "parameter respelt",
        _params(_param(name="perPage")),
        _params(_param(name="per_page")),
        "request-parameter-renamed breaking",
        "request-parameter-renamed breaking",
    ),
    Case(
        "parameter replaced",
        _params(_param(name="a")),
        _params(_param(name="b")),
        "request-parameter-removed risky, request-parameter-optional-added safe",
        "request-parameter-removed risky, request-parameter-optional-added safe",
    ),
    Case(
        "type of a parameter",
        _params(_param()),
        _params(_param(schema="integer")),
        "request-parameter-type-changed breaking",
        "request-parameter-type-changed breaking",
    ),
    Case(
        "member of a parameter",
        "parameters: [{name: f, in: query, style: deepObject, schema: {type: object, properties: "
        "{n: {type: string}}}}]",
        "parameters: [{name: f, in: query, style: deepObject, schema: {type: object, properties: "
        "{n: {type: string, maxLength: 3}}}}]",
        "request-parameter-property-max-length-added breaking",
        "request-parameter-property-max-length-removed safe",
    ),
    Case(
        "required header",
        _EMPTY,
        _params(_param("required: true", "X-Tenant", "header")),
        "request-parameter-required-added breaking",
        "request-parameter-removed risky",
    ),
    # ------------------------------------------------------------------ serialisation
    Case(
        "style",
        _list(", explode: false"),
        _list(", explode: false, style: spaceDelimited"),
        "request-parameter-style-changed breaking",
        "request-parameter-style-changed breaking",
    ),
    Case(
        "explode of a list",
        _list(""),
        _list(", explode: false"),
        "request-parameter-explode-changed breaking",
        "request-parameter-explode-changed breaking",
    ),
    Case("explode of a text says nothing", _params(_param()), _params(_param("explode: false"))),
    Case(
        "style of a path parameter",
        _paths(_path("/a/{id}", "get", parameters=_by("id"))),
        _paths(_path("/a/{id}", "get", parameters=_by("id")[:-1] + ", style: matrix}")),
        "request-parameter-style-changed breaking",
        "request-parameter-style-changed breaking",
    ),
    Case(
        "reserved characters",
        _params(_param("allowReserved: true")),
        _params(_param()),
        "request-parameter-allow-reserved-removed breaking",
        "request-parameter-allow-reserved-added safe",
    ),
    Case(
        "content instead of schema",
        _params("{name: q, in: query, schema: {type: object}}"),
        _params("{name: q, in: query, content: {application/json: {schema: {type: object}}}}"),
        "request-parameter-content-vs-schema-changed breaking",
        "request-parameter-content-vs-schema-changed breaking",
    ),
    Case(
        "schema of content",
        _params("{name: q, in: query, content: {application/json: {schema: {type: string}}}}"),
        _params("{name: q, in: query, content: {application/json: {schema: {type: array}}}}"),
        "request-parameter-type-changed breaking",
        "request-parameter-type-changed breaking",
    ),
    Case(
        "collection format of Swagger 2",
        "{swagger: '2.0', paths: {/a: {get: {parameters: [{name: q, in: query, type: array, "
        "items: {type: string}, collectionFormat: csv}], responses: {}}}}}",
        "{swagger: '2.0', paths: {/a: {get: {parameters: [{name: q, in: query, type: array, "
        "items: {type: string}, collectionFormat: multi}], responses: {}}}}}",
        "request-parameter-explode-changed breaking",
        "request-parameter-explode-changed breaking",
    ),
    # ------------------------------------------------------------------ bodies
    Case(
        "required body",
        _EMPTY,
        _body(_OBJECT),
        "request-body-added-required breaking",
        "request-body-removed breaking",
    ),
    Case(
        "optional body",
        _EMPTY,
        _body(_OBJECT, flag=""),
        "request-body-added-optional safe",
        "request-body-removed breaking",
    ),
    Case(
        "body became required",
        _body(_OBJECT, flag=""),
        _body(_OBJECT),
        "request-body-became-required breaking",
        "request-body-became-optional safe",
    ),
    Case(
        "media type replaced",
        _body(_OBJECT),
        _body(_OBJECT, "application/xml"),
        "request-media-type-removed breaking, request-media-type-added safe",
        "request-media-type-removed breaking, request-media-type-added safe",
    ),
    Case(
        "range of media types",
        _body(_OBJECT),
        _body(_OBJECT, "application/*"),
        "request-media-type-range-widened safe",
        "request-media-type-range-narrowed breaking",
    ),
    Case(
        "range with another schema",
        _body(_OBJECT),
        _body(_INTEGER, "*/*"),
        "request-media-type-range-widened safe, request-property-type-changed breaking",
        "request-media-type-range-narrowed breaking, request-property-type-changed breaking",
    ),
    Case(
        "member of a body",
        _body(_OBJECT),
        _body(_REQUIRED),
        "request-property-became-required breaking",
        "request-property-became-optional safe",
    ),
    Case(
        "whole body",
        _body("{type: array}"),
        _body("{type: array, minItems: 1}"),
        "request-body-min-items-added breaking",
        "request-body-min-items-removed safe",
    ),
    Case(
        "one change in two media types",
        f"requestBody: {{content: {{a/j: {{schema: {_OBJECT}}}, b/j: {{schema: {_OBJECT}}}}}}}",
        f"requestBody: {{content: {{a/j: {{schema: {_INTEGER}}}, b/j: {{schema: {_OBJECT}}}}}}}",
        "request-property-type-changed breaking",
        "request-property-type-changed breaking",
    ),
    # ------------------------------------------------------------------ parts of a body
    Case(
        "media type of a part",
        "requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: "
        "{f: {contentType: image/png}}}}}",
        "requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: "
        "{f: {contentType: 'image/png, image/gif'}}}}}",
        "request-part-content-type-widened safe",
        "request-part-content-type-narrowed breaking",
    ),
    Case(
        "style of a field",
        f"requestBody: {{content: {{{_FORM}: {{schema: {{type: object}}, encoding: "
        "{f: {style: form}}}}}",
        f"requestBody: {{content: {{{_FORM}: {{schema: {{type: object}}, encoding: "
        "{f: {style: deepObject}}}}}",
        "request-part-style-changed breaking",
        "request-part-style-changed breaking",
    ),
    # ------------------------------------------------------------------ responses
    Case(
        "member of a response",
        _answer(_status("200", _REQUIRED)),
        _answer(_status("200", _OBJECT)),
        "response-property-became-optional breaking",
        "response-property-became-required safe",
    ),
    Case(
        "member of an error",
        _answer(_status("400", _REQUIRED)),
        _answer(_status("400", _OBJECT)),
        "response-property-became-optional breaking",
        "response-property-became-required safe",
    ),
    Case(
        "success moved",
        _answer(_status("200", _OBJECT)),
        _answer(_status("201", _OBJECT)),
        "response-status-moved breaking",
        "response-status-moved breaking",
    ),
    Case(
        "success added",
        _answer(_status("200")),
        _answer(_status("200"), _status("202")),
        "response-status-success-added risky",
        "response-status-success-removed breaking",
    ),
    Case(
        "error added",
        _answer(_status("200")),
        _answer(_status("200"), _status("404")),
        "response-status-error-added safe",
        "response-status-error-removed safe",
    ),
    Case(
        "range of errors",
        _answer(_status("404", _OBJECT)),
        _answer(_status("4XX", _INTEGER)),
        "response-property-type-changed breaking, response-status-error-removed safe",
        "response-property-type-changed breaking, response-status-error-added safe",
    ),
    Case(
        "error out of default",
        _answer(_status("default", _OBJECT)),
        _answer(_status("default", _OBJECT), _status("404", _INTEGER)),
        "response-property-type-changed breaking, response-status-error-added safe",
        "response-property-type-changed breaking, response-status-error-removed safe",
    ),
    Case(
        "default does not stand for success",
        _answer(_status("200"), _status("default")),
        _answer(_status("default")),
        "response-status-success-removed breaking",
        "response-status-success-added risky",
    ),
    Case(
        "range of successes",
        _answer(_status("200", _OBJECT)),
        _answer(_status("2XX", _OBJECT)),
        "response-status-range-widened breaking",
        "response-status-range-narrowed safe",
    ),
    Case(
        "no content",
        _answer(_status("200", _OBJECT)),
        _answer(_status("200")),
        "response-media-type-removed breaking",
        "response-body-added safe",
    ),
    Case(
        "media type of a response",
        _answer(_status("200", _OBJECT)),
        _answer(_status("200", _OBJECT, "application/xml")),
        "response-media-type-removed breaking, response-media-type-added risky",
        "response-media-type-removed breaking, response-media-type-added risky",
    ),
    Case(
        "a promised header",
        "responses: {'200': {description: d, headers: {X-A: {required: true, schema: {}}}}}",
        "responses: {'200': {description: d}}",
        "response-header-required-removed breaking",
        "response-header-added safe",
    ),
    Case(
        "schema of a header",
        "responses: {'200': {description: d, headers: {X-A: {schema: {type: integer}}}}}",
        "responses: {'200': {description: d, headers: {X-a: {schema: {type: string}}}}}",
        "response-header-type-changed breaking",
        "response-header-type-changed breaking",
    ),
    Case(
        "a link elsewhere",
        "responses: {'200': {description: d, links: {l: {operationId: a}}}}",
        "responses: {'200': {description: d, links: {l: {operationId: b}}}}",
        "link-operation-changed risky",
        "link-operation-changed risky",
    ),
    Case(
        "a link gone",
        "responses: {'200': {description: d, links: {l: {operationId: a}}}}",
        "responses: {'200': {description: d}}",
        "link-removed risky",
        "link-added safe",
    ),
    # ------------------------------------------------------------------ discriminators
    Case(
        "names swapped",
        _answer(_status("200", _TWO % f"a: {_A}, b: {_B}")),
        _answer(_status("200", _TWO % f"a: {_B}, b: {_A}")),
        "response-body-discriminator-mapping-retargeted breaking",
        "response-body-discriminator-mapping-retargeted breaking",
    ),
    Case(
        "name gone",
        _body(_TWO % f"a: {_A}, b: {_B}"),
        _body(_TWO % f"a: {_A}"),
        "request-body-discriminator-mapping-removed breaking",
        "request-body-discriminator-mapping-added safe",
    ),
    Case(
        "another property",
        _body(_TWO % f"a: {_A}"),
        _body((_TWO % f"a: {_A}").replace("propertyName: t", "propertyName: x")),
        "request-body-discriminator-property-renamed breaking",
        "request-body-discriminator-property-renamed breaking",
    ),
    # ------------------------------------------------------------------ security
    Case(
        "open to closed",
        _EMPTY,
        "security: [{key: []}]",
        "security-requirement-introduced breaking",
        "security-requirement-dropped safe",
    ),
    Case(
        "two at once",
        "security: [{key: []}]",
        "security: [{key: [], login: []}]",
        "security-conjunct-added breaking",
        "security-conjunct-removed safe",
    ),
    Case(
        "either",
        "security: [{key: []}]",
        "security: [{key: []}, {login: []}]",
        "security-alternative-added safe",
        "security-alternative-removed breaking",
    ),
    Case(
        "another one",
        "security: [{key: []}]",
        "security: [{login: []}]",
        "security-alternative-removed breaking, security-alternative-added safe",
        "security-alternative-removed breaking, security-alternative-added safe",
    ),
    Case(
        "a scope",
        "security: [{login: [read]}]",
        "security: [{login: [read, write]}]",
        "security-scope-added breaking",
        "security-scope-removed safe",
    ),
    Case(
        "another scope",
        "security: [{login: [read]}]",
        "security: [{login: [write]}]",
        "security-scope-added breaking",
        "security-scope-added breaking",
    ),
    Case(
        "the first scope",
        "security: [{login: []}]",
        "security: [{login: [read]}]",
        "security-scope-added breaking",
        "security-scope-removed safe",
    ),
    Case(
        "no longer optional",
        "security: [{key: []}, {}]",
        "security: [{key: []}]",
        "security-made-mandatory breaking",
        "security-made-optional safe",
    ),
    Case(
        "an alternative that is implied",
        "security: [{key: []}]",
        "security: [{key: []}, {key: [], login: []}]",
    ),
    Case(
        "written at the top",
        "{paths: {/a: {get: {security: [{key: []}], responses: {}}}}}",
        "{security: [{key: []}], paths: {/a: {get: {responses: {}}}}}",
    ),
    Case(
        "key elsewhere",
        "{security: [{k: []}], paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: "
        "{k: {type: apiKey, in: header, name: X}}}}",
        "{security: [{k: []}], paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: "
        "{k: {type: apiKey, in: query, name: X}}}}",
        "security-scheme-api-key-location-changed breaking",
        "security-scheme-api-key-location-changed breaking",
    ),
    Case(
        "basic and bearer",
        "{security: [{k: []}], paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: "
        "{k: {type: http, scheme: basic}}}}",
        "{security: [{k: []}], paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: "
        "{k: {type: http, scheme: bearer}}}}",
        "security-scheme-http-scheme-changed breaking",
        "security-scheme-http-scheme-changed breaking",
    ),
    Case(
        "a scheme renamed",
        "{security: [{k: []}], paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: "
        "{k: {type: http, scheme: basic}}}}",
        "{security: [{m: []}], paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: "
        "{m: {type: http, scheme: Basic}}}}",
    ),
    Case(
        "a scheme that nobody asks for",
        "{paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: {k: {type: http, "
        "scheme: basic}}}}",
        "{paths: {/a: {get: {responses: {}}}}, components: {securitySchemes: {k: {type: http, "
        "scheme: bearer}}}}",
    ),
    # ------------------------------------------------------------------ servers
    Case(
        "base path",
        _servers("https://a.example/v1"),
        _servers("https://a.example/v2"),
        "server-base-path-changed breaking",
        "server-base-path-changed breaking",
    ),
    Case(
        "host",
        _servers("https://a.example"),
        _servers("https://b.example"),
        "server-url-changed breaking",
        "server-url-changed breaking",
    ),
    Case(
        "encryption dropped",
        _servers("https://a.example"),
        _servers("http://a.example"),
        "server-scheme-downgraded breaking",
        "server-url-changed breaking",
    ),
    Case(
        "another server",
        _servers("https://a.example"),
        _servers("https://a.example", "https://b.example"),
        "server-added safe",
        "server-removed breaking",
    ),
    Case(
        "a slash at the end of a server",
        _servers("https://a.example/"),
        _servers("https://a.example"),
    ),
    Case(
        "a server made variable",
        _servers("https://eu.a.example"),
        "servers: [{url: 'https://{r}.a.example', variables: {r: {default: eu, enum: [eu, us]}}}]",
        "server-added safe",
        "server-removed breaking",
    ),
    Case(
        "a value of a variable",
        "servers: [{url: 'https://{r}.a.example', variables: {r: {default: eu, enum: [eu, us]}}}]",
        "servers: [{url: 'https://{r}.a.example', variables: {r: {default: eu, enum: [eu]}}}]",
        "server-variable-enum-value-removed breaking",
        "server-variable-enum-value-added safe",
    ),
    # ------------------------------------------------------------------ webhooks and callbacks
    Case(
        "webhook member optional",
        _hook(_REQUIRED),
        _hook(_OBJECT),
        "webhook-request-property-became-optional breaking",
        "webhook-request-property-became-required safe",
    ),
    Case(
        "webhook gone",
        _hook(_OBJECT),
        "{webhooks: {}}",
        "webhook-removed breaking",
        "webhook-added risky",
    ),
    Case(
        "answer to a webhook",
        _hook(_OBJECT, _status("200", _OBJECT)),
        _hook(_OBJECT, _status("200", _REQUIRED)),
        "webhook-response-property-became-required breaking",
        "webhook-response-property-became-optional safe",
    ),
    Case(
        "webhook with another media type",
        _hook(_OBJECT),
        _hook(_OBJECT).replace("application/json", "application/xml"),
        "webhook-request-media-type-added breaking, webhook-request-media-type-removed safe",
        "webhook-request-media-type-added breaking, webhook-request-media-type-removed safe",
    ),
    Case(
        "webhook parameter gone",
        _hook(_OBJECT, more="parameters: [{name: X-S, in: header, required: true, schema: {}}], "),
        _hook(_OBJECT),
        "webhook-request-parameter-removed breaking",
        "webhook-request-parameter-required-added safe",
    ),
    Case(
        "callback member optional",
        _calls(_REQUIRED),
        _calls(_OBJECT),
        "callback-request-property-became-optional breaking",
        "callback-request-property-became-required safe",
    ),
    Case(
        "callback elsewhere",
        _calls(_OBJECT),
        _calls(_OBJECT, "{$request.query.url}"),
        "callback-url-expression-changed breaking",
        "callback-url-expression-changed breaking",
    ),
    Case(
        "callback elsewhere and changed",
        _calls(_REQUIRED),
        _calls(_OBJECT, "{$request.query.url}"),
        "callback-url-expression-changed breaking, "
        "callback-request-property-became-optional breaking",
        "callback-url-expression-changed breaking, callback-request-property-became-required safe",
    ),
    Case(
        "callback gone",
        _calls(_OBJECT),
        _EMPTY,
        "callback-removed breaking",
        "callback-added risky",
    ),
    # ------------------------------------------------------------------ across versions
    Case(
        "nullable of 3.0 and 3.1",
        "{openapi: 3.0.3, paths: {/a: {post: {requestBody: {content: {a/json: {schema: {type: "
        "string, nullable: true}}}}, responses: {}}}}}",
        "{openapi: 3.1.0, paths: {/a: {post: {requestBody: {content: {a/json: {schema: {type: "
        "[string, 'null']}}}}, responses: {}}}}}",
        "document-openapi-version-upgraded safe",
        "document-openapi-version-downgraded safe",
    ),
    Case(
        "an enum that has no null",
        "{openapi: 3.0.3, paths: {/a: {post: {requestBody: {content: {a/json: {schema: {type: "
        "string, nullable: true, enum: [x]}}}}, responses: {}}}}}",
        "{openapi: 3.1.0, paths: {/a: {post: {requestBody: {content: {a/json: {schema: {type: "
        "string, enum: [x]}}}}, responses: {}}}}}",
        "document-openapi-version-upgraded safe",
        "document-openapi-version-downgraded safe",
    ),
    Case(
        "exclusive bounds of 3.0 and 3.1",
        "{openapi: 3.0.3, paths: {/a: {post: {requestBody: {content: {a/json: {schema: {type: "
        "number, minimum: 5, exclusiveMinimum: true}}}}, responses: {}}}}}",
        "{openapi: 3.1.0, paths: {/a: {post: {requestBody: {content: {a/json: {schema: {type: "
        "number, exclusiveMinimum: 5}}}}, responses: {}}}}}",
        "document-openapi-version-upgraded safe",
        "document-openapi-version-downgraded safe",
    ),
    Case(
        "a body of Swagger 2 and of 3.0",
        "{swagger: '2.0', consumes: [application/json], paths: {/a: {post: {parameters: [{name: b, "
        "in: body, required: true, schema: {type: object}}], responses: {}}}}}",
        "{openapi: 3.0.3, paths: {/a: {post: {requestBody: {required: true, content: "
        "{application/json: {schema: {type: object}}}}, responses: {}}}}}",
        "document-openapi-version-upgraded safe",
        "document-openapi-version-downgraded safe",
    ),
    # ------------------------------------------------------------------ parts of responses
    Case(
        "another media type of a part that is sent back",
        _parts("file: {contentType: image/png}"),
        _parts("file: {contentType: image/jpeg}"),
        "response-part-content-type-changed breaking",
        "response-part-content-type-changed breaking",
    ),
    Case(
        "fewer media types of a part that is sent back",
        _parts("file: {contentType: 'image/png, image/jpeg'}"),
        _parts("file: {contentType: image/png}"),
        "response-part-content-type-narrowed safe",
        "response-part-content-type-widened breaking",
    ),
    Case(
        "a promised header of a part that is sent back",
        _parts("file: {contentType: a/b, headers: {X-D: {required: true, schema: {}}}}"),
        _parts("file: {contentType: a/b, headers: {X-D: {schema: {}}}}"),
        "response-part-header-required-removed breaking",
        "response-part-header-required-added safe",
    ),
    Case(
        "a header of a part that is referred to",
        _part_header("required: true"),
        _part_header("required: false"),
        "request-part-header-required-removed safe",
        "request-part-header-required-added breaking",
    ),
    Case(
        "the media type among the headers of a part says nothing",
        _parts("file: {contentType: a/b, headers: {Content-Type: {required: true}}}"),
        _parts("file: {contentType: a/b}"),
    ),
    Case(
        "encoding of what has no parts says nothing",
        _parts("file: {contentType: image/png}", "application/json"),
        _parts("file: {contentType: image/jpeg}", "application/json"),
    ),
    # ------------------------------------------------------------------ the document itself
    Case(
        "a dialect that is known",
        "{paths: {}}",
        "{paths: {}, jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema'}",
        "document-dialect-changed safe",
        "document-dialect-changed safe",
    ),
    Case(
        "the dialect of OpenAPI written out",
        "{paths: {}}",
        "{paths: {}, jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base'}",
    ),
    Case(
        "a correction of OpenAPI itself",
        "{openapi: 3.0.0, paths: {}}",
        "{openapi: 3.0.4, paths: {}}",
    ),
    # ------------------------------------------------------------------ what texts hold
    Case(
        "bytes of 3.0 and of 3.1",
        _bytes("3.0.3", "format: byte"),
        _bytes("3.1.0", "contentEncoding: base64"),
        "document-openapi-version-upgraded safe",
        "document-openapi-version-downgraded safe",
    ),
    Case(
        "a file of 3.0 and of 3.1",
        _bytes("3.0.3", "format: binary"),
        _bytes("3.1.0", "contentMediaType: application/octet-stream"),
        "document-openapi-version-upgraded safe",
        "document-openapi-version-downgraded safe",
    ),
]


def _whole(text: str) -> dict[str, Any]:
    said = ryaml.loads(text) or {}
    return document(said) if {"paths", "webhooks"} & said.keys() else of_operation(said)


def _expected(text: str) -> set[tuple[str, str]]:
    pairs = (said.split() for said in text.split(", ") if said)
    return {(rule, severity) for rule, severity in pairs}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_forwards(case: Case) -> None:
    assert found(compare(_whole(case.old), _whole(case.new))) == _expected(case.forwards)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_backwards(case: Case) -> None:
    assert found(compare(_whole(case.new), _whole(case.old))) == _expected(case.backwards)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_document_is_the_same_as_itself(case: Case) -> None:
    for text in (case.old, case.new):
        assert compare(_whole(text), _whole(text)) == ()
