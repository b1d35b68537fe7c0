"""A small lexer of SPARQL: what a query would touch is refused before the engine sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from kg.errors import KgError
from kg.vocabulary import PREFIXES

# Alternatives in the order SPARQL's longest match needs. Where a string or IRI does not close,
# its first character stands alone and all that follows is read, so that nothing can hide there.
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*\"{3}
             | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
             | "(?:[^"\\\n\r]|\\.)*"
             | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[^\W\d_][\w\-]*(?:\.+[\w\-]+)*)?
             :(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[^\w\s])
                 (?:\.*(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[^\w\s]))*)?)
  | (?P<word>[^\W\d_]\w*)
  | (?P<number>\d+)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(re.findall(r"\w+", "insert delete load clear drop create add move copy with"))
_FORMS = frozenset({"select", "ask", "construct", "describe"})
# The engine needs no space after a keyword (`trueSERVICEex:x` calls ex:x), hence "contains".
_SERVICE = re.compile("service", re.IGNORECASE)
_FROM = re.compile("from", re.IGNORECASE)
_AT = re.compile(r"error at (\d+):(\d+): ?(?:expected )?(.*)", re.DOTALL)
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    a abs add adjust all as asc ask avg base bind bnode bound by ceil clear coalesce concat
    construct contains copy count create data datatype day default delete desc describe distinct
    drop encode_for_uri exists false filter floor from graph group group_concat haslang haslangdir
    having hours if in insert into iri isblank isiri isliteral isnumeric istriple isuri lang
    langdir langmatches lateral lcase limit load max md5 min minus minutes month move named not
    now object offset optional order predicate prefix rand reduced regex replace round sample
    sameterm seconds select separator service sha1 sha256 sha384 sha512 silent str strafter
    strbefore strdt strends strlang strlangdir strlen strstarts struuid subject substr sum
    timezone to triple true tz ucase undef union unsaid uri using uuid values where with year
    version
    """,
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind, its characters, and where they begin."""

    kind: str
    text: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.text)


def lex(query: str) -> Iterator[Token]:
    """Every piece of a query, white space and comments too; joined, they are the query."""
    for match in _TOKEN.finditer(query):
        yield Token(match.lastgroup or "mark", match.group(), match.start())


def tokens(query: str) -> tuple[Token, ...]:
    """The pieces that mean something: no white space, no comments."""
    return tuple(token for token in lex(query) if token.kind not in {"space", "comment"})


def form(query: str) -> str:
    """select, ask, construct or describe, whichever the query begins with; else an empty text."""
    word = _first_word(tokens(query))
    return word if word in _FORMS else ""


def prefixes(query: str) -> dict[str, str]:
    """The prefixes that the query itself declares."""
    pieces = tokens(query)
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if word.text.lower() == "prefix" and name.kind == "name" and iri.kind == "iri"
    }


def guard(
    query: str,
    graphs: Callable[[], Collection[str]],
    known: Mapping[str, str],
    allow_network: bool = False,
) -> None:
    """Raise KgError if a query changes data, or reaches for what is not in the store.

    `graphs` tells the IRIs of the loaded graphs, `known` are the prefixes that need no declaration.
    SERVICE passes with `allow_network`, to an http or https IRI that the query spells out.
    """
    pieces = tokens(query)
    _refuse_updates(pieces)
    declared = {**known, **prefixes(query)}
    for place, piece in enumerate(pieces):
        if _holds(_SERVICE, piece):
            _check_service(query, pieces, place, declared, allow_network)
        elif _holds(_FROM, piece):
            _check_from(query, pieces, place, declared, graphs())


def calls_service(query: str) -> bool:
    """Whether the engine could read the keyword SERVICE in a query."""
    return any(_holds(_SERVICE, piece) for piece in tokens(query))


def explain(query: str, error: SyntaxError, source: str = "query") -> KgError:
    """A SPARQL syntax error as KgError: place, what is wrong, the line and a caret under it."""
    found = _AT.search(str(error))
    if not found:
        return KgError(f"{source}: {_brief(str(error))}")
    position = _offset(query, int(found[1]), int(found[2]))
    at, problem = _diagnose(query, position, found[3])
    return KgError(pointed(query, at, problem, source))


def pointed(query: str, at: int, problem: str, source: str = "query") -> str:
    """`source:line:column: problem`, the offending line and a caret under the place."""
    before = query[:at]
    line = before.count("\n") + 1
    start = before.rfind("\n") + 1
    text = query[start:].split("\n", 1)[0].rstrip("\r")
    column = at - start
    cut = max(0, column - 60)
    shown = "".join(c if c.isprintable() or c == "\t" else "?" for c in text[cut : cut + 100])
    lead = "".join("\t" if c == "\t" else " " for c in text[cut:column])
    return f"{source}:{line}:{column + 1}: {problem}\n  {shown}\n  {lead}^"


def _refuse_updates(pieces: tuple[Token, ...]) -> None:
    word = _first_word(pieces)
    if word in _UPDATES:
        raise KgError(
            f"{word.upper()} would change the data; kg only asks (SELECT, ASK, CONSTRUCT)"
        )


def _first_word(pieces: tuple[Token, ...]) -> str:
    """The first keyword after the declarations of prefixes and base, in lower case."""
    words = (piece.text.lower() for piece in pieces if piece.kind == "word")
    return next((word for word in words if word not in {"prefix", "base", "version"}), "")


def _holds(keyword: re.Pattern[str], piece: Token) -> bool:
    """Whether the engine could read the keyword in a piece."""
    if piece.kind == "word":
        return keyword.search(piece.text) is not None
    return piece.kind == "name" and keyword.match(piece.text.partition(":")[0]) is not None


def _check_service(
    query: str, pieces: tuple[Token, ...], place: int, declared: Mapping[str, str], allowed: bool
) -> None:
    piece = pieces[place]
    if piece.text.lower().startswith("service") and _declares(pieces, place):
        raise KgError(f"the prefix {piece.text} looks like SERVICE to the engine; rename it")
    if not allowed:
        raise KgError(
            _at(query, piece, "SERVICE would ask another machine; --allow-network permits it")
        )
    after = _next(pieces, place, skip="silent")
    endpoint = _iri(query, after, declared) if piece.text.lower() == "service" else None
    if endpoint is None or not endpoint.lower().startswith(("http://", "https://")):
        problem = "SERVICE needs a space, then the endpoint's http or https IRI spelled out"
        raise KgError(_at(query, after or piece, problem))


def _check_from(
    query: str,
    pieces: tuple[Token, ...],
    place: int,
    declared: Mapping[str, str],
    graphs: Collection[str],
) -> None:
    after = _next(pieces, place, skip="named")
    graph = _iri(query, after, declared) if pieces[place].text.lower() == "from" else None
    if graph is None:
        raise KgError(_at(query, pieces[place], "FROM needs a space, then the IRI of a graph"))
    if graph not in graphs:
        raise KgError(
            _at(query, after or pieces[place], f"FROM <{graph}>: no such graph is loaded")
        )


def _declares(pieces: tuple[Token, ...], place: int) -> bool:
    return place > 0 and pieces[place - 1].text.lower() == "prefix"


def _next(pieces: tuple[Token, ...], place: int, skip: str) -> Token | None:
    rest = pieces[place + 1 : place + 3]
    return next((piece for piece in rest if piece.text.lower() != skip), None)


def _iri(query: str, piece: Token | None, declared: Mapping[str, str]) -> str | None:
    """The full IRI that a piece stands for, or None."""
    if piece is None or piece.kind not in {"iri", "name"}:
        return None
    if piece.kind == "iri":
        return urljoin(_base(query), piece.text[1:-1])
    prefix, _, local = piece.text.partition(":")
    return declared[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in declared else None


def _base(query: str) -> str:
    pieces = tokens(query)
    pairs = pairwise(pieces)
    bases = [iri.text[1:-1] for word, iri in pairs if word.text.lower() == "base"]
    return bases[-1] if bases else ""


def _at(query: str, piece: Token, problem: str) -> str:
    return pointed(query, piece.at, problem)


def _diagnose(query: str, position: int, expected: str) -> tuple[int, str]:
    """Where the fault lies and what it is; the engine reports the furthest place it reached."""
    pieces = tokens(query)
    if not pieces:
        return 0, "the query is empty"
    for find in (_unclosed_string, _undeclared, _unknown_word, _unclosed_bracket):
        fault = find(query, pieces, position, expected)
        if fault:
            return fault
    if "SELECT" in expected or "Duplicated variable" in expected:
        select = next((p.at for p in pieces if p.text.lower() == "select"), 0)
        return select, "a selected variable stands twice or is neither grouped nor counted"
    at = min(position, len(query.rstrip()))
    problems = {
        "IRI parsing failed": "not an IRI",
        "language tag parsing failed": "not a language tag",
    }
    known = (said for phrase, said in problems.items() if phrase in expected)
    return at, next(known, "SPARQL syntax error at or before this place")


Fault = tuple[int, str] | None


def _unclosed_string(query: str, pieces: tuple[Token, ...], position: int, expected: str) -> Fault:
    quotes = [piece.at for piece in pieces if piece.kind == "mark" and piece.text in "\"'"]
    return (quotes[0], "a string is not closed") if quotes and quotes[0] <= position else None


def _undeclared(query: str, pieces: tuple[Token, ...], position: int, expected: str) -> Fault:
    if "Prefix not found" not in expected:
        return None
    known = {"_", *PREFIXES, *prefixes(query)}
    used = [p for p in pieces if p.kind == "name" and p.at < position]
    strange = next((p for p in used if p.text.partition(":")[0] not in known), None)
    if strange is None:
        return None
    return strange.at, f"the prefix {strange.text.partition(':')[0]}: is not declared"


def _unknown_word(query: str, pieces: tuple[Token, ...], position: int, expected: str) -> Fault:
    words = (p for p in pieces if p.kind == "word" and p.at <= position)
    strange = next((word for word in words if word.text.lower() not in _WORDS), None)
    return (strange.at, f"{strange.text} is no word of SPARQL") if strange else None


def _unclosed_bracket(query: str, pieces: tuple[Token, ...], position: int, expected: str) -> Fault:
    """The innermost bracket still open, where the engine ran to the end of the query."""
    if query[position:].strip():
        return None
    pairs, open_ = {")": "(", "}": "{", "]": "["}, [Token("mark", "", 0)]
    for piece in pieces:
        if piece.text in pairs.values():
            open_.append(piece)
        elif pairs.get(piece.text) == open_[-1].text:
            open_.pop()
    return (open_[-1].at, f"{open_[-1].text} is not closed") if open_[-1].text else None


def _offset(query: str, line: int, column: int) -> int:
    """The position of a 1-based line and column, columns counted in code points."""
    lines = query.split("\n")
    return min(len(query), sum(len(text) + 1 for text in lines[: line - 1]) + column - 1)


def _brief(text: str) -> str:
    return " ".join(text.split())[:200]
