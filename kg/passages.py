"""Passages: stretches of a text, their IRIs, digests and links, found again in any copy."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.errors import KgError
from kg.fragments import link as link
from kg.fragments import text_fragment as text_fragment

Stretch = tuple[int, int]

PASSAGE = re.compile(r"(?P<document>[^#]+)#char=(?P<start>[0-9]+),(?P<end>[0-9]+)")
DIGEST = re.compile(r"(?P<length>[1-9][0-9]*):(?P<sha256>[0-9a-f]{64})")

INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
PLAIN = {
    **dict.fromkeys("‘’‚‛′‹›", "'"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‐‒–—―−", "-"),
    **dict.fromkeys("•‣◦▪▫●○■□∙⁃", " "),
}
_PLAIN = str.maketrans(PLAIN)
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))

# What a copy may have gained: marks of quotation or list before a line, hyphens at its end.
_MARKS = r"^[ \t]*(?:(?:[>|*+#-]|\d+[.)])[ \t]+)+"
_READINGS = (
    None,
    re.compile(_MARKS, re.M),
    re.compile(rf"{_MARKS}|(?<=\w[-\u2010\u2011])[ \t]*\n\s*", re.M),
    re.compile(rf"{_MARKS}|(?<=\w)[-\u2010\u2011][ \t]*\n\s*", re.M),
)


@dataclass(frozen=True, slots=True)
class Position:
    """What a passage's IRI says: document, first code point, the one after the last."""

    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Normalised:
    """A text after normalisation, and for each of its characters where it came from.

    `starts[i]` and `ends[i]` enclose, in code points of the original, what became `text[i]`.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> Stretch:
        """The stretch of the original text that became `text[start:end]`."""
        return self.starts[start], self.ends[end - 1]

    @cached_property
    def edges(self) -> frozenset[int]:
        """All places that are not inside a word."""
        return frozenset(match.start() for match in re.finditer(r"(?<!\w)|(?!\w)", self.text))


def iri(document: str, start: int, end: int) -> str:
    """The IRI of a passage: the document's with a character range of RFC 5147, end exclusive."""
    return f"{document}#char={start},{end}"


def is_passage(passage: str) -> bool:
    """Whether an IRI is a passage's: of its form, and ending after its start."""
    match = PASSAGE.fullmatch(passage)
    return match is not None and int(match["start"]) < int(match["end"])


def position(passage: str) -> Position:
    """The document, start and end that a passage's IRI says; KgError if it is none."""
    match = PASSAGE.fullmatch(passage)
    if not match or int(match["start"]) >= int(match["end"]):
        raise KgError(f"{passage}: no passage; write <document#char=start,end> with start < end")
    return Position(match["document"], int(match["start"]), int(match["end"]))


def normalise(text: str) -> str:
    """The text as digests see it.

    In this order: soft hyphens, zero-width characters and byte order marks go; Unicode NFKC;
    typographic single quotes and primes become `'`, double quotes `"`, dashes `-`, bullets a
    space; every run of white space becomes one space; none stays at either end.
    """
    seen = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    return " ".join(seen.translate(_PLAIN).split())


def digest(text: str) -> str:
    """Length of the normalised text in code points, a colon, its SHA-256 in hexadecimal."""
    plain = normalise(text)
    return f"{len(plain)}:{_sha256(plain)}"


def carries(text: str, start: int, end: int, expected: str) -> bool:
    """Whether `text[start:end]` lies inside the text and has the expected digest."""
    return 0 <= start < end <= len(text) and digest(text[start:end]) == expected


@lru_cache(maxsize=32)
def normalised(text: str, without: re.Pattern[str] | None = None) -> Normalised:
    """The normalised text (less what a pattern matches) with its way back to the original."""
    characters, starts, ends = [""], [0], [0]
    for start, end, run in _clusters(text, _matched(text, without)):
        for character in run.translate(_PLAIN):
            space = character.isspace()
            if space and characters[-1] in ("", " "):
                ends[-1] = end
                continue
            characters.append(" " if space else character)
            starts.append(start)
            ends.append(end)
    last = -1 if characters[-1] == " " else None
    return Normalised("".join(characters[:last]), tuple(starts[1:last]), tuple(ends[1:last]))


def locate(text: str, words: str) -> list[Stretch]:
    """Every stretch of the text that is these whole words after normalisation, in order.

    Where there is none and the words hold an ellipsis, the stretches that begin with what
    stands before it and end with the next of what stands after it.
    """
    return _occurrences(text, words) or _spanning(text, *normalise(words).partition("...")[::2])


