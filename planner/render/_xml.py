"""Text in XML."""

import re
from xml.sax.saxutils import escape, quoteattr

from planner.render._text import clean

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, section 2.2 "Characters"."""


def xml_text(text: str) -> str:
    """Return text as XML can hold it."""
    return escape(_NOT_XML.sub("\ufffd", text))


def attribute(text: str) -> str:
    """Return the value of an attribute, with its quotes."""
    return quoteattr(_NOT_XML.sub("\ufffd", clean(text)))
