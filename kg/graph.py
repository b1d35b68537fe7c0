"""The one door to the store: load files, slice them, derive, and run SPARQL."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from kg import derive, guard, lineage, sources
from kg.derive import Facts
from kg.errors import KgError
from kg.lineage import Lines
from kg.slice import Slice, choose, left_out, remove, roll_up, standing, tied
from kg.sources import Source
from kg.time import Days
from kg.vocabulary import (
    DAYS_GRAPH,
    DCTERMS,
    DERIVED_GRAPH,
    POSITIONS_GRAPH,
    PREFIXES,
    RDFS,
    SKOS,
    WX,
    compact,
)

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["Graph", "Slice"]

Term = NamedNode | BlankNode | Literal | Triple
Result = QuerySolutions | QueryBoolean | QueryTriples

# A word that may reach outside, or an escape that may hide one, is worth a closer look.
_REACHES = re.compile(
    r"service|from|insert|delete|load|clear|drop|create|add|move|copy|with|\\u", re.IGNORECASE
)
_COMMENT_LINE = re.compile(r"^\s*#.*$", re.MULTILINE)
_NAMES_GRAPHS = re.compile(r"(?<![\w:?$])(GRAPH|FROM)(?![\w:])", re.IGNORECASE)
_NAMES_DAYS = re.compile("|".join((*derive.DAY_NAMES, "derived-days")))
_NAMES_POSITIONS = re.compile(r"ofDocument|(:|#)(start|end)\b|derived-positions")
_STRING = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'')
_NAMES_DATASET = re.compile(r"(?<![\w:?$])FROM\s*(NAMED\s*)?(<|[\w.-]*:)", re.IGNORECASE)
_LABELS = tuple(NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title"))


NAMED = "named"
_MAY_HOLD = NamedNode(WX + "mayHold")
_TRUE = Literal(True)


class Graph:
    """Loaded facts under one slice.

    The default graph holds the merge of all sources, sliced, with the plain properties that the
    rules derive. The named graphs hold each source as read. Days and positions of passages are
    derived when a query first names them, and seen only by queries that do.
    """

    def __init__(self, read: Sequence[Source], wanted: Slice | None = None) -> None:
        """Load the sources; KgError if one is not well formed or the slice makes no sense."""
        self._sources = (*read, sources.ontology())
        self._begin(Store(), wanted or Slice())
        self._load()
        if self.slice != Slice():
            self._cut()
        derive.apply_rules(self._store, derive.rules())

    def _begin(self, store: Store, wanted: Slice, filled: Iterable[str] = ()) -> None:
        self.slice = wanted
        self.notes: list[str] = []
        self.may_hold: frozenset[str] = frozenset()
        self._store = store
        self._filled = set(filled)
        self._whole = False
        self._kept: frozenset[str] | None = None
        self._labels: dict[str, str] = {}

    def _load(self) -> None:
        *read, ontology = self._sources
        sources.fill(self._store, read)
        if next(iter(self._store), None) is None:
            raise KgError(f"{', '.join(each.name for each in read)}: no statement found; add some")
        sources.fill(self._store, [ontology])
        derive.apply_rules(self._store, derive.rules("whole"))

    def _cut(self) -> None:
        if self.slice.without:
            every = derive.facts(self._store)
            remove(self._store, left_out(every, self.slice.without))
        known = self._facts
        self.notes += known.notes
        found = choose(self.slice, known, lambda: self._all_days)
        remove(self._store, known.kinds.keys() - found.kept)
        self.may_hold, self._kept = found.may_hold, found.kept
        self.notes += found.notes
        roll_up(self._store, self.lines.heirs)
        self.notes += self.lines.notes(tied(known, found.kept), self.label)
        self._store.extend(self._marks(DefaultGraph()))

    def _marks(self, graph: NamedNode | DefaultGraph) -> list[Quad]:
        return [Quad(NamedNode(fact), _MAY_HOLD, _TRUE, graph) for fact in sorted(self.may_hold)]

    def under(self, wanted: Slice) -> "Graph":
        """The same sources under another slice, loaded anew."""
        return type(self)(self._sources[:-1], wanted)

    @cached_property
    def _facts(self) -> Facts:
        return derive.facts(self._store)

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of bodies lead under a slice that rolls up; nothing under others."""
        if not self.slice.roll_up:
            return Lines({}, {}, {}, {})
        known = self._facts
        changes = standing(self.slice, known, lambda: derive.days_of(known))
        return lineage.lines(known, changes, self.slice.split)

    @cached_property
    def _all_days(self) -> dict[str, Days]:
        known = self._facts
        noted = len(known.notes)
        days = derive.days_of(known, self.lines.heirs.keys())
        self.notes += known.notes[noted:]
        return days

    @cached_property
    def days(self) -> Mapping[str, Days]:
        """The days of each fact of the slice, by IRI."""
        kept = self._kept
        every = self._all_days
        return every if kept is None else {fact: every[fact] for fact in sorted(kept)}

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was read, the ontology last."""
        return self._sources

    @cached_property
    def version(self) -> str:
        """The version of the data: twelve hexadecimal digits of a hash of what was loaded."""
        return sources.version_of(self._sources)

    # What is filled in when it is first wanted

    def _named(self) -> None:
        if NAMED not in self._filled:
            self._filled.add(NAMED)
            sources.fill(self._store, self._sources, named=True)
            derive.apply_rules(self._store, derive.rules(), DERIVED_GRAPH)
            self._store.extend(self._marks(NamedNode(DERIVED_GRAPH)))

    def _days(self) -> None:
        if DAYS_GRAPH not in self._filled:
            self._filled.add(DAYS_GRAPH)
            self._store.extend(derive.day_quads(self.days, self._facts.attestations))

    def _positions(self) -> None:
        if POSITIONS_GRAPH not in self._filled:
            self._filled.add(POSITIONS_GRAPH)
            derive.apply_rules(self._store, derive.rules("on-demand"), POSITIONS_GRAPH)

    @property
    def store(self) -> Store:
        """The native store, with every named graph; days and positions are in their own."""
        self._named()
        self._days()
        self._positions()
        return self._store

    @cached_property
    def dataset(self) -> "Dataset":
        """The store as an rdflib Dataset, days and positions in its default graph as well."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        if not self._whole:
            for graph in (DAYS_GRAPH, POSITIONS_GRAPH):
                self.store.update(f"ADD <{graph}> TO DEFAULT")
            self._whole = True
        return Dataset(store=OxigraphStore(store=self.store))

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        if any(sources.has_graphs(each) for each in self._sources):
            self._named()
        filled = {each.value for each in self._store.named_graphs() if isinstance(each, NamedNode)}
        own = {each.graph for each in self._sources}
        return frozenset(filled | own | {DERIVED_GRAPH, DAYS_GRAPH, POSITIONS_GRAPH})

    # Asking

    def run(self, text: str, *, base: str | None = None, allow_network: bool = False) -> Result:
        """The result of a SPARQL 1.1 query, for which all the prefixes are declared.

        A query with FROM sees those graphs and nothing else. Raises KgError if it would change
        data or reach outside, SyntaxError, with line and column, if it is malformed.
        """
        if _REACHES.search(text):
            guard.guard(text, lambda: self.graphs, PREFIXES, allow_network)
        graphs: list[NamedNode | BlankNode | DefaultGraph] = [DefaultGraph()]
        plain = _COMMENT_LINE.sub("", text)
        if _NAMES_GRAPHS.search(plain):
            self._named()
        graphs += [NamedNode(graph) for graph in self._seen(text)]
        own = _NAMES_DATASET.search(_STRING.sub("", plain))
        default = None if own or self._whole or len(graphs) == 1 else graphs
        return self._store.query(text, base_iri=base, prefixes=PREFIXES, default_graph=default)

    def _seen(self, text: str) -> Iterator[str]:
        """The graphs of days and of positions, filled, as far as a query names their words."""
        if _NAMES_DAYS.search(text):
            self._days()
            yield DAYS_GRAPH
        if _NAMES_POSITIONS.search(text):
            self._positions()
            yield POSITIONS_GRAPH

    def rows(self, text: str) -> list[dict[str, Term]]:
        """The solutions of a SELECT query, each with its bound variables only."""
        found = self.run(text)
        if not isinstance(found, QuerySolutions):
            raise KgError("this query gives no rows; write SELECT")
        names = [variable.value for variable in found.variables]
        return [_row(names, solution) for solution in found]

    def label(self, iri: str) -> str:
        """The label or title of a thing, in English if there is one, else its short IRI."""
        if iri not in self._labels:
            self._labels[iri] = self._label(NamedNode(iri)) or compact(iri)
        return self._labels[iri]

    def _label(self, thing: NamedNode) -> str | None:
        for predicate in _LABELS:
            quads = self._store.quads_for_pattern(thing, predicate, None, DefaultGraph())
            found = [quad.object for quad in quads if isinstance(quad.object, Literal)]
            if found:
                return min(found, key=lambda each: (each.language != "en", each.value)).value
        return None


def _row(names: Sequence[str], solution: QuerySolution) -> dict[str, Term]:
    return {
        name: term
        for name, term in zip(names, solution, strict=True)
        if isinstance(term, NamedNode | BlankNode | Literal | Triple)
    }
