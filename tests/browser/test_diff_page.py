"""The HTML pages of `plan diff` in a real browser: what a person sees, with mouse and keyboard."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest

from planner.api import diff, render
from planner.cli.main import exit_code_of
from tests.browser.conftest import Opener
from tests.cli.diff_contracts import NEW, OLD

_HOSTILE = (
    "</style></script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
    "<a href='javascript:window.hacked=1'>x</a>&lt;b&gt;"
)
_LONG = "x" * 3000
_ORDER = Path(__file__).parents[1] / "data/histories/order"


def _contract(
    schema: dict[str, Any], operations: int = 12, path: str = "/things"
) -> dict[str, Any]:
    """Return a contract in which many operations send the same schema."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    post = {"post": {"requestBody": body, "responses": {"204": {"description": "ok"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0"},
        "paths": {f"{path}/{number}": post for number in range(operations)},
        "components": {"schemas": {"Thing": schema}},
    }


def _page(old: Any, new: Any) -> str:
    return render(diff(old, new), "html")


@pytest.fixture(scope="module")
def pets() -> str:
    """The page of a contract with breaking and safe changes."""
    return _page(OLD, NEW)


@pytest.fixture(scope="module")
def shared() -> str:
    """The page of one change that twelve operations have."""
    return _page(
        _contract({"type": "object", "properties": {"n": {"type": "string"}}}),
        _contract({"type": "object", "properties": {"n": {"type": "integer"}}}),
    )


@pytest.fixture(scope="module")
def hostile() -> str:
    """The page of contracts whose every text wants to be markup."""
    old, new = (
        _contract(
            {"type": "object", "properties": {_HOSTILE: {"type": kind, "enum": values}}},
            path=f"/{_HOSTILE}",
        )
        for kind, values in (("string", [_HOSTILE, "a"]), ("string", ["a"]))
    )
    return _page(old, new)


@pytest.fixture(scope="module")
def long() -> str:
    """The page of contracts with names and values that fit on no line."""
    old, new = (
        _contract({"type": "object", "properties": {_LONG: {"enum": values}}}, 2, f"/{_LONG}")
        for values in ([_LONG, "a"], ["a"])
    )
    return _page(old, new)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of all versions of a message."""
    page = tmp_path_factory.mktemp("history") / "page.html"
    told = ["diff", "--history", str(_ORDER), "--mode", "full-transitive", "-o", str(page), "-q"]
    assert exit_code_of(told) == 0
    return page.read_text("utf-8")


PAGES = ["pets", "shared", "hostile", "long", "history"]


@pytest.fixture
def html(request: pytest.FixtureRequest) -> str:
    """One of the pages, by its name."""
    text = request.getfixturevalue(request.param)
    assert isinstance(text, str)
    return text


every_page = pytest.mark.parametrize("html", PAGES, indirect=True)


# ---------------------------------------------------------------- loading


@every_page
def test_a_page_loads_alone_and_in_silence(open_page: Opener, html: str) -> None:
    opened = open_page(html)
    assert (opened.asked, opened.complaints) == ([], [])
    assert opened.page.locator("article").count() >= 1


def test_text_of_contracts_is_inert(open_page: Opener, hostile: str) -> None:
    page = open_page(hostile).page
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.scripts.length") == 0
    assert page.locator("img, iframe, object, embed, form, link").count() == 0
    assert page.locator("a").count() == 1  # the way to the findings
    assert "<script>window.hacked = 1</script>" in page.inner_text("main")
    assert page.evaluate("document.styleSheets.length") == 1


# ---------------------------------------------------------------- what is seen

_OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth > window.innerWidth + 1;
  const inside = element => element.closest('pre') !== null;
  const out = [...document.body.querySelectorAll('*')].filter(element => !inside(element)
    && !element.matches('.skip') && element.getBoundingClientRect().right > window.innerWidth + 1);
  return [wide, out.map(element => element.tagName)];
}"""


@every_page
def test_nothing_sticks_out(open_page: Opener, html: str) -> None:
    page = open_page(html).page
    for width in (1280, 800, 400):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(_OVERFLOW) == [False, []], width


def test_both_sides_stand_next_to_each_other(open_page: Opener, pets: str) -> None:
    page = open_page(pets).page
    sides = page.locator("article").first.locator("figure")
    old, new = (sides.nth(index).bounding_box() for index in (0, 1))
    assert old is not None
    assert new is not None
    assert old["y"] == pytest.approx(new["y"], abs=1)
    assert old["x"] + old["width"] <= new["x"]
    assert old["width"] == pytest.approx(new["width"], abs=1)


def test_both_sides_stand_below_each_other_on_a_telephone(open_page: Opener, pets: str) -> None:
    page = open_page(pets, 400).page
    sides = page.locator("article").first.locator("figure")
    old, new = (sides.nth(index).bounding_box() for index in (0, 1))
    assert old is not None
    assert new is not None
    assert old["y"] + old["height"] <= new["y"]
    assert old["x"] == new["x"]


def test_the_lines_that_are_meant_are_marked(open_page: Opener, pets: str) -> None:
    page = open_page(pets).page
    finding = page.locator("article", has_text="request-parameter-max-decreased")
    assert finding.locator(".old mark").inner_text().strip().endswith("maximum: 100}}")
    assert finding.locator(".new mark").inner_text().strip().endswith("maximum: 50}}")
    colors = {
        finding.locator(f".{side} mark").evaluate("node => getComputedStyle(node).backgroundColor")
        for side in ("old", "new")
    }
    assert len(colors) == 2


