"""Code in lessons, coloured on the server with the few token classes that css/parts.css knows."""

from __future__ import annotations

import re

from pygments import highlight as _highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

COLOURED = {"k", "kn", "kc", "ow", "nf", "nc", "nb", "bp", "s1", "s2", "sa", "sd", "si", "c1", "mi", "mf"}
_SPAN = re.compile(r'<span class="(\w+)">(.*?)</span>', re.DOTALL)  # Pygments never nests them


def highlight(code: str, language: str, attributes: str = "") -> str:
    """`code` as HTML for inside <pre><code>; the empty string (plain text) if the language is unknown."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    marked = str(_highlight(code, lexer, HtmlFormatter(nowrap=True)))
    # Names and brackets stay plain: less to load, and Pygments' `n` is also the class of a round's number.
    return _SPAN.sub(lambda span: span[0] if span[1] in COLOURED else span[2], marked)
