import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.views import Style
from planner.render._csv import csv_text
from planner.render._figure import drawing, figure_bytes, label_color, new_figure
from planner.render._json import EncodedRows, encode_text, json_text
from planner.render._markdown import code, escape, markdown_table
from planner.render._mermaid import mermaid_id, mermaid_label
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, cut, list_words, paint, plural, text_width, wrap

TERMINAL = Style(width=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("日本語 é", "日本語 é"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("one\r\n  two", "one two"),
        ("tab\there", "tab here"),
        ("\x9b2J", "\\x9b2J"),
        ("abc\u202edef", "abc\\u202edef"),
        ("bell\x07", "bell\\x07"),
    ],
)
def test_control_characters_are_spelled_out(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_cleaned_text_is_one_line_without_escapes(text: str) -> None:
    cleaned = clean(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in cleaned)
    assert len(cleaned.splitlines()) <= 1


@given(st.text(alphabet="ab日本é", max_size=30), st.integers(1, 20))
def test_cut_fits_the_width(text: str, width: int) -> None:
    assert text_width(cut(text, width, Style())) <= width
    assert text_width(cut(text, width, Style(unicode=False))) <= max(width, 3)


def test_cut_ends_in_an_ellipsis_that_the_encoding_can_take() -> None:
    assert cut("notification", 8, Style()) == "notific…"
    assert cut("notification", 8, Style(unicode=False)) == "notif..."
    assert cut("日本語サービス", 7, Style()) == "日本語…"


def test_words() -> None:
    assert plural(1, "task") == "1 task"
    assert plural(2, "task") == "2 tasks"
    assert list_words("abcde", 2) == "a, b and 3 more"
    assert list_words("ab", 2) == "a, b"


def test_wrap_folds_on_a_terminal_and_leaves_piped_text_alone() -> None:
    text = "word " * 10 + "end"
    assert wrap(text, Style()) == text + "\n"
    folded = wrap(text, Style(width=20), "  ").splitlines()
    assert max(map(len, folded)) <= 20
    assert all(line.startswith("  ") for line in folded[1:])
    assert " ".join(line.strip() for line in folded) == text


def test_paint_only_with_colours() -> None:
    assert paint("late", "critical", Style(color=True)) == "\x1b[1;31mlate\x1b[0m"
    assert paint("late", "critical", Style()) == "late"


ROWS = [["order", Painted("critical", "critical"), "12"], ["日本語", "a\x1b[0mb", "3"]]
COLUMNS = [Column("NAME"), Column("STATE"), Column("DAYS", right=True)]


def test_piped_table_is_plain_and_aligned() -> None:
    assert table(COLUMNS, ROWS, Style()) == (
        "NAME    STATE      DAYS\norder   critical     12\n日本語  a\\x1b[0mb     3\n"
    )


def test_terminal_table_fits_and_aligns_wide_letters() -> None:
    rows = [*ROWS, ["x", "a long text that does not fit into the width of this terminal", "1"]]
    lines = table(COLUMNS, rows, TERMINAL).splitlines()
    assert max(map(text_width, lines)) <= 60
    assert {text_width(line) for line in lines if line.rstrip().endswith(("12", " 3"))} == {60}
    assert "\x1b" not in "".join(lines)


def test_a_row_that_fits_no_table_becomes_a_list() -> None:
    columns = [Column("TASK"), Column("TEAM"), Column("NOTE")]
    row = ["notification/A-1", "notification-team", "a note"]
    assert table(columns, [row, ["b", "", "c"]], Style(width=36)) == (
        "notification/A-1\n  team: notification-team\n  note: a note\nb\n  note: c\n"
    )


WORDS = st.lists(st.text("ab", min_size=1, max_size=9), min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=4), st.integers(40, 90))
def test_a_folded_table_loses_no_letter(rows: list[tuple[str, ...]], width: int) -> None:
    columns = [Column("A"), Column("B", whole=True), Column("C", right=True), Column("D")]
    style = Style(width=width, unicode=False)
    text = table(columns, rows, style)
    assert max(map(len, text.splitlines())) <= width
    shown = [text.partition("-\n")[2].count(letter) for letter in "ab"]
    if "\n--" in text:
        assert shown == ["".join(map("".join, rows)).count(letter) for letter in "ab"]


@pytest.mark.parametrize(
    ("width", "head"),
    [
        (20, "ID  TITLE  WHY"),
        (14, "ID  TITLE  WHY"),
        (13, "ID  TITLE"),
        (9, "ID  TITLE"),
        (8, "ID"),
    ],
)
def test_columns_give_way_one_after_the_other(width: int, head: str) -> None:
    columns = [Column("ID"), Column("TITLE", gives_way=1), Column("WHY", gives_way=2)]
    columns.append(Column("WIDE ONLY", least=30))
    rows = [["x", "title", "so so", "wide"]]
    assert table(columns, rows, Style(width=width)).splitlines()[0].rstrip() == head
    assert "WIDE ONLY" in table(columns, rows, Style(width=30))
    assert table(columns, rows, Style()).splitlines()[0] == "ID  TITLE  WHY    WIDE ONLY"


def test_room_is_shared_by_the_columns_that_need_it() -> None:
    columns = [Column("ID"), Column("TITLE"), Column("WHY")]
    rows = [["x", "a title of some length", "because of this and that"]]
    lines = table(columns, rows, Style(width=40)).splitlines()
    assert lines[2:] == [
        "x   a title of some    because of this",
        "    length             and that",
    ]