_LOW_CONTRAST = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const color = parts(getComputedStyle(element).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
      if (color[3] !== 0) throw new Error('a color that shines through');
    }
    return parts(getComputedStyle(document.documentElement).backgroundColor);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let looked = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const element = node.parentElement;
    const pair = [parts(getComputedStyle(element).color), behind(element)].map(light);
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    looked += 1;
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.tagName} ${node.data.slice(0, 30)}`);
  }
  return [looked, found];
}"""


@every_page
def test_all_text_can_be_read(open_page: Opener, html: str) -> None:
    """Contrast of 4.5 at least. Source: WCAG 2.2, success criterion 1.4.3 (AA)."""
    page = open_page(html).page
    backs = set()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        backs.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        looked, found = page.evaluate(_LOW_CONTRAST)
        assert looked > 20
        assert found == [], scheme
    assert len(backs) == 2


def test_the_page_is_dark_where_people_want_it(open_page: Opener, pets: str) -> None:
    backs = [
        open_page(pets, is_dark=is_dark).page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        )
        for is_dark in (False, True)
    ]
    assert min(backs[0]) > 200
    assert max(backs[1]) < 60


# ---------------------------------------------------------------- unfolding and hiding


def test_further_operations_are_unfolded(open_page: Opener, shared: str) -> None:
    page = open_page(shared).page
    further = page.locator("details").first
    last = further.get_by_text("POST /things/11", exact=True)
    assert not last.is_visible()
    further.locator("summary").click()
    assert last.is_visible()
    further.locator("summary").click()
    assert not last.is_visible()


def test_a_severity_is_hidden_and_so_are_operations_without_findings(
    open_page: Opener, pets: str
) -> None:
    page = open_page(pets).page
    everything = page.locator("article.finding").count()
    breaking = page.locator("article.breaking").count()
    assert 0 < breaking < everything
    page.get_by_label(re.compile(r"\d+ breaking")).uncheck()
    visible = page.locator("article.finding:visible")
    assert visible.count() == everything - breaking
    sections = page.locator("main section:visible")
    assert sections.count() > 0
    for index in range(sections.count()):
        assert sections.nth(index).locator("article:visible").count() > 0
    page.get_by_label(re.compile(r"\d+ breaking")).check()
    assert page.locator("article.finding:visible").count() == everything


# ---------------------------------------------------------------- keyboard and screen readers

_FOCUSED = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  return [node.tagName.toLowerCase(), node.id || node.className || node.textContent.slice(0, 40),
    parseFloat(style.outlineWidth), style.outlineStyle, box.right > 0 && box.width > 0];
}"""


def test_the_first_tab_leads_past_the_filters(open_page: Opener, pets: str) -> None:
    page = open_page(pets).page
    page.keyboard.press("Tab")
    tag, name, *_ = page.evaluate(_FOCUSED)
    assert (tag, name) == ("a", "skip")
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#findings")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('main *') || !document.activeElement.id")


def test_everything_is_reached_by_keyboard_and_shows_it(open_page: Opener, shared: str) -> None:
    page = open_page(shared).page
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        tag, name, width, style, is_seen = page.evaluate(_FOCUSED)
        if tag == "body":
            break
        reached.append(tag if tag != "input" else name)
        assert is_seen, name
        assert width >= 2, name
        assert style != "none", name
    assert reached[:4] == ["a", "show-breaking", "show-risky", "show-safe"]
    assert "summary" in reached


def test_keys_unfold_and_hide(open_page: Opener, shared: str) -> None:
    page = open_page(shared).page
    further = page.locator("details").first
    further.locator("summary").focus()
    for key in ("Enter", "Space"):
        before = further.get_attribute("open")
        page.keyboard.press(key)
        assert (further.get_attribute("open") is None) is not (before is None)
    page.locator("#show-breaking").focus()
    page.keyboard.press("Space")
    assert page.locator("article.breaking:visible").count() == 0


@every_page
def test_a_screen_reader_finds_its_way(open_page: Opener, html: str) -> None:
    page = open_page(html).page
    assert page.title().startswith("plan diff: ")
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
    levels = [
        int(tag[1])
        for tag in page.locator("h1, h2, h3, h4").evaluate_all("ns => ns.map(n => n.tagName)")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(there <= here + 1 for here, there in pairwise(levels))
    articles = page.locator("article")
    assert page.get_by_role("article").get_by_role("heading", level=3).count() == articles.count()
    boxes = page.get_by_role("checkbox")
    for index in range(boxes.count()):
        label = boxes.nth(index).evaluate("node => node.labels[0].textContent")
        assert re.fullmatch(r"\d+ (breaking|risky|safe)", label)
    severities = articles.locator("h3 .word").all_inner_texts()
    assert set(severities) <= {"breaking", "risky", "safe", "accepted"}
    assert len(severities) == articles.count()


def test_text_can_be_twice_as_large(open_page: Opener, pets: str) -> None:
    """Nothing is lost at 200 %. Source: WCAG 2.2, success criterion 1.4.4 (AA)."""
    page = open_page(pets, 640).page
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate(_OVERFLOW)[0] is False