def find(copy: str, wanted: str) -> list[Stretch]:
    """The stretches of any copy of a text that have a digest and break no word at their ends.

    The copy may be wrapped anew, have other white space, quotation marks before its lines,
    list marks for bullets, or hyphens at the ends of lines. White space and bullets at the
    ends of a passage are not in what is found. KgError if the digest is malformed.
    """
    match = DIGEST.fullmatch(wanted)
    if not match:
        raise KgError(f"{wanted}: no digest; write <length>:<sha256> (kg passage prints it)")
    length, sha256 = int(match["length"]), match["sha256"]
    for reading in _readings(copy):
        if found := _with_digest(reading, length, sha256):
            return found
    return []


def nearest(text: str, words: str) -> tuple[Stretch, float] | None:
    """The whole words of the text most like the given ones, and how alike (0 to 100)."""
    from rapidfuzz import fuzz

    plain = normalised(text)
    best = fuzz.partial_ratio_alignment(normalise(words).casefold(), plain.text.casefold())
    if best is None or best.dest_start >= min(best.dest_end, len(plain.text)):
        return None
    end = min(best.dest_end, len(plain.text))
    start = max((e for e in plain.edges if e <= best.dest_start), default=0)
    end = min((e for e in plain.edges if e >= end), default=len(plain.text))
    return plain.original(start, end), best.score


def as_turtle(name: str, text: str, words: str, page: str = "") -> str:
    """The lines of Turtle that declare the passages of these words in a document's file.

    Each has its line in the text as a comment and, if a web page serves the text, the ending of
    the address that leads to its words.
    KgError, naming document and nearest stretch, if the words are not there.
    """
    found = locate(text, words)
    if not found:
        raise KgError(f"{name}: no {_shortened(words)!r} in the text{_hint(text, words)}")
    return "".join(_declared(text, start, end, page) for start, end in found)


def _declared(text: str, start: int, end: int, page: str) -> str:
    parts = [f"<#char={start},{end}> a wx:Passage", f'wx:digest "{digest(text[start:end])}"']
    fragment = text_fragment(text, start, end) if page else ""
    if fragment:
        parts.append(f'wx:textFragment "{fragment}"')
    line = text.count("\n", 0, start) + 1
    return f"{' ; '.join(parts)} .\n# line {line}\n"


def _hint(text: str, words: str) -> str:
    near = nearest(text, words)
    if near is None:
        return ""
    (start, end), score = near
    quoted = _shortened(text[start:end])
    return f"; the nearest, {score:.0f} in 100 alike, is <#char={start},{end}>: {quoted!r}"


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:38]} ... {words[-38:]}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _matched(text: str, pattern: re.Pattern[str] | None) -> frozenset[int]:
    matches = pattern.finditer(text) if pattern else ()
    return frozenset(place for match in matches for place in range(*match.span()))


def _clusters(text: str, skipped: frozenset[int]) -> Iterator[tuple[int, int, str]]:
    """Start, end and NFKC of the smallest runs that fold independently of their neighbours."""
    start, end, run = 0, 0, ""
    for place, character in enumerate(text):
        if character in INVISIBLE or place in skipped:
            continue
        if run and _apart(run, character):
            yield start, end, unicodedata.normalize("NFKC", run)
            run = ""
        start = start if run else place
        run, end = run + character, place + 1
    if run:
        yield start, end, unicodedata.normalize("NFKC", run)


def _apart(run: str, character: str) -> bool:
    """Whether NFKC neither reorders nor composes a character with the run before it."""
    if character < "\x80":
        return True
    if unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
        return False
    one_by_one = (unicodedata.normalize("NFKC", part) for part in (run, character))
    return unicodedata.normalize("NFKC", run + character) == "".join(one_by_one)


def _occurrences(text: str, words: str) -> list[Stretch]:
    plain, wanted = normalised(text), normalise(words)
    starts = (m.start() for m in re.finditer(rf"(?={re.escape(wanted)})", plain.text) if wanted)
    ends = ((start, start + len(wanted)) for start in starts)
    whole = (plain.original(*both) for both in ends if plain.edges.issuperset(both))
    return list(dict.fromkeys(whole))


def _spanning(text: str, first: str, last: str) -> list[Stretch]:
    if not (first.strip() and last.strip()):
        return []
    lasts = _occurrences(text, last)
    pairs = (
        (start, next((end for begin, end in lasts if begin >= middle), 0))
        for start, middle in _occurrences(text, first)
    )
    return [(start, end) for start, end in pairs if end]


def _readings(copy: str) -> Iterator[Normalised]:
    for pattern in _READINGS:
        if pattern is None or pattern.search(copy):
            yield normalised(copy, pattern)


def _with_digest(plain: Normalised, length: int, sha256: str) -> list[Stretch]:
    starts = (start for start in plain.edges if start + length in plain.edges)
    hits = (start for start in starts if _sha256(plain.text[start : start + length]) == sha256)
    return [plain.original(start, start + length) for start in sorted(hits)]
