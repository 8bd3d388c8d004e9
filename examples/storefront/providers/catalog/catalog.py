"""The catalog service, small: products in memory behind catalog-api 1.0.0.

What another team would write, with nothing but Python's standard library. Start it and ask
whether it is what its contract says:

    python providers/catalog/catalog.py --port 4003
    plan verify catalog --url http://127.0.0.1:4003 --header 'Authorization: Bearer demo-token'
"""

import argparse
import json
import os
import re
import secrets
import threading
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

VERSION = "1.0.0"
MAX_BODY = 256 * 1024
PROBLEM = "application/problem+json"
KINDS = {
    400: ("malformed-request", "The request is malformed"),
    401: ("unauthorized", "There is no valid token"),
    403: ("forbidden", "The token does not allow this"),
    404: ("not-found", "There is no such resource"),
    405: ("method-not-allowed", "This resource does not know the method"),
    409: ("conflict", "The request contradicts the present state"),
    411: ("length-required", "The length of the body must be told"),
    412: ("outdated", "Somebody else changed it first"),
    413: ("too-large", "The body is too large"),
    422: ("refused-content", "The content is refused"),
}
CATEGORIES = [
    {"id": "home", "name": "Home", "parentId": None},
    {"id": "kitchen", "name": "Kitchen", "parentId": "home"},
]
MUG = "3f2f7a50-1d53-4a8e-9e0a-5d3c2f1b0a01"


class Refusal(Exception):
    """An answer that says no."""

    def __init__(self, status, detail="", errors=(), headers=()):
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.errors, self.headers = list(errors), dict(headers)


# ---------------------------------------------------------------------- what may be said
# A field is (required, check); a check returns what is wrong with a value, or None.


def text(pattern=None, least=0, most=None):
    compiled = re.compile(pattern) if pattern else None

    def check(value):
        if not isinstance(value, str):
            return "must be a text"
        if len(value) < least or (most is not None and len(value) > most):
            return f"must have {least} to {most} characters"
        return f"must match {pattern}" if compiled and not compiled.fullmatch(value) else None

    return check


def whole(least=None, most=None):
    def check(value):
        if isinstance(value, bool) or not (
            isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        ):
            return "must be a whole number"
        if (least is not None and value < least) or (most is not None and value > most):
            return f"must lie between {least} and {most}"
        return None

    return check


def one_of(*known):
    return lambda value: None if value in known else f"must be one of {', '.join(known)}"


