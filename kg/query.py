"""Questions as files: read their headers, bind their parameters, run them, keep the answers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import pyoxigraph as ox

from kg import content, guard, names
from kg.errors import AmbiguousName, KgError
from kg.vocabulary import PREFIXES, WX, XSD

if TYPE_CHECKING:
    from kg.graph import Graph

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = tuple[Term | None, ...]
Kind: TypeAlias = Literal["thing", "document", "concept", "date", "number", "text"]
Given: TypeAlias = "str | int | float | datetime.date | ox.NamedNode | ox.Literal | None"

KINDS: tuple[Kind, ...] = ("thing", "document", "concept", "date", "number", "text")
KEYS = frozenset({"summary", "group", "param", "note", "answers"})
# Options of `kg query` that a parameter may not hide (--document it may: it means the same).
RESERVED = frozenset(
    re.findall(
        r"\S+",
        "add allow-network as-of certain data demo documents evidence format help output quiet"
        " roll-up split status store timeout verbose version without",
    )
)
_HEADER = re.compile(r"#\+ (?P<key>[a-z]+)(?: (?P<words>[^:]*))?:(?: (?P<text>.*))?$")
_DATES = {
    f"{XSD}date": r"\d{4}-\d\d-\d\d",
    f"{XSD}gYearMonth": r"\d{4}-\d\d",
    f"{XSD}gYear": r"\d{4}",
}
_NUMBERS = (
    (r"[+-]?\d+", f"{XSD}integer"),
    (r"[+-]?\d*\.\d+", f"{XSD}decimal"),
    (r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+", f"{XSD}double"),
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A VALUES block that a caller may fill: `start` to `end` is its content in the text."""

    name: str
    about: str
    kind: Kind
    optional: bool
    example: tuple[Term | None, ...]
    start: int
    end: int
    datatype: str = ""
    language: str = ""

    @property
    def option(self) -> str:
        """The name as an option: `asMember` is `as-member`."""
        return _option(self.name)

    @property
    def needed(self) -> bool:
        """Whether a value must be given: the one example tells a form, several are a default."""
        return not self.optional and len(self.example) == 1


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL query with what its header says; `source` names its file, `notes` other keys."""

    name: str
    source: str
    text: str
    summary: str = ""
    group: str = ""
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def of_library(self) -> bool:
        """Whether it has a header (then ?fact serves the evidence and is not shown)."""
        return bool(self.summary)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows by columns, a truth, or triples.

    `facts` holds, for a question about facts, the IRI of each row's fact (None without one),
    which is then no column; `facts` is None where rows are not facts.
    """

    kind: Literal["select", "ask", "construct"]
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    facts: tuple[str | None, ...] | None = None
    truth: bool = False
    triples: tuple[ox.Triple, ...] = ()

    def __len__(self) -> int:
        return len(self.triples) if self.kind == "construct" else len(self.rows)

    def __bool__(self) -> bool:
        return self.truth if self.kind == "ask" else len(self) > 0

    def records(self) -> list[dict[str, Term | None]]:
        """The rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def plain(term: Term | None) -> str:
    """A term as W3C CSV has it: an IRI or a literal's characters, nothing for no value."""
    if term is None:
        return ""
    if isinstance(term, ox.BlankNode | ox.Triple):
        return str(term)
    return str(term.value)


def library(folder: Path | None = None) -> dict[str, Path]:
    """The questions of a folder (the bundled one): each file by its name without `.rq`."""
    place = folder or content.folder("queries")
    return {path.stem: path for path in sorted(place.glob("*.rq"))}


def read(path: Path, keys: frozenset[str] = frozenset()) -> Question:
    """The question of a file; `keys` are header words it may have besides the usual.

    Raises KgError naming file and line for a bad header; a file without one has no parameters.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise KgError(f"cannot read {path}: {(error.strerror or 'unknown').lower()}") from error
    except UnicodeDecodeError as error:
        raise KgError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    return parse(text, path.stem, str(path), keys)


def parse(
    text: str, name: str = "query", source: str = "query", keys: frozenset[str] = frozenset()
) -> Question:
    """The question that a text spells; see `read`."""
    lines = list(_header(text, source, KEYS | keys))
    if not lines:
        return Question(name, source, text)
    said = {line.key: line.text for line in lines if line.key != "param"}
    for key in ("summary", "group"):
        if not said.get(key):
            raise KgError(f"{source}:1: the header has no {key}; add a line `#+ {key}: …`")
    return Question(
        name,
        source,
        text,
        said.pop("summary"),
        said.pop("group"),
        _parameters(text, source, lines),
        tuple(said.items()),
    )


def question(name: str, folder: Path | None = None) -> Question:
    """The library's question of this name. Raises KgError with the closest names."""
    known = library(folder)
    if name not in known:
        raise KgError(f"no question is named {name!r}{closest(name, known)}")
    return read(known[name])


