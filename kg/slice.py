"""Cut the default graph to a day, a status or some documents, and let successors stand in."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Store

from kg.derive import ROLLED_UP, Facts
from kg.errors import KgError, UnknownName
from kg.lineage import SPLITS
from kg.time import Days
from kg.vocabulary import DOCUMENT, STATUSES, WX, place, slug

ROLLED_PARTIES = frozenset(
    {"member", "memberOf", "funder", "recipient", "fundedWork", "party", "about"}
    | {"subject", "object"}
)


@dataclass(frozen=True, slots=True)
class Slice:
    """Which facts count: of a day, certain on it, of a status, of documents (slugs or IRIs).

    `roll_up` lets successors stand for predecessors, `split` says whether several of them do
    (none or all); `without` leaves out documents and passages before anything else is looked at.
    """

    as_of: date | None = None
    certain: bool = False
    status: str = "any"
    documents: tuple[str, ...] = ()
    roll_up: bool = False
    split: str = "none"
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.status not in (*STATUSES, "any"):
            raise KgError(f"unknown status {self.status!r}; use {', '.join(STATUSES)} or any")
        if self.split not in SPLITS:
            raise KgError(f"unknown split {self.split!r}; use {' or '.join(SPLITS)}")
        if self.split != "none" and not self.roll_up:
            raise KgError("a split of what? --split goes with --roll-up")
        if self.certain and not self.as_of:
            raise KgError("only what is certain of which day? Give --as-of DATE with --certain")

    def describe(self) -> str:
        """The slice in a few words, for the head or foot of an output."""
        return "; ".join(filter(None, _words(self))) or "all facts"


def _words(wanted: Slice) -> tuple[str, ...]:
    day = f"as of {wanted.as_of}" if wanted.as_of else ""
    return (
        f"{day}, only what is certain" if wanted.certain else day,
        "" if wanted.status == "any" else f"{wanted.status} facts only",
        "documents: " + ", ".join(map(slug, wanted.documents)) if wanted.documents else "",
        _rolled(wanted) if wanted.roll_up else "",
        "without " + ", ".join(map(place, wanted.without)) if wanted.without else "",
    )


def _rolled(wanted: Slice) -> str:
    words = "successors in place of predecessors"
    return f"{words}, all of several" if wanted.split == "all" else words


# Cutting


@dataclass(frozen=True, slots=True)
class Cut:
    """The facts that a slice keeps, those of them that only may hold, and notes on the rest."""

    kept: frozenset[str]
    may_hold: frozenset[str]
    notes: tuple[str, ...]


def choose(wanted: Slice, known: Facts, days: Callable[[], Mapping[str, Days]]) -> Cut:
    """What the slice keeps of the facts; asks for their days only if it needs them.

    Raises UnknownName for a document that is not in the graph.
    """
    chosen = _chosen(known, wanted)
    if not wanted.as_of:
        return Cut(frozenset(chosen), frozenset(), ())
    every, day = days(), wanted.as_of
    held = {fact: every[fact].on(day) for fact in chosen}
    may = frozenset(fact for fact, how in held.items() if how == "may hold")
    kept = frozenset(fact for fact, how in held.items() if how == "holds")
    notes = _report(wanted, len(kept), len(may), len(held))
    return Cut(kept, frozenset(), notes) if wanted.certain else Cut(kept | may, may, notes)


def standing(wanted: Slice, known: Facts, days: Callable[[], Mapping[str, Days]]) -> frozenset[str]:
    """The Changes that have happened by the day of the slice, whatever else it leaves out."""
    changes = frozenset(fact for fact, kind in known.kinds.items() if kind == "Change")
    day = wanted.as_of
    if not day:
        return changes
    every = days()
    return frozenset(fact for fact in changes if every[fact].on(day) == "holds")


def left_out(known: Facts, without: Iterable[str]) -> set[str]:
    """The facts that cite one of these passages, or only these documents (slugs or IRIs)."""
    names = set(without)
    passages = {_as_passage(name) for name in names if "#" in name}
    whole = sorted(name for name in names if "#" not in name)
    _stated_in(known, whole)
    documents = set(map(_as_document, whole))
    evidence = known.values["evidence"]
    for passage in sorted(passages.difference(*evidence.values())):
        raise UnknownName(f"no fact cites {place(passage)}; kg why tells the passages of facts")
    return {
        fact
        for fact, cited in evidence.items()
        if passages.intersection(cited) or {each.split("#")[0] for each in cited} <= documents
    } & known.kinds.keys()


def _chosen(known: Facts, wanted: Slice) -> set[str]:
    chosen = set(known.kinds)
    if wanted.status != "any":
        chosen = {fact for fact in chosen if known.status.get(fact) == wanted.status}
    if wanted.documents:
        chosen &= _stated_in(known, wanted.documents)
    return chosen


def _stated_in(known: Facts, documents: Iterable[str]) -> set[str]:
    by_document: dict[str, set[str]] = defaultdict(set)
    for fact, sources in known.values["evidence"].items():
        for source in sources:
            by_document[source.split("#")[0]].add(fact)
    found: set[str] = set()
    for name in documents:
        found |= _of_document(by_document, name)
    return found


def _of_document(by_document: Mapping[str, set[str]], name: str) -> set[str]:
    iri = _as_document(name)
    if iri not in by_document:
        known = ", ".join(sorted(map(slug, by_document)))
        raise UnknownName(f"no facts of a document {name!r}; the documents are {known}")
    return by_document[iri]


def _as_passage(name: str) -> str:
    document, _, position = name.partition("#")
    return f"{_as_document(document)}#{position}"


def _as_document(name: str) -> str:
    short = name.removeprefix("document:")
    return short if short.startswith(("http:", "https:")) else DOCUMENT + short


def remove(store: Store, facts: Collection[str]) -> None:
    """Take the triples of the facts out of the default graph."""
    if facts:
        store.update(f"DELETE {{ ?f ?p ?o }} WHERE {{ {_values('?f', facts)} ?f ?p ?o }}")


def _values(variable: str, iris: Iterable[str]) -> str:
    return f"VALUES {variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


def _report(wanted: Slice, holds: int, may: int, of: int) -> tuple[str, ...]:
    out = of - holds - may
    if not wanted.certain:
        marked = f"{may} may hold (marked)"
        return (f"as of {wanted.as_of}: {holds} facts hold, {marked}, {out} do not",)
    note = f"as of {wanted.as_of}: {holds} facts certainly hold, {may} more may hold, {out} do not"
    why = "a state whose dates are not known is certain only on the day of its document"
    return (f"{note}; {why}",) if may else (note,)


# Successors


def roll_up(store: Store, heirs: Mapping[str, Iterable[str]]) -> None:
    """Let the heirs of a body stand for it in the ties of the default graph.

    A fact keeps the original by wx:rolledUpFrom.
    """
    if heirs:
        store.update(_replacement(heirs))


def _replacement(heirs: Mapping[str, Iterable[str]]) -> str:
    rows = " ".join(
        f"(<{old}> <{new}>)" for old, found in sorted(heirs.items()) for new in sorted(found)
    )
    kinds = " ".join(f"<{WX}{kind}>" for kind in sorted(ROLLED_UP))
    parties = " ".join(f"<{WX}{name}>" for name in sorted(ROLLED_PARTIES))
    return f"""
        DELETE {{ ?fact ?party ?old }}
        INSERT {{ ?fact ?party ?new ; <{WX}rolledUpFrom> ?old }}
        WHERE {{
          VALUES (?old ?new) {{ {rows} }}
          VALUES ?party {{ {parties} }}
          ?fact ?party ?old .
          VALUES ?kind {{ {kinds} }}
          ?fact a ?kind
        }}"""


def tied(known: Facts, kept: Iterable[str]) -> set[str]:
    """The parties of those of the kept facts that are ties, which can roll up."""
    ties = (fact for fact in kept if known.kinds[fact] in ROLLED_UP)
    return {party for fact in ties for party in known.all(ROLLED_PARTIES, fact)}
