"""Links that open a web page at the words of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote

FEW = 4
"""Words at each end of a stretch that a fragment quotes, if they suffice."""

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Directive:
    """The words of a text directive: `before-,first,last,-after`."""

    first: tuple[str, ...]
    last: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __str__(self) -> str:
        before = f"{_encoded(self.before)}-" if self.before else ""
        after = f"-{_encoded(self.after)}" if self.after else ""
        parts = (before, _encoded(self.first), _encoded(self.last), after)
        return ",".join(part for part in parts if part)

    def meant(self, text: str) -> list[Stretch]:
        """All stretches of a text that a browser could take the directive to mean."""
        before = _pattern(self.before) + r"\s*" if self.before else ""
        last = rf".*?{_pattern(self.last)}" if self.last else ""
        after = rf"(?=\s*{_pattern(self.after)})" if self.after else ""
        pattern = rf"(?={before}(?P<it>{_pattern(self.first)}{last}){after})"
        return [match.span("it") for match in re.finditer(pattern, text, re.I | re.S)]


def text_fragment(text: str, start: int, end: int) -> str:
    """A `:~:text=` fragment that leads a browser to a stretch and nowhere else in the text.

    It quotes a few words at each end (a short stretch whole), each part from one line, and
    what stands before and after where those words are not unique; percent-encoded. "" where
    nothing of the kind is unique. Source: WICG, URL Fragment Text Directives.
    """
    words = _whole_words(text, start, end)
    if not words:
        return ""
    tokens = _with_marks(text, words)
    tries = chain(
        ((directive, words) for directive in _by_itself(text, words)),
        ((directive, tokens) for directive in _in_context(text, tokens)),
    )
    right = (d for d, meant in tries if d.meant(text) == [(meant[0][0], meant[-1][1])])
    return next((f":~:text={directive}" for directive in right), "")


def link(address: str, fragment: str) -> str:
    """A web address that opens at a text fragment; the address alone where there is none."""
    return address + ("#" if fragment and "#" not in address else "") + fragment


def _encoded(words: Iterable[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")


def _pattern(words: Iterable[str]) -> str:
    on_a_line = r"[^\S\n]+".join(map(re.escape, words))
    return rf"(?<!\w){on_a_line}(?!\w)"


def _whole_words(text: str, start: int, end: int) -> list[Stretch]:
    """The words of a stretch, the outer ones whole, without the marks around them."""
    while 0 < start < len(text) and re.fullmatch(r"\w\w", text[start - 1 : start + 1]):
        start -= 1
    while 0 < end < len(text) and re.fullmatch(r"\w\w", text[end - 1 : end + 1]):
        end += 1
    core = re.search(r"[\w£$€](?:.*[\w%])?", text[start:end], re.S)
    return _words(text, start + core.start(), start + core.end()) if core else []


def _with_marks(text: str, words: Sequence[Stretch]) -> list[Stretch]:
    """The same words with the marks at the outer ones, next to which context begins."""
    (start, _), (_, end) = words[0], words[-1]
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return _words(text, start, end)


def _words(text: str, start: int, end: int) -> list[Stretch]:
    return [match.span() for match in re.compile(r"\S+").finditer(text, start, end)]


def _first_line(text: str, words: Sequence[Stretch]) -> list[str]:
    """The words up to the first end of a line, for a browser matches within one block."""
    start = words[0][0] if words else 0
    return [text[a:b] for a, b in words if "\n" not in text[start:a]]


def _last_line(text: str, words: Sequence[Stretch]) -> list[str]:
    end = words[-1][1] if words else 0
    return [text[a:b] for a, b in words if "\n" not in text[b:end]]


def _by_itself(text: str, words: Sequence[Stretch]) -> Iterator[Directive]:
    """Directives without context, the shortest first."""
    first, last = _first_line(text, words), _last_line(text, words)
    whole = [Directive(tuple(first))] if len(first) == len(words) else []
    if len(words) <= 2 * FEW:
        yield from whole
    for size in range(min(FEW, len(words) // 2), len(words) // 2 + 1):
        if size:
            yield Directive(tuple(first[:size]), tuple(last[-size:]))
    yield from whole


def _in_context(text: str, words: Sequence[Stretch]) -> Iterator[Directive]:
    """The shortest directive with ever more of the lines before and after."""
    plain = next(_by_itself(text, words))
    before = tuple(_last_line(text, _words(text, 0, words[0][0])))
    after = tuple(_first_line(text, _words(text, words[-1][1], len(text))))
    for size in range(1, max(len(before), len(after)) + 1):
        yield Directive(plain.first, plain.last, before[-size:])
        yield Directive(plain.first, plain.last, before[-size:], after[:size])
