"""The calls that the stub server itself records become a pact that its contract bears out."""

import asyncio
from typing import Any

import httpx

from planner.formats.document import parse_bytes
from planner.pacts.checking import check_pact
from planner.pacts.documents import pact_document
from planner.pacts.exporting import Reading, drafts_of
from planner.pacts.journal import read_journal
from planner.pacts.reading import read_pact
from planner.stubs.server.app import StubApp
from planner.stubs.server.journal import RingJournal
from planner.stubs.server.types import Mount, ServerOptions
from tests.pacts.contracts import ASKED, a_side


async def the_journal(app: Any) -> bytes:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stub") as client:
        for path in ("/products/7", "/products/8", "/products/none", "/nowhere"):
            await client.get(path, headers=ASKED["headers"])
        body = {"name": "Mug", "price": 3}
        await client.post("/products", json=body, headers={"X-Key": "secret"})
        return (await client.get("/__plan__/calls")).content


def test_what_the_stub_server_records_can_be_exported() -> None:
    side = a_side()
    app = StubApp((Mount("", side.bundle),), ServerOptions(), journal=RingJournal())
    content = asyncio.run(the_journal(app))
    calls = [
        call for call in read_journal(parse_bytes(content, "c.json"), "c.json") if call.is_valid
    ]
    document = pact_document("order", "shop", drafts_of(calls, side, Reading()), 4, {})
    assert [item["description"] for item in document["interactions"]] == [
        "addProduct answers 201",
        "getProduct answers 200",
    ]
    assert check_pact(read_pact(document, "pact.json"), [side]).mismatches == ()
    assert b"secret" not in str(document).encode()
