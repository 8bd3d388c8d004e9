"""`plan impact` in every format."""

import json
from collections.abc import Callable

import pytest
from pydantic import TypeAdapter

from planner.model.system import System
from planner.model.views import ImpactView, Style
from planner.planning.impact import find_impact
from planner.planning.subject import find_subject
from planner.render.impact.json import PAYLOAD
from planner.render.registry import formats_of, renderer
from tests.builders import commands, storefront
from tests.render.many_services import cyclic, many_services

Golden = Callable[[str, str], None]
CASES: dict[str, tuple[System, str]] = {
    "storefront-service": (storefront(), "catalog"),
    "storefront-message": (storefront(), "OrderPlaced"),
    "storefront-unused": (storefront(), "notification"),
    "cyclic": (cyclic(), "d"),
    "command": (commands(), "PlaceOrder"),
    "forty": (many_services(40), "mail-39"),
}


def view_of(name: str) -> ImpactView:
    system, subject = CASES[name]
    return ImpactView(system, find_impact(system, find_subject(system, subject)))


def text_of(view: ImpactView, format_name: str, style: Style) -> str:
    output = renderer("impact", format_name)(view, style)
    assert isinstance(output, str)
    return output


def test_there_is_a_renderer_for_each_format() -> None:
    assert formats_of("impact") == ("text", "json", "markdown")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("format_name", ["text", "json", "markdown"])
def test_what_a_change_touches(golden: Golden, name: str, format_name: str) -> None:
    golden(f"impact/{name}.{format_name}", text_of(view_of(name), format_name, Style()))


@pytest.mark.parametrize(
    ("name", "style"), [("terminal", Style(width=80, color=True)), ("ascii", Style(unicode=False))]
)
def test_text_follows_its_style(golden: Golden, name: str, style: Style) -> None:
    text = text_of(view_of("cyclic"), "text", style)

    golden(f"impact/{name}.text", text)
    assert style.unicode or text.isascii()


@pytest.mark.parametrize("name", CASES)
def test_formats_agree_on_who_is_hurt(name: str) -> None:
    view = view_of(name)
    payload = json.loads(text_of(view, "json", Style()))
    TypeAdapter(PAYLOAD).validate_python(payload, strict=True)
    hurt = {item["service"] for item in (*payload["direct"], *payload["transitive"])}

    assert hurt == {h.service for h in (*view.impact.direct, *view.impact.transitive)}
    markdown = text_of(view, "markdown", Style())
    text = text_of(view, "text", Style())
    for service in hurt:
        assert f"\n| `{service}` |" in markdown
        assert f"\n{service} " in text
