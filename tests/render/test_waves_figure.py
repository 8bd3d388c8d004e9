import struct
import xml.etree.ElementTree as ET

import pytest

from planner.model.views import PlanView, Selection
from planner.render.registry import renderer
from planner.render.waves._gantt import draw
from tests.render.plan_views import PIPED, chain_view, hostile_view, storefront_view

NOTHING = Selection(services=frozenset({"order"}), teams=frozenset({"user-team"}))


def svg_texts(view: PlanView) -> list[str]:
    svg = renderer("waves", "svg")(view, PIPED)
    assert isinstance(svg, str)
    root = ET.fromstring(svg)  # noqa: S314  our own output
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("format_name", ["svg", "png"])
def test_same_plan_same_bytes(format_name: str) -> None:
    render = renderer("waves", format_name)
    assert render(storefront_view(), PIPED) == render(storefront_view(), PIPED)


def test_png_has_the_size_that_its_rows_need() -> None:
    small, big = (draw(view, "png") for view in (storefront_view(), chain_view(40)))
    assert isinstance(small, bytes)
    assert isinstance(big, bytes)
    assert small.startswith(b"\x89PNG\r\n\x1a\n")
    (width, height), (big_width, big_height) = (
        struct.unpack(">II", image[16:24]) for image in (small, big)
    )
    assert width == big_width == 1560
    assert 300 < height < 700
    assert 1500 < big_height < 2200


def test_svg_names_services_waves_milestones_and_dates() -> None:
    texts = svg_texts(storefront_view())
    for wanted in ("order *", "user", "Wave 0", "A", "M1 20 Feb", "B Core operations", "05 Jan"):
        assert wanted in texts, wanted
    assert any(text.startswith("sample: 5 services") for text in texts)


def test_many_services_have_two_bars_each() -> None:
    texts = svg_texts(chain_view(70))
    assert "build: contracts and waves A to D" in texts
    assert "service-0069" in " ".join(texts)


def test_services_that_are_not_drawn_are_counted() -> None:
    texts = svg_texts(chain_view(260))
    assert any("10 services with more slack are not drawn" in text for text in texts)


@pytest.mark.parametrize("view", [hostile_view(), storefront_view(NOTHING), chain_view(1)])
def test_odd_plans_can_be_drawn(view: PlanView) -> None:
    assert draw(view, "svg")
    assert draw(view, "png")
