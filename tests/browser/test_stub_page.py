"""The index page of a stub server in a real browser, by mouse and keyboard, with the server."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner.stubs.server.pages import index_page
from planner.stubs.server.types import Mount
from planner.testing import RunningStubs, serve
from tests.stubs.server.a_bundle import a_bundle, an_operation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
security: [{token: []}]
paths:
  /products/{id}:
    get:
      operationId: getProduct
      summary: One product
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: &product
          {type: object, required: [name], properties: {name: {const: "<b>mug</b>"}}}}}}
        '404': {description: no, content: {application/json: {schema:
          {type: object, required: [message], properties: {message: {type: string}}}}}}
  /products:
    post:
      operationId: addProduct
      requestBody:
        required: true
        content: {application/json: {schema: *product, example: {name: "<b>mug</b>"}}}
      responses:
        '201': {description: made, content: {application/json: {schema: *product}}}
        '422': {description: wrong}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
"""


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStubs]:
    path = tmp_path_factory.mktemp("shop") / "shop.yaml"
    path.write_text(_CONTRACT)
    with serve(str(path)) as running:
        yield running


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: "Browser", stubs: RunningStubs, complaints: list[str]) -> Iterator["Page"]:
    context = browser.new_context(reduced_motion="reduce")
    opened = context.new_page()
    opened.on("console", lambda line: complaints.append(line.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(stubs.url())
    yield opened
    context.close()


def test_the_page_is_quiet_and_asks_for_nothing(page: "Page", complaints: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [page.url]
    assert complaints == []


def test_an_operation_is_tried_with_the_keyboard(page: "Page", stubs: RunningStubs) -> None:
    stubs.reset()
    page.locator("summary", has_text="/products/{id}").focus()
    page.keyboard.press("Enter")
    page.locator("form[data-path='/products/{id}']").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("a/b c")
    page.keyboard.press("Tab")
    page.keyboard.type("x,y")
    page.keyboard.press("Enter")
    line = page.locator("form .line:visible")
    line.filter(has_text="200 OK").wait_for()
    assert "GET /products/a%2Fb%20c?tags=x&tags=y" in line.inner_text()
    assert page.locator("form pre.body:visible").inner_text() == '{\n  "name": "<b>mug</b>"\n}'
    (call,) = stubs.calls()
    assert (call["operation"], call["valid"]) == ("getProduct", True)


def test_another_status_may_be_asked_for(page: "Page") -> None:
    page.locator("summary", has_text="/products/{id}").click()
    form = page.locator("form[data-path='/products/{id}']")
    form.get_by_label("id").fill("1")
    form.get_by_label("Answer with status").select_option("404")
    form.get_by_role("button").click()
    form.locator(".line.bad", has_text="404").wait_for()


def test_a_body_is_sent_and_what_is_wrong_with_it_is_shown(page: "Page") -> None:
    page.locator("summary", has_text="POST").click()
    form = page.locator("form[data-method=POST]")
    form.get_by_role("button").click()
    form.locator(".line.good", has_text="201").wait_for()
    form.get_by_label("Body (required)").fill("{}")
    form.get_by_role("button").click()
    form.locator(".line.bad", has_text="422").wait_for()
    form.locator("summary", has_text="Headers").click()
    assert "x-plan-operation: addProduct" in form.locator(".heads").inner_text()


def test_a_thousand_operations_are_there_at_once(browser: "Browser", tmp_path: Path) -> None:
    query = {f"parameter{number}": {"type": "string"} for number in range(8)}
    operations = [
        an_operation("POST", f"/things/{number}", {"200": None}, body=True, query=dict(query))
        for number in range(1000)
    ]
    path = tmp_path / "page.html"
    path.write_bytes(index_page([Mount("", a_bundle(*operations))]))
    opened = browser.new_page()
    opened.goto(path.as_uri(), timeout=20_000)  # a minute, if all forms were there from the start
    opened.get_by_label("Filter by path, name or words").fill("/things/999")
    assert opened.locator("#count").inner_text() == "1 of 1000 shown"
    opened.close()


def test_words_filter_the_operations(page: "Page") -> None:
    box = page.get_by_label("Filter by path, name or words")
    box.fill("POST products")
    assert page.locator(".row:visible").count() == 1
    assert page.locator("#count").inner_text() == "1 of 2 shown"
    box.fill("nothing of the kind")
    assert page.locator("section.contract:visible").count() == 0
    box.fill("")
    assert page.locator(".row:visible").count() == 2


def test_the_first_tab_leads_past_the_head(page: "Page") -> None:
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the operations"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "operations"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_in_the_light_and_in_the_dark(page: "Page", scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    paper, ink, dim = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.body).color,
        getComputedStyle(document.querySelector('.dim')).color]"""
    )
    assert _contrast(paper, ink) > 10
    assert _contrast(paper, dim) > 4.5  # WCAG 2.2, 1.4.3


def _contrast(one: str, other: str) -> float:
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(color: str) -> float:
    parts = [int(part) / 255 for part in color.removeprefix("rgb(").rstrip(")").split(",")]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_never_wider_than_the_window(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for summary in page.locator("details.operation > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