def closest(name: str, known: Iterable[str]) -> str:
    """A hint for an error: the most similar names."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=3)
    return f"; the closest: {', '.join(near)}" if near else "; kg query --help lists them"


def bind(asked: Question, values: Mapping[str, Sequence[Term | None]]) -> str:
    """The query with the content of its parameters' blocks replaced by serialised terms.

    None stands for UNDEF. A parameter without values keeps its example.
    """
    text = asked.text
    for parameter in sorted(asked.parameters, key=lambda p: -p.start):
        terms = values.get(parameter.name)
        if terms:
            content_ = " ".join("UNDEF" if term is None else str(term) for term in terms)
            text = f"{text[: parameter.start]} {content_} {text[parameter.end :]}"
    return text


def demand(asked: Question, given: Mapping[str, object]) -> None:
    """Raise KgError if a parameter of one example, which only shows its form, is not given."""
    for parameter in asked.parameters:
        if parameter.needed and parameter.name not in given:
            raise KgError(f"{asked.name} needs --{parameter.option}: {parameter.about}")


def values(
    graph: Graph, asked: Question, given: Mapping[str, Given | Sequence[Given]]
) -> dict[str, list[Term | None]]:
    """The terms that the given values mean. Raises KgError naming parameter and value.

    In a slice that rolls up, a body is asked for together with those that stand in its place.
    """
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name in given:
        if name not in known:
            raise KgError(f"{asked.name} has no parameter {name!r}{closest(name, known)}")
    return {
        name: [each for item in _several(value) for each in _meant(graph, known[name], item)]
        for name, value in given.items()
    }


def _meant(graph: Graph, parameter: Parameter, value: Given) -> tuple[Term | None, ...]:
    found = term(graph, parameter, value)
    if not isinstance(found, ox.NamedNode):
        return (found,)
    heirs = graph.lines.heirs.get(found.value, ())
    return tuple(dict.fromkeys((found, *map(ox.NamedNode, heirs))))


def term(graph: Graph, parameter: Parameter, value: Given) -> Term | None:
    """The RDF term that a value means for a parameter; None (UNDEF) where it is optional."""
    if value is None:
        if not parameter.optional:
            raise KgError(f"{parameter.option}: a value is needed")
        return None
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    try:
        return _term(graph, parameter, text)
    except AmbiguousName as error:
        raise AmbiguousName(f"{parameter.option}: {error}", error.candidates) from error
    except KgError as error:
        raise type(error)(f"{parameter.option}: {error}") from error


def ask(
    graph: Graph,
    query: str | Question,
    given: Mapping[str, Given | Sequence[Given]] | None = None,
    *,
    allow_network: bool = False,
    most: int | None = None,
) -> Answer:
    """The answer to a question (with the given parameters), or to a SPARQL text.

    No more than one row beyond `most` is fetched, by which to know that there are too many.
    """
    asked = parse(query) if isinstance(query, str) else query
    text = bind(asked, values(graph, asked, given or {}))
    hide = asked.of_library
    return run(graph, text, asked.source, hide=hide, allow_network=allow_network, most=most)


def named(graph: Graph, name_or_text: str, given: Mapping[str, Given | Sequence[Given]]) -> Answer:
    """The answer to the library's question of this name, else to the SPARQL text."""
    asked = pick(name_or_text)
    if asked.name in library():
        demand(asked, given)
    return ask(graph, asked, given)


def pick(name_or_text: str, folder: Path | None = None) -> Question:
    """The question of this name; a text with a brace or white space in it is SPARQL itself."""
    if name_or_text not in library(folder) and re.search(r"[\s{]", name_or_text.strip()):
        return parse(name_or_text)
    return question(name_or_text, folder)


def run(
    graph: Graph,
    text: str,
    source: str = "query",
    *,
    hide: bool = False,
    allow_network: bool = False,
    most: int | None = None,
) -> Answer:
    """Run SPARQL natively. With `hide`, ?fact is taken from the columns into `facts`.

    No more than one row beyond `most` is fetched. Raises KgError for a query that is malformed,
    would change data or reach outside.
    """
    with _failures_told(text, source):
        return _answer(graph.run(text, allow_network=allow_network), hide, most)


