"""kg query: ask a question of the library, a file, or any SPARQL."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pyoxigraph as ox
from click.shell_completion import CompletionItem

from kg import evidence, guard, names, query, results, table
from kg.cli import options, output
from kg.cli.patience import patiently
from kg.errors import KgError
from kg.query import Answer, Parameter, Question
from kg.vocabulary import FACT, PREFIXES, WX, compact, slug

if TYPE_CHECKING:
    from kg.graph import Graph

FORMATS = (*table.SELECT_FORMATS, *table.RDF_FORMATS)
_KEYWORDS = re.compile(r"\s*(#|(prefix|base|select|ask|construct|describe)\b)", re.IGNORECASE)
_FILE = re.compile(r"[^\s{}]*(\.(rq|sparql)|[/\\][^\s{}]*)", re.IGNORECASE)

asking = options.together(
    options.shared("-f", "--format", "form", type=click.Choice(FORMATS), metavar="FORMAT",
                   help=f"{'|'.join(table.SELECT_FORMATS)}, for CONSTRUCT"
                        f" {'|'.join(table.RDF_FORMATS)}. [default: table on a terminal,"
                        " csv in a pipe; turtle]"),
    options.shared("-o", "--output", "target", type=click.Path(readable=False), metavar="FILE",
                   help="Write here; the ending tells the format."),
    options.shared("--evidence", is_flag=True,
                   help="Add each row's fact, documents, passages and links."),
    options.slicing,
    options.shared("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
                   help="Stop after so many seconds (exit code 124)."),
    options.shared("--allow-network", is_flag=True,
                   help="Let SERVICE ask other machines by http or https."),
    options.documents,
    options.data,
    options.volume,
)  # fmt: skip


class Library(click.Group):
    """The questions as subcommands; any other word is a file, SPARQL, or `-`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(query.library())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command_of(asked_of(cmd_name, ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args[0] in query.library() else "TEXT"
        return name, self.get_command(ctx, args[0]), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for group, lines in grouped():
            with formatter.section(f"Questions: {group}"):
                formatter.write_dl(lines)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        known = [(name, _summary(path)) for name, path in query.library().items()]
        return [CompletionItem(n, help=s) for n, s in known if n.startswith(incomplete)]


class ThingOf(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A thing of the graph by name, slug or IRI; the graph itself resolves it later."""

    name = "thing"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from kg.names import known_slugs

        known = known_slugs(options.settings().load(), incomplete)
        return [CompletionItem(name, help=label) for name, label in known]


_TERMS = "SELECT ?term { ?term rdfs:isDefinedBy ?ontology ; rdfs:label ?label }"


@dataclass(frozen=True, slots=True)
class Wish:
    """One run of a question: what to ask and how the answer is wanted."""

    asked: Question
    given: dict[str, tuple[str, ...]]
    settings: options.Settings
    form: str
    evidence: bool
    allow_network: bool
    target: str | None
    on_terminal: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What to print: the answer's bytes if they are still to be written, and remarks."""

    data: bytes | None
    remarks: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What is to be said of an answer, counted part by part."""

    first: Answer
    size: int = 0
    doubtful: int = 0

    def count(self, part: Answer, may_hold: Collection[str]) -> None:
        self.size += len(part)
        self.doubtful += sum(fact in may_hold for fact in part.facts or ())

    @property
    def words(self) -> str:
        """How much the answer is."""
        if self.first.kind == "ask":
            return "yes" if self.first.truth else "no"
        noun = "triple" if self.first.kind == "construct" else "row"
        return f"{self.size} {noun}{'' if self.size == 1 else 's'}"


@click.group(
    "query",
    cls=Library,
    invoke_without_command=True,
    subcommand_metavar="NAME|FILE|TEXT|- [PARAMETERS]",
    short_help="Ask a question of the library, or any SPARQL.",
)
@asking
@click.pass_context
def command(ctx: click.Context) -> None:
    """Ask a question of the library by its NAME, or a FILE of SPARQL, or SPARQL as TEXT.

    With - the SPARQL is read from standard input. All the usual prefixes are known. A
    question's parameters are options: kg query NAME --help tells them.

    \b
    Example: kg query members-of --alliance "Wessex HIEC" --evidence
    Example: kg query "SELECT * { ?body a wx:Alliance }" -f json
    """
    if ctx.invoked_subcommand is None:
        output.emit(ctx.get_help() + "\n")


def asked_of(word: str, ctx: click.Context) -> Question:
    """The question that a word means: a name of the library, a file, SPARQL, or `-`."""
    known = query.library()
    if word in known:
        return query.read(known[word])
    if word == "-":
        return query.parse(_standard_input(ctx), "query", "standard input")
    if os.path.isfile(word):
        from kg.rules import KEYS

        return query.read(Path(word), KEYS)
    if _FILE.fullmatch(word):
        raise KgError(f"{word}: no such file")
    if _KEYWORDS.match(word) or re.search(r"[\s{}]", word):
        return query.parse(word)
    raise KgError(f"no question is named {word!r}{query.closest(word, known)}")


def _standard_input(ctx: click.Context) -> str:
    if "-" in options.settings().data + options.settings().add:
        raise KgError("standard input cannot be both the query and the data")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KgError(f"standard input: not UTF-8 at byte {error.start}") from error


def command_of(asked: Question) -> click.Command:
    """The command that asks a question, its parameters as options."""

    def answer(**values: tuple[str, ...]) -> None:
        given = {p.name: values[_dest(p)] for p in asked.parameters if values.get(_dest(p))}
        respond(asked, given)

    about = asked.summary or "Run this SPARQL."
    built = click.command(asked.name, help=f"{about}\n\n\b\n{_example(asked)}")(asking(answer))
    own = [_as_option(parameter) for parameter in asked.parameters]
    taken = {name for option in own for name in option.opts}
    built.params = [*own, *(p for p in built.params if not taken.intersection(p.opts))]
    return built


def respond(asked: Question, given: dict[str, tuple[str, ...]]) -> None:
    """Answer on standard output or to the file, remarks on standard error."""
    if asked.source == str(query.library().get(asked.name)):
        query.demand(asked, given)
    target, timeout = options.kept("target"), options.kept("timeout")
    wish = Wish(
        asked,
        given,
        options.settings(),
        form_for(asked, options.kept("form"), target),
        bool(options.kept("evidence")),
        bool(options.kept("allow_network")),
        target,
        output.on_terminal(target),
    )
    reply = patiently(lambda: fulfil(wish), timeout)
    if reply.data is not None:
        output.emit(reply.data, target)
    for remark in reply.remarks:
        output.note(remark)


def form_for(asked: Question, form: str | None, target: str | None) -> str:
    """The format of the answer; KgError, before any work, if it does not fit the query."""
    triples = guard.form(asked.text) in {"construct", "describe"}
    fitting = tuple(table.RDF_FORMATS) if triples else table.SELECT_FORMATS
    usual = ("turtle", "turtle") if triples else ("table", "csv")
    chosen = output.form_of(form, target, table.ENDINGS, *usual)
    if chosen not in fitting:
        kind = guard.form(asked.text).upper() or "this query"
        raise KgError(f"{chosen} is no format for the answer of {kind}: {', '.join(fitting)}")
    return chosen


def fulfil(wish: Wish) -> Reply:
    """Load, ask and write out."""
    graph = wish.settings.load()
    if _comes_in_parts(graph, wish):
        return _streamed(graph, wish)
    answer = query.ask(
        graph, wish.asked, wish.given, allow_network=wish.allow_network, most=_most(wish)
    )
    if wish.form == "xlsx":
        return _workbook(graph, answer, wish)
    full = decorated(graph, answer, wish)
    if wish.on_terminal and wish.form == "table" and wish.asked.of_library:
        full = table.without_named(full, shown_as(graph))
    data = output.drawn(full, wish.form, wish.on_terminal, shown_as(graph))
    return Reply(data, tuple(_all_remarks(graph, answer, wish)))


def _comes_in_parts(graph: Graph, wish: Wish) -> bool:
    """Whether the answer can be written as it comes: no later row has a say in how one looks.

    In a slice of a day it is compared as a whole with what is certain.
    """
    whole = graph.slice.as_of is not None and not graph.slice.certain
    return wish.form in results.FORMATS and guard.form(wish.asked.text) == "select" and not whole


def _streamed(graph: Graph, wish: Wish) -> Reply:
    """Write the answer as it comes."""
    parts = query.stream(graph, wish.asked, wish.given, allow_network=wish.allow_network)
    first = next(parts)
    tally = Tally(first)

    def full() -> Iterator[Answer]:
        for part in chain((first,), parts):
            tally.count(part, graph.may_hold)
            yield decorated(graph, part, wish)

    shown = full()
    head = next(shown)
    rows = (part.rows for part in chain((head,), shown))
    output.emit_pieces(results.written(wish.form, head.columns, rows), wish.target)
    return Reply(None, tuple(remarks(graph, tally, wish)))


def _most(wish: Wish) -> int | None:
    """The rows that the format can hold, if it has a limit."""
    if wish.form != "xlsx":
        return None
    from kg.answerbook import MOST

    return MOST


def _workbook(graph: Graph, answer: Answer, wish: Wish) -> Reply:
    """The answer as a workbook that says what was asked and what a reader must know besides."""
    from kg import answerbook

    answerbook.demand_room(answer)
    said = tuple(_all_remarks(graph, answer, wish))
    asked = [(f"--{p.option}", _given(p, wish)) for p in wish.asked.parameters]
    about = [(name, value) for name, value in asked if value]
    about += [("Slice", graph.slice.describe()), *(("Note", remark) for remark in said)]
    full = decorated(graph, answer, wish)
    return Reply(answerbook.xlsx(graph, wish.asked, full, about, shown_as(graph)), said)


def _given(parameter: Parameter, wish: Wish) -> str:
    """What a parameter was given, or the example that stands for it."""
    return ", ".join(wish.given.get(parameter.name, ())) or _examples(parameter)


def decorated(graph: Graph, answer: Answer, wish: Wish) -> Answer:
    """The answer with status and evidence; for people, status only where it tells something."""
    full = evidence.marked(graph, answer)
    if wish.form in {"table", "md"} and full.facts is not None:
        own = {
            c: u for c, u in (("status", "actual"), ("holds", "holds")) if c not in answer.columns
        }
        full = evidence.without_sameness(full, own)
    if not wish.evidence and wish.form != "xlsx":
        return full
    return evidence.evidenced(graph, full)


def shown_as(graph: Graph) -> Callable[[str], str]:
    """A function from an IRI to the words for it: its label, else its shortest form."""

    def words(iri: str) -> str:
        label = graph.label(iri) if not iri.startswith(FACT) else ""
        return label if label and label != iri else brief(iri)

    return words


def brief(iri: str) -> str:
    """An IRI as short as a person reads it; not always valid in SPARQL."""
    for prefix in ("fact", "document", "graph"):
        if iri.startswith(PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
    return compact(iri)


def _all_remarks(graph: Graph, answer: Answer, wish: Wish) -> Iterable[str]:
    """The remarks on an answer that is there as a whole."""
    tally = Tally(answer)
    tally.count(answer, graph.may_hold)
    yield from remarks(graph, tally, wish)
    if answer.facts is None and graph.slice.as_of and not graph.slice.certain:
        yield from _doubt(graph, answer, wish)


def remarks(graph: Graph, tally: Tally, wish: Wish) -> Iterable[str]:
    """What a reader must know besides the answer: examples used, slice, doubts."""
    for parameter in wish.asked.parameters:
        if parameter.name not in wish.given and None not in parameter.example:
            yield f"--{parameter.option} is not given: {_examples(parameter)} stands"
    yield from graph.notes
    yield from _misspelt(graph, wish.asked)
    first = tally.first
    if first.kind == "select" and not tally.size:
        yield from _taken(graph, wish)
    doubt = f"; {tally.doubtful} of them only may hold" if tally.doubtful else ""
    yield f"{tally.words}{doubt}; {graph.slice.describe()}; data {graph.version}"
    if wish.evidence and first.facts is None and "fact" not in first.columns:
        yield "no evidence to show: the question does not give the fact of each row as ?fact"


def _misspelt(graph: Graph, asked: Question) -> Iterable[str]:
    """The terms of a reader's own query that the ontology lacks, each with the closest."""
    if asked.of_library:
        return
    known = {slug(query.plain(row["term"])) for row in graph.rows(_TERMS)}
    used = {p.text[3:] for p in guard.tokens(asked.text) if p.text.startswith("wx:")}
    for name in sorted(used - known - {""}):
        yield f"wx:{name} is not in the ontology{_closest_term(name, known)}"


def _closest_term(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), n=1)
    return f"; the closest: wx:{near[0]}" if near else ""


def _taken(graph: Graph, wish: Wish) -> Iterable[str]:
    """For an empty answer, what each given name was taken to mean."""
    kinds = names.kinds_of(graph)
    for name, terms in query.values(graph, wish.asked, wish.given).items():
        for term in terms:
            if isinstance(term, ox.NamedNode):
                kind = graph.label(WX + kinds.get(term.value, "Concept"))
                yield f"{name} was taken as {graph.label(term.value)} ({kind})"


def _doubt(graph: Graph, answer: Answer, wish: Wish) -> Iterable[str]:
    """Whether only what is certain would give another answer."""
    certain = graph.under(replace(graph.slice, certain=True))
    other = query.ask(certain, wish.asked, wish.given, allow_network=wish.allow_network)
    if (other.rows, other.truth, other.triples) != (answer.rows, answer.truth, answer.triples):
        yield f"this counts what may hold; only what is certain gives {_told(other)} (--certain)"


def _told(answer: Answer) -> str:
    """An answer in a word where it is one value, else its size."""
    if answer.kind == "ask":
        return "yes" if answer.truth else "no"
    if answer.kind == "select" and len(answer.rows) == 1 and len(answer.columns) == 1:
        return query.plain(answer.rows[0][0]) or "nothing"
    return f"another answer ({Tally(answer, len(answer)).words})"


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """The library by group: each question's name and summary, or what is wrong with its file."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, path in query.library().items():
        try:
            asked = query.read(path)
            groups.setdefault(asked.group or "other", []).append((name, asked.summary))
        except KgError as error:
            groups.setdefault("broken", []).append((name, str(error)))
    return sorted(groups.items(), key=lambda item: (item[0] == "broken", item[0]))


def _summary(path: Path) -> str:
    try:
        return query.read(path).summary
    except KgError:
        return ""


def _as_option(parameter: Parameter) -> click.Option:
    return click.Option(
        [f"--{parameter.option}", _dest(parameter)],
        multiple=True,
        type=ThingOf() if parameter.kind == "thing" else click.STRING,
        metavar=parameter.kind.upper(),
        help=f"{parameter.about} {_default(parameter)}".strip(),
    )


def _default(parameter: Parameter) -> str:
    example = _examples(parameter)
    repeat = "repeatable"
    if parameter.optional:
        return f"[optional; {repeat}; such as {example}]" if example else f"[optional; {repeat}]"
    if parameter.needed:
        return f"[required; {repeat}; such as {example}]"
    return f"[{repeat}; default: {example}]"


def _examples(parameter: Parameter) -> str:
    return ", ".join(_told_term(term) for term in parameter.example if term is not None)


def _told_term(term: query.Term) -> str:
    return slug(term.value) if isinstance(term, ox.NamedNode) else query.plain(term)


def _example(asked: Question) -> str:
    """A line that shows how to call the question."""
    if not asked.of_library:
        return 'Example: kg query "SELECT * { ?body a wx:Alliance }"'
    words = [
        f'--{parameter.option} "{_examples(parameter)}"'
        for parameter in asked.parameters
        if len(parameter.example) == 1 and _examples(parameter)
    ]
    return " ".join(["Example: kg query", asked.name, *words])


def _dest(parameter: Parameter) -> str:
    return f"parameter_{parameter.name}"