def test_colours_change_nothing_but_colours() -> None:
    for width in (None, 60):
        plain = table(COLUMNS, ROWS, Style(width=width))
        painted = table(COLUMNS, ROWS, Style(width=width, color=True))
        assert painted != plain
        bare = painted.replace("\x1b[1;31m", "").replace("\x1b[0m", "")
        assert [line.split() for line in bare.splitlines()] == [
            line.split() for line in plain.splitlines()
        ]


def test_ascii_terminal_gets_ascii_rules() -> None:
    assert table(COLUMNS, [["a", "b", "1"]], Style(width=60, unicode=False)).isascii()


def test_table_without_rows_is_nothing() -> None:
    assert table(COLUMNS, [], Style()) == ""
    assert markdown_table(["a"], []) == ""


def test_csv_neutralises_formulas_and_keeps_numbers() -> None:
    text = csv_text(["a", "b"], [["=1+1", -3], ["two\nlines", None], ["@x", True], ['q"', 1.5]])
    assert text == 'a,b\n\'=1+1,-3\ntwo lines,\n\'@x,true\n"q""",1.5\n'


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5))
def test_csv_can_be_read_back_line_by_line(rows: list[tuple[str, int]]) -> None:
    read = list(csv.reader(StringIO(csv_text(["text", "number"], rows))))
    assert len(read) == len(rows) + 1
    assert [int(line[1]) for line in read[1:]] == [number for _, number in rows]
    assert not any(line[0].startswith(("=", "+", "-", "@")) for line in read[1:])


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", "a\\|b"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("*bold* _it_ a_b", "\\*bold\\* \\_it\\_ a_b"),
        ("[link](url)", "\\[link\\](url)"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. item", "&#49;. item"),
        ("$x$", "\\$x\\$"),
        ("one\ntwo", "one two"),
    ],
)
def test_markdown_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_markdown_code_holds_backticks() -> None:
    assert code("a") == "`a`"
    assert code("a`b") == "``a`b``"
    assert code("`") == "`` ` ``"


def test_markdown_table_keeps_its_columns() -> None:
    assert markdown_table(["a", "b"], [["x|y", "1"]], right=[1]) == (
        "| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n"
    )


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("order-api", "order_api"),
        ("end", "end_"),
        ("a_b", "a__5fb"),
        ("v1.2", "v1__2e2"),
        ("é", "__c3__a9"),
    ],
)
def test_mermaid_id(name: str, identifier: str) -> None:
    assert mermaid_id(name) == identifier


NAMES = st.text(alphabet="aB1-_.@", min_size=1, max_size=6)


@given(NAMES, NAMES)
def test_mermaid_ids_differ_for_different_names(first: str, second: str) -> None:
    assert (mermaid_id(first) == mermaid_id(second)) == (first == second)
    assert mermaid_id(first).replace("_", "").isalnum()


def test_mermaid_label_holds_nothing_special() -> None:
    label = mermaid_label('a: "b"; #c <br> %% `d`\n')
    assert label == "a#58; #34;b#34;#59; #35;c #60;br#62; #37;#37; #96;d#96;"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_json_says_what_was_given(payload: dict[str, object]) -> None:
    assert json.loads(json_text({"first": 1, **payload})) == {"first": 1, **payload}


def test_json_layout() -> None:
    payload = {
        "short": {"a": [1, 2]},
        "rows": [{"id": n} for n in range(3)],
        "encoded": EncodedRows(['{"100%": 1}', '{"100%": 2}']),
        "none": EncodedRows([]),
        "steering": "\x9b\u202e",
    }
    assert json_text(payload) == (
        "{\n"
        '  "short": {"a": [1, 2]},\n'
        '  "rows": [\n    {"id": 0},\n    {"id": 1},\n    {"id": 2}\n  ],\n'
        '  "encoded": [\n    {"100%": 1},\n    {"100%": 2}\n  ],\n'
        '  "none": [],\n'
        '  "steering": "\\u009b\\u202e"\n'
        "}\n"
    )


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_encoded_rows_are_one_a_line_however_many(count: int) -> None:
    text = json_text({"rows": EncodedRows(f'{{"id": {n}}}' for n in range(count))})
    assert json.loads(text) == {"rows": [{"id": n} for n in range(count)]}
    assert len(text.splitlines()) == count + 4


@given(st.text())
def test_encoded_texts_are_json_strings_that_steer_nothing(text: str) -> None:
    encoded = encode_text(text)
    assert json.loads(encoded) == text
    assert encode_text("a\u202e\x9b") == '"a\\u202e\\u009b"'


def test_labels_contrast_with_their_fill() -> None:
    assert label_color("#0072B2") == "white"
    assert label_color("#F0E442") == "black"


@pytest.mark.parametrize("format_name", ["svg", "png"])
def test_figures_have_the_same_bytes_each_time(format_name: str) -> None:
    def draw() -> str | bytes:
        with drawing():
            figure = new_figure(2, 1)
            figure.text(0.1, 0.5, "$not math$ <b>")
            return figure_bytes(figure, "svg" if format_name == "svg" else "png", title="T & U")

    assert draw() == draw()
    if format_name == "svg":
        assert "$not math$ &lt;b&gt;" in str(draw())
        assert "T &amp; U" in str(draw())
