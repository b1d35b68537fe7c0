"""Prose: the small part of Markdown that our own notices use, as HTML in which text is text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_BLOCK = re.compile(r"```\w*\n(?P<code>.*?)\n```|(?P<text>(?:(?!```)[^\n]+(?:\n|\Z))+)", re.S)
_MARK = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|`(?P<code>[^`]+)`|\*(?P<em>[^*]+)\*"
    r"|\[(?P<name>[^\]]+)\]\((?P<link>https?://[^\s)\"']+)\)"
)


def html(text: str) -> Markup:
    """Headings, paragraphs, lists, code, bold, slanted and links of the web; the rest as it is."""
    return Markup("\n").join(map(_block, _BLOCK.finditer(text)))


def _block(found: re.Match[str]) -> Markup:
    if found["code"] is not None:
        return Markup('<pre tabindex="0"><code>{}</code></pre>').format(found["code"])
    text = found["text"].strip()
    heading = re.fullmatch(r"(#{1,4}) (.+)", text)
    if heading:
        level = Markup(len(heading[1]))
        return Markup("<h{0}>{1}</h{0}>").format(level, _inline(heading[2]))
    items = re.split(r"(?m)^- ", text)
    if len(items) > 1 and not items[0]:
        listed = (Markup("<li>{}</li>").format(_inline(each.strip())) for each in items[1:])
        return Markup("<ul>{}</ul>").format(Markup("").join(listed))
    return Markup("<p>{}</p>").format(_inline(text))


def _inline(text: str) -> Markup:
    return Markup("").join(_marked(text))


def _marked(text: str) -> Iterator[Markup]:
    place = 0
    for mark in _MARK.finditer(text):
        yield escape(text[place : mark.start()])
        if mark["link"]:
            yield Markup('<a href="{}">{}</a>').format(mark["link"], mark["name"])
        else:
            tag = mark.lastgroup or ""
            yield Markup("<{0}>{1}</{0}>").format(Markup(tag), mark[tag])
        place = mark.end()
    yield escape(text[place:])
