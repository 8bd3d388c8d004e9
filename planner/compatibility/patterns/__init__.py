"""Questions about regular expressions, answered by automata instead of by trying texts.

Patterns are those of JSON Schema: ECMA-262 regular expressions in Unicode mode that may match
anywhere in a text (JSON Schema 2020-12, Core 6.4 and Validation 6.3.3). The way from a question
to its answer: `parsing` turns a pattern into instructions, `nfa` into a nondeterministic
automaton (Thompson 1968), `alphabet` merges characters that no pattern tells apart, `automaton`
determinises while it is walked (Rabin and Scott 1959), and `finding` searches the product of
all automata breadth first, so the first text found is a shortest one.
"""

from planner.compatibility.patterns.answers import Found, NoText, TextAnswer, Undecided
from planner.compatibility.patterns.finding import find_text, matches

__all__ = ["Found", "NoText", "TextAnswer", "Undecided", "find_text", "matches"]