def stream(
    graph: Graph,
    asked: Question,
    given: Mapping[str, Given | Sequence[Given]],
    *,
    allow_network: bool = False,
    size: int = 1000,
) -> Iterator[Answer]:
    """The answer to a SELECT in parts of so many rows, the last perhaps empty, as they come.

    Raises KgError as `ask` does.
    """
    text = bind(asked, values(graph, asked, given))
    with _failures_told(text, asked.source):
        found = graph.run(text, allow_network=allow_network)
        assert isinstance(found, ox.QuerySolutions)
        seen: dict[str, str] = {}
        while len(part := _part(found, asked.of_library, size, seen)) == size:
            yield part
        yield part


@contextmanager
def _failures_told(text: str, source: str) -> Iterator[None]:
    """Turns what the engine says of a query into a KgError."""
    try:
        yield
    except SyntaxError as error:
        raise guard.explain(text, error, source) from error
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, KgError):
            raise
        raise KgError(f"{source}: the query failed: {' '.join(str(error).split())}") from error


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a header."""

    number: int
    key: str
    words: tuple[str, ...]
    text: str


def _header(text: str, source: str, keys: frozenset[str]) -> Iterable[_Line]:
    """The lines `#+ key words: text` that a file begins with."""
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            return
        match = _HEADER.match(line.rstrip())
        if not match or match["key"] not in keys:
            known = ", ".join(sorted(keys))
            raise KgError(f"{source}:{number}: not `#+ KEY: text` with a KEY of {known}: {line}")
        words = tuple((match["words"] or "").split())
        if bool(words) != (match["key"] == "param"):
            raise KgError(
                f"{source}:{number}: write `#+ param NAME: text`, other keys have no NAME"
            )
        if (match["key"], *words[:1]) in seen:
            raise KgError(f"{source}:{number}: {' '.join((match['key'], *words[:1]))} stands twice")
        seen.add((match["key"], *words[:1]))
        yield _Line(number, match["key"], words, (match["text"] or "").strip())


def _parameters(text: str, source: str, lines: Iterable[_Line]) -> tuple[Parameter, ...]:
    blocks = _blocks(text)
    return tuple(_parameter(text, source, line, blocks) for line in lines if line.key == "param")


def _parameter(
    text: str, source: str, line: _Line, blocks: Mapping[str, list[tuple[int, int]]]
) -> Parameter:
    """A parameter from its header line and the one VALUES block of its name."""
    name, place = line.words[0], f"{source}:{line.number}"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or _option(name) in RESERVED:
        raise KgError(f"{place}: no parameter can be named {name}; name it otherwise")
    found = blocks.get(name, [])
    if len(found) != 1:
        raise KgError(
            f"{place}: parameter {name} needs one block `VALUES ?{name} {{ example }}`,"
            f" the query has {len(found)}"
        )
    start, end = found[0]
    example = _example(text, text[start:end], place)
    kind, datatype, language = _kind_of(example, place)
    return Parameter(
        name,
        line.text,
        _said_kind(line.words[1:], place) or kind,
        "optional" in line.words or None in example,
        example,
        start,
        end,
        datatype,
        language,
    )


def _said_kind(words: Sequence[str], place: str) -> Kind | None:
    """The kind that the header names after the parameter, if it does."""
    for word in words:
        if word not in {*KINDS, "optional"}:
            raise KgError(f"{place}: {word!r} is not one of {', '.join(KINDS)}, optional")
    return next((kind for kind in KINDS if kind in words), None)


def _blocks(text: str) -> dict[str, list[tuple[int, int]]]:
    """By variable, where the contents of the blocks `VALUES ?variable { … }` stand."""
    pieces, found = guard.tokens(text), dict[str, list[tuple[int, int]]]()
    for values_, variable, brace in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if values_.text.lower() == "values" and variable.kind == "variable" and brace.text == "{":
            close = next((p for p in pieces if p.at > brace.at and p.text == "}"), None)
            if close:
                found.setdefault(variable.text[1:], []).append((brace.end, close.at))
    return found


def _example(text: str, block: str, place: str) -> tuple[Term | None, ...]:
    """The terms of a block's content, None for UNDEF, as the engine reads them."""
    known = {**PREFIXES, **guard.prefixes(text)}
    content_ = "".join(f" {piece.text} " if piece.kind == "word" else piece.text
                       for piece in guard.lex(block) if piece.kind != "comment")  # fmt: skip
    try:
        rows = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {content_} }} }}", prefixes=known)
    except SyntaxError as error:
        raise KgError(f"{place}: no list of RDF terms in the block: {block.strip()}") from error
    assert isinstance(rows, ox.QuerySolutions)
    found = tuple(row["x"] for row in rows)
    del rows  # a traceback would keep it for another thread, where the engine forbids it to end
    if not found:
        raise KgError(f"{place}: the block is empty; put an example in it (or UNDEF)")
    return found