CURRENCY = text(r"[A-Z]{3}")
CATEGORY = text(r"[a-z0-9-]{1,40}")
ID = text(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
STATUS = one_of("draft", "on_sale", "withdrawn")
NEW_PRODUCT = {
    "sku": (True, text(r"[A-Z0-9-]{3,32}")),
    "name": (True, text(least=1, most=120)),
    "description": (False, text(most=4000)),
    "categoryId": (True, CATEGORY),
    "unitPriceCents": (True, whole(0)),
    "currency": (True, CURRENCY),
    "weightGrams": (True, whole(0)),
}
PRODUCT_CHANGE = {
    name: (False, NEW_PRODUCT[name][1])
    for name in ("name", "description", "categoryId", "unitPriceCents")
} | {"status": (False, STATUS)}
QUESTION_LINE = {"productId": (True, ID), "quantity": (True, whole(1, 999))}


def faults(value, fields, at=""):
    """Yield what is wrong with an object that may have these members and no others."""
    if not isinstance(value, dict):
        yield {"pointer": at, "detail": "must be an object"}
        return
    for name, (required, check) in fields.items():
        if name in value:
            wrong = check(value[name])
            if wrong:
                yield {"pointer": f"{at}/{name}", "detail": wrong}
        elif required:
            yield {"pointer": f"{at}/{name}", "detail": "is missing"}
    for name in sorted(value.keys() - fields.keys()):
        yield {"pointer": f"{at}/{name}", "detail": "is not known"}


def price_question_faults(value):
    fields = {"currency": (True, CURRENCY), "items": (True, lambda _: None)}
    yield from faults(value, fields)
    if not isinstance(value, dict) or "items" not in value:
        return
    lines = value["items"]
    if not isinstance(lines, list) or not 1 <= len(lines) <= 100:
        yield {"pointer": "/items", "detail": "must be a list of 1 to 100 lines"}
        return
    for number, line in enumerate(lines):
        yield from faults(line, QUESTION_LINE, f"/items/{number}")


def refuse_if_any(found):
    found = list(found)
    if found:
        raise Refusal(422, errors=found)


# ---------------------------------------------------------------------- the service


class Catalog:
    """The products and what can be done with them."""

    def __init__(self):
        self._lock = threading.RLock()
        self._versions = {MUG: 7}
        self._answers = {}
        self._products = {
            MUG: {
                "id": MUG,
                "sku": "MUG-BLUE",
                "name": "Blue mug",
                "description": "Stoneware, 300 ml, dishwasher safe.",
                "categoryId": "kitchen",
                "unitPriceCents": 1290,
                "currency": "EUR",
                "weightGrams": 340,
                "status": "on_sale",
                "updatedAt": "2026-02-01T08:00:00Z",
            }
        }

    def present(self, product):
        """Return a product as callers see it."""
        return dict(product)

    def list_products(self, category, ids, cursor, limit):
        with self._lock:
            found = [
                product
                for product in self._products.values()
                if (category is None or product["categoryId"] == category)
                and (ids is None or product["id"] in ids)
            ]
        found.sort(key=lambda product: (product["name"], product["id"]))
        start = int(cursor) if cursor else 0
        page = {"limit": limit}
        if start + limit < len(found):
            page["nextCursor"] = str(start + limit)
        items = [self.present(product) for product in found[start : start + limit]]
        return {"items": items, "page": page}

    def get(self, product_id):
        with self._lock:
            product = self._products.get(product_id.lower())
            if product is None:
                raise Refusal(404)
            return self.present(product), f'"{self._versions[product["id"]]}"'

    def create(self, key, new):
        with self._lock:
            known = self._answers.get(key)
            if known and known[0] != new:
                raise Refusal(409, "the idempotency key was used for another body")
            if known:
                return self.present(known[1])
            product = {"id": str(uuid.uuid4()), **new, "status": "draft", "updatedAt": now()}
            self._products[product["id"]] = product
            self._versions[product["id"]] = 1
            self._answers[key] = (new, dict(product))
            return self.present(product)

    def update(self, product_id, match, change):
        with self._lock:
            product = self._products.get(product_id.lower())
            if product is None:
                raise Refusal(404)
            if match != f'"{self._versions[product["id"]]}"':
                raise Refusal(412)
            product.update(change, updatedAt=now())
            self._versions[product["id"]] += 1
            return self.present(product)

    def quote(self, question):
        lines, wrong = [], []
        with self._lock:
            for number, line in enumerate(question["items"]):
                product = self._products.get(line["productId"].lower())
                if product is None or product["currency"] != question["currency"]:
                    wrong.append({"pointer": f"/items/{number}/productId", "detail": "has no price"})
                else:
                    lines.append({**line, "unitPriceCents": product["unitPriceCents"]})
        refuse_if_any(wrong)
        until = datetime.now(timezone.utc) + timedelta(minutes=15)
        return {
            "currency": question["currency"],
            "totalCents": sum(line["quantity"] * line["unitPriceCents"] for line in lines),
            "validUntil": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "items": lines,
        }


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---------------------------------------------------------------------- HTTP


class Handler(BaseHTTPRequestHandler):
    """Takes requests apart, asks the catalog, writes answers."""

    protocol_version = "HTTP/1.1"
    server_version = "catalog"
    timeout = 30
    wbufsize = 64 * 1024  # head and body of an answer leave together
    catalog = Catalog()
    tokens = {"demo-token": {"read", "write"}, "demo-reader": {"read"}}

    def routes(self):
        return [
            ("/products", {"GET": self.list_products, "POST": self.create_product}),
            ("/products/{}", {"GET": self.get_product, "PATCH": self.update_product}),
            ("/price-quotes", {"POST": self.quote_prices}),
            ("/categories", {"GET": self.list_categories}),
            ("/health", {"GET": self.health}),
        ]

    # Each operation returns status, body and headers.

    def list_products(self):
        query = self.query("categoryId", "ids", "cursor", "limit")
        ids = None
        if "ids" in query:
            ids = query["ids"].split(",") if query["ids"] else []
        limit = query.get("limit", "20")
        if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 100:
            raise Refusal(400, errors=[{"pointer": "limit", "detail": "must be 1 to 100"}])
        cursor = query.get("cursor", "")
        wrong = [{"pointer": "ids", "detail": "must be ids"}] if ids and any(map(ID, ids)) else []
        if "categoryId" in query and CATEGORY(query["categoryId"]):
            wrong.append({"pointer": "categoryId", "detail": CATEGORY(query["categoryId"])})
        if len(cursor) > 200 or (ids is not None and len(ids) > 100):
            wrong.append({"pointer": "cursor", "detail": "is too long"})
        if wrong:
            raise Refusal(400, errors=wrong)
        start = cursor if re.fullmatch(r"[0-9]{1,9}", cursor) else ""
        wanted = None if ids is None else {item.lower() for item in ids}
        page = self.catalog.list_products(query.get("categoryId"), wanted, start, int(limit))
        return 200, page, {}

    def create_product(self):
        self.allow("write")
        key = self.headers.get("Idempotency-Key", "")
        if ID(key):
            raise Refusal(400, errors=[{"pointer": "Idempotency-Key", "detail": "must be an id"}])
        new = self.body("application/json")
        refuse_if_any(faults(new, NEW_PRODUCT))
        product = self.catalog.create(key, new)
        return 201, product, {"Location": f"/products/{product['id']}"}

    def get_product(self, product_id):
        if ID(product_id):
            raise Refusal(404)
        product, tag = self.catalog.get(product_id)
        return 200, product, {"ETag": tag}

    def update_product(self, product_id):
        self.allow("write")
        match = self.headers.get("If-Match")
        if match is None or len(match) > 80:
            raise Refusal(400, errors=[{"pointer": "If-Match", "detail": "must be an ETag"}])
        change = self.body("application/merge-patch+json")
        if change == {}:
            raise Refusal(422, "there is nothing to change")
        refuse_if_any(faults(change, PRODUCT_CHANGE))
        if ID(product_id):
            raise Refusal(404)
        return 200, self.catalog.update(product_id, match, change), {}

    def quote_prices(self):
        question = self.body("application/json")
        refuse_if_any(price_question_faults(question))
        return 200, self.catalog.quote(question), {}

    def list_categories(self):
        return 200, CATEGORIES, {}

    def health(self):
        return 200, {"status": "pass", "version": VERSION, "checks": {"memory": "pass"}}, {}

    # What operations share.

    def query(self, *known):
        pairs = parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            raise Refusal(400, "a parameter stands twice")
        return {name: value for name, value in pairs if name in known}

    def authorize(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        scopes = self.tokens.get(token) if scheme.lower() == "bearer" else None
        if scopes is None:
            raise Refusal(401, headers={"WWW-Authenticate": "Bearer"})
        return scopes

    def allow(self, scope):
        if scope not in self.authorize():
            raise Refusal(403)

    def body(self, media_type):
        if self.headers.get_content_type() != media_type:
            raise Refusal(400, f"send {media_type}")
        try:
            return json.loads(self.content.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, "the body is not JSON") from None

    def read_content(self):
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise Refusal(411)
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            raise Refusal(413 if length.isdigit() else 400)
        return self.rfile.read(int(length))

    def operation(self):
        path = urlsplit(self.path).path
        for template, methods in self.routes():
            found = re.fullmatch(template.replace("{}", "([^/]+)"), path)
            if found is None:
                continue
            if self.command not in methods:
                raise Refusal(405, headers={"Allow": ", ".join(methods)})
            if path != "/health":
                self.authorize()
            return lambda: methods[self.command](*map(unquote, found.groups()))
        raise Refusal(404)

    def handle_call(self):
        try:
            self.content = self.read_content()
            status, body, headers = self.operation()()
            self.answer(status, body, headers, "application/json")
        except Refusal as refusal:
            self.refuse(refusal)

    def __getattr__(self, name):
        if name.startswith("do_"):  # whatever the method is, the resource decides
            return self.handle_call
        raise AttributeError(name)

    def refuse(self, refusal):
        kind, title = KINDS[refusal.status]
        problem = {
            "type": f"https://problems.storefront.example/{kind}",
            "title": title,
            "status": refusal.status,
            "traceId": secrets.token_hex(16),
        }
        problem.update({"detail": refusal.detail} if refusal.detail else {})
        problem.update({"errors": refusal.errors} if refusal.errors else {})
        self.answer(refusal.status, problem, refusal.headers, PROBLEM)

    def send_error(self, code, message=None, explain=None):
        """Answer what the HTTP library itself refuses in the same envelope."""
        self.close_connection = True
        self.refuse(Refusal(code if code in KINDS else 400))

    def answer(self, status, body, headers, media_type):
        content = json.dumps(body).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing: the caller's report says what happened."""


def _no_constant(name):
    raise ValueError(name)


def main(handler=Handler):
    options = argparse.ArgumentParser(description="The catalog service of the storefront.")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=int(os.environ.get("PORT", "4003")))
    told = options.parse_args()
    with ThreadingHTTPServer((told.host, told.port), handler) as server:
        server.daemon_threads = True
        print(f"catalog at http://{told.host}:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
