"""Calls and answers as text: no secret, nor a part of one, is ever shown."""

from base64 import b64encode

import pytest

from planner.app.verify.wording import Masker
from planner.model.provider_call import Reply, Request

SECRET = "quite-secret-token"  # noqa: S105  opens nothing


@pytest.mark.parametrize("before", range(370, 402))
def test_a_secret_at_the_place_where_a_body_is_cut_off(before: int) -> None:
    mask = Masker({"Authorization": f"Bearer {SECRET}"})
    body = ("x" * before + SECRET + "y" * 500).encode()
    for shown in (
        mask.reply(Reply(200, {}, body)),
        mask.curl(Request("POST", "/a", {}, body), "http://pets.test"),
    ):
        assert "xq" not in shown
        assert "..." in shown


def test_what_basic_credentials_are_made_of_is_secret_too() -> None:
    packed = b64encode(b"ada:open sesame").decode()
    mask = Masker({"Authorization": f"Basic {packed}"})
    assert mask.text(f"{packed} / ada:open sesame / open sesame") == "*** / *** / ***"
    assert Masker({"Authorization": "Basic no-base64!"}).text("no-base64!") == "***"


def test_a_long_text_of_several_bytes_a_character_is_shown_as_far_as_it_goes() -> None:
    shown = Masker({}).shown(("ä" * 500).encode())
    assert shown == "ä" * 400 + "..."
    assert Masker({}).shown(b"short \xff") == "short \ufffd"