def _kind_of(example: Iterable[Term | None], place: str) -> tuple[Kind, str, str]:
    """The kind, datatype and language of the first example that is not UNDEF."""
    first = next((term for term in example if term is not None), None)
    if first is None:
        return "thing", "", ""
    if isinstance(first, ox.NamedNode):
        return ("concept" if first.value.startswith(WX) else "thing"), "", ""
    if isinstance(first, ox.Literal):
        datatype = first.datatype.value
        if datatype in _DATES:
            return "date", datatype, ""
        if datatype in {kind for _, kind in _NUMBERS}:
            return "number", datatype, ""
        if datatype == f"{XSD}string" or first.language:
            return "text", datatype, first.language or ""
    raise KgError(f"{place}: an example is an IRI, date, number or text, not {first}")


def _option(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()


def _several(value: Given | Sequence[Given]) -> Sequence[Given]:
    return value if isinstance(value, list | tuple) else [value]  # type: ignore[list-item]


def _term(graph: Graph, parameter: Parameter, text: str) -> Term:
    if parameter.kind == "thing":
        return ox.NamedNode(names.resolve(graph, text))
    if parameter.kind == "document":
        return ox.NamedNode(names.resolve(graph, text, {"Document"}))
    if parameter.kind == "concept":
        return ox.NamedNode(names.resolve(graph, text, {"Concept", "Class"}))
    if parameter.kind == "date":
        return _date(text, parameter.datatype or f"{XSD}date")
    if parameter.kind == "number":
        return _number(text)
    return _text(text, parameter.language)


def _date(text: str, datatype: str) -> ox.Literal:
    forms = {f"{XSD}date": "2015-01-31", f"{XSD}gYearMonth": "2015-01", f"{XSD}gYear": "2015"}
    try:
        if not re.fullmatch(_DATES[datatype], text, re.ASCII):
            raise ValueError
        datetime.date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) < 10 else text)
    except ValueError:
        raise KgError(f"{text!r} is not a date; write it as {forms[datatype]}") from None
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def _number(text: str) -> ox.Literal:
    for pattern, datatype in _NUMBERS:
        if re.fullmatch(pattern, text, re.ASCII):
            return ox.Literal(text, datatype=ox.NamedNode(datatype))
    raise KgError(f"{text!r} is not a number; write it as 1500000 or 0.5")


def _text(text: str, language: str) -> ox.Literal:
    try:
        return ox.Literal(text, language=language) if language else ox.Literal(text)
    except ValueError:
        raise KgError("the text is not valid Unicode") from None


def _answer(result: object, hide: bool, most: int | None) -> Answer:
    if isinstance(result, ox.QueryTriples):
        return Answer("construct", triples=_sorted(result))
    if isinstance(result, ox.QuerySolutions):
        return _selected(result, hide, most)
    return Answer("ask", truth=bool(result))


def _sorted(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """The distinct triples in a stable order, blank nodes under canonical names."""
    data = ox.Dataset(ox.Quad(*triple) for triple in triples)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted((quad.triple for quad in data), key=lambda t: tuple(map(str, t))))


def _selected(result: ox.QuerySolutions, hide: bool, most: int | None) -> Answer:
    return _part(result, hide, None if most is None else most + 1, {})


def _part(result: ox.QuerySolutions, hide: bool, size: int | None, seen: dict[str, str]) -> Answer:
    """The next rows of a result; `seen` are the names of its blank nodes so far."""
    columns = tuple(variable.value for variable in result.variables)
    rows = _stable(list(map(tuple, islice(result, size))), seen)
    if not hide or "fact" not in columns or columns == ("fact",):
        return Answer("select", columns, tuple(rows))
    at = columns.index("fact")
    facts = tuple(_iri(row[at]) for row in rows)
    kept = tuple(row[:at] + row[at + 1 :] for row in rows)
    return Answer("select", columns[:at] + columns[at + 1 :], kept, facts)


def _stable(rows: list[Row], seen: dict[str, str]) -> list[Row]:
    """The rows with their blank nodes named by the order in which they come."""
    if ox.BlankNode not in set(map(type, chain.from_iterable(rows))):
        return rows
    return [tuple(_renamed(term, seen) for term in row) for row in rows]


def _renamed(term: Term | None, seen: dict[str, str]) -> Term | None:
    if isinstance(term, ox.BlankNode):
        return ox.BlankNode(seen.setdefault(term.value, f"b{len(seen)}"))
    return term


def _iri(value: Term | None) -> str | None:
    return value.value if isinstance(value, ox.NamedNode) else None
