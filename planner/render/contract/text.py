"""`plan contracts show` for people."""

from planner.model.governance_views import ContractView
from planner.model.views import Style
from planner.render._standing import LOOKS, agreed_text, is_worth_a_word, missing_text, signed_text
from planner.render._tables import Column, table
from planner.render._text import clean, list_words, paint, section, wrap
from planner.render._usage import usage_table


def render(view: ContractView, style: Style) -> str:
    """Return what a contract version is, what it offers, who uses it and who agreed to it."""
    contract = view.listed.contract
    title = contract.content.title if contract.content else ""
    head = f"{contract.key}: {title}" if title else contract.key
    return (
        "".join(
            [
                wrap(paint(clean(head), "bold", style), style),
                *_facts(view, style),
                "\n",
                section("Offers", _offers(view, style), style),
                section("Used by", usage_table(view.usages, style), style),
                section("Ratification", _ratification(view, style), style),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _facts(view: ContractView, style: Style) -> list[str]:
    contract = view.listed.contract
    team = f" ({view.listed.team})" if view.listed.team else ""
    facts = [
        ("Provider", f"{contract.provider}{team}"),
        ("Format", contract.content.kind if contract.content else "only planned"),
        ("Versions", ", ".join(view.versions)),
        ("Files", list_words(contract.files) or f"to be written in {contract.folder}/"),
        ("Digest", view.standing.digest or "-"),
    ]
    return [wrap(clean(f"  {name + ':':<10}{value}"), style, " " * 12) for name, value in facts]


def _offers(view: ContractView, style: Style) -> str:
    content = view.listed.contract.content
    if content is None:
        return ""
    rows = [(item.name, "operation", list_words(item.aliases)) for item in content.operations]
    rows += [
        (item.name, "message", f"on {item.channel}" if item.channel else "")
        for item in content.messages
    ]
    columns = (Column("NAME", whole=True), Column("SORT", whole=True), Column("ALSO", gives_way=1))
    return table(columns, rows, style)


def _ratification(view: ContractView, style: Style) -> str:
    standing = view.standing
    state = paint(standing.state.value, LOOKS.get(standing.state, ""), style)
    when = f" on {standing.last_ratified}" if standing.last_ratified else ""
    facts = [
        ("Agreed", agreed_text(standing) or "-"),
        ("Missing", missing_text(standing) or "-"),
        ("Signed", signed_text(standing)),
    ]
    lines = [wrap(f"  State:    {state}{when}", style)]
    lines += [wrap(clean(f"  {name + ':':<10}{value}"), style, " " * 12) for name, value in facts]
    for item in filter(is_worth_a_word, standing.rejections):
        told = f"  {item.entry.place.file} does not count: {item.message}"
        lines.append(wrap(clean(told), style, "    "))
    return "".join(lines)
