"""Differences: the statements that two graphs do not share, by what they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.statements import Lines, canonical, derived, subject
from kg.vocabulary import (
    BASE,
    FACT_KINDS,
    GRAPH,
    ID,
    OWL,
    RDF,
    SKOS,
    THING_KINDS,
    WX,
)

Split = tuple[tuple[str, ...], tuple[str, ...]]
"""Lines that only the old graph has, and lines that only the new one has."""

KINDS = ("document", "passage", "fact", "thing", "term", "dataset", "other")
DERIVED, LONE = "derived", {"term": "vocabulary", "dataset": "data set"}

_HEADS = {"term": f"<{BASE}ontology>", "dataset": f"<{BASE}dataset>"}
_TYPE, _STATUS = f"<{RDF}type>", f"<{WX}status>"
_STATED_IN, _EVIDENCE = f" <{WX}statedIn> ", f" <{WX}evidence> "
_CLASSES: Mapping[str, str] = {
    **{f"<{WX}{name}>": "fact" for name in FACT_KINDS},
    **{f"<{WX}{name}>": "thing" for name in THING_KINDS},
    **{f"<{WX}{name}>": "document" for name in ("Document", "Edition")},
    **{f"<{WX}{name}>": "passage" for name in ("Passage",)},
    **{f"<{SKOS}{name}>": "term" for name in ("Concept", "ConceptScheme")},
    **{f"<{OWL}{name}>": "term" for name in ("Ontology", "Class", "AnnotationProperty")},
    **{f"<{OWL}{name}>": "term" for name in ("ObjectProperty", "DatatypeProperty")},
}
_PLACES = {f"<{GRAPH}": "document", f"<{WX}": "term", f"<{ID}": "thing"}


@dataclass(frozen=True, slots=True)
class Change:
    """What differs of one subject, as N-Triples writes it: the lines that only one side has.

    `kind` is one of KINDS; `before` and `after` tell whether the sides have such a thing at all;
    `formerly` is the subject in the old graph where nothing but that differs.
    """

    subject: str
    kind: str
    before: bool
    after: bool
    removed: tuple[str, ...]
    added: tuple[str, ...]
    formerly: str = ""


@dataclass(frozen=True, slots=True)
class Half:
    """One of two graphs: what it says of any subject; `exact` holds the subjects that differ."""

    lines: Lines
    index: Mapping[str, Sequence[str]]
    exact: Mapping[str, Sequence[str]]

    def of(self, subject: str) -> Sequence[str]:
        """What this graph says of a subject."""
        if subject in self.exact:
            return self.exact[subject]
        return [line for line in self.index.get(subject, ()) if line in self.lines]

    def citing(self, passages: Collection[str]) -> set[str]:
        """The subjects that have one of these passages as evidence."""
        return {subject(line) for line in self._citations() if _cited(line) in passages}

    def evidence(self) -> set[str]:
        """All that anything has as evidence."""
        return {_cited(line) for line in self._citations()}

    def _citations(self) -> Iterator[str]:
        return (line for line in self.lines if _EVIDENCE in line)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs: by subject what is to be told, by reason what is only to be counted."""

    old: Half
    new: Half
    changes: tuple[Change, ...]
    counted: Mapping[str, Split]

    @property
    def size(self) -> tuple[int, int]:
        """How many statements only the old, and how many only the new graph has."""
        every = [*self.counted.values(), *((each.removed, each.added) for each in self.changes)]
        return sum(len(removed) for removed, _ in every), sum(len(added) for _, added in every)


def compare(old: Lines, new: Lines) -> Difference:
    """What differs between two graphs, in a stable order.

    What follows from facts by rule is only counted, and so is a vocabulary or a description of
    the data set that one of the graphs lacks.
    """
    halves = before, after = _halves(old, new)
    split = {each: _split(before.of(each), after.of(each)) for each in sorted(before.exact)}
    split, derived = _without_derived(split, halves)
    changes = [_change(each, halves, lines) for each, lines in split.items() if any(lines)]
    lone = [
        kind for kind, about in _HEADS.items() if bool(before.of(about)) != bool(after.of(about))
    ]
    told = [each for each in changes if each.kind not in lone]
    counted = {LONE[kind]: _joined(c for c in changes if c.kind == kind) for kind in lone}
    counted[DERIVED] = derived
    ordered = sorted(_renumbered(told, halves), key=lambda c: (KINDS.index(c.kind), c.subject))
    return Difference(before, after, tuple(ordered), {k: v for k, v in counted.items() if any(v)})


def _halves(old: Lines, new: Lines) -> tuple[Half, Half]:
    """Both graphs, with the subjects of which they differ once numbers are written alike."""
    come = new - old
    subjects = {subject(line) for lines in (old - new, come) for line in lines}
    index: dict[str, list[str]] = defaultdict(list)
    for lines in (old, come):
        for line in lines:
            index[line[: line.find(" ")]].append(line)
    sides = (
        canonical(line for each in subjects for line in index[each] if line in side)
        for side in (old, new)
    )
    before, after = (_by_subject(subjects, lines) for lines in sides)
    return Half(old, index, before), Half(new, index, after)


def _by_subject(subjects: Iterable[str], lines: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {each: [] for each in subjects}
    for line in sorted(lines):
        found[subject(line)].append(line)
    return found


def _split(old: Sequence[str], new: Sequence[str]) -> Split:
    return tuple(sorted({*old} - {*new})), tuple(sorted({*new} - {*old}))


def _without_derived(
    split: Mapping[str, Split], halves: Sequence[Half]
) -> tuple[dict[str, Split], Split]:
    """The split lines without those that follow by rule, and these; all where no graph has such."""
    if not split or not any(_STATED_IN in "\n".join(half.lines) for half in halves):
        return dict(split), ((), ())
    gone, come = (derived(half.lines) for half in halves)
    kept = {about: (_less(one, gone), _less(other, come)) for about, (one, other) in split.items()}
    removed = (line for one, _ in split.values() for line in one if line in gone)
    added = (line for _, other in split.values() for line in other if line in come)
    return kept, (tuple(removed), tuple(added))


def _less(lines: Iterable[str], without: Collection[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in without)


def _change(about: str, halves: tuple[Half, Half], lines: Split) -> Change:
    sides = [half.of(about) for half in halves]
    kind = _kind(about, sides)
    before, after = (_is_fact(side) if kind == "fact" else bool(side) for side in sides)
    return Change(about, kind, before, after, *lines)


def _kind(about: str, sides: Sequence[Sequence[str]]) -> str:
    for kind, head in _HEADS.items():
        if about == head:
            return kind
    if any(map(_is_fact, sides)):
        return "fact"
    found = {_CLASSES.get(each, "") for side in sides for each in _classes(side)} - {"fact"}
    placed = {kind for start, kind in _PLACES.items() if about.startswith(start)}
    return min((found | placed) - {""}, key=KINDS.index, default="other")


def _is_fact(lines: Iterable[str]) -> bool:
    """Whether these are the statements of a fact, which has a kind and a status."""
    lines = list(lines)
    stated = any(line.split(" ", 2)[1] == _STATUS for line in lines)
    return stated and any(_CLASSES.get(each) == "fact" for each in _classes(lines))


def _classes(lines: Iterable[str]) -> Iterator[str]:
    parts = (line.removesuffix(" .").split(" ", 2) for line in lines)
    return (value for _, name, value in parts if name == _TYPE)


def _cited(line: str) -> str:
    return line.split(" ", 2)[2].removesuffix(" .")


def _joined(changes: Iterable[Change]) -> Split:
    every = list(changes)
    removed = tuple(line for each in every for line in each.removed)
    return removed, tuple(line for each in every for line in each.added)


# Facts that only changed their names


def _renumbered(changes: Sequence[Change], halves: tuple[Half, Half]) -> list[Change]:
    """The changes, a fact that went and one that came with the same content made one of them.

    Facts may refer to facts that changed their names too.
    """
    gone, come = (
        [c for c in changes if c.kind == "fact" and _only(c, half, halves)] for half in halves
    )
    names: dict[str, str] = {}
    while found := _same(gone, come, names):
        names |= found
    new = {each.subject: each for each in come}
    taken = {*names, *names.values()}
    kept = [each for each in changes if each.subject not in taken]
    return [
        *kept,
        *(_one(each, new[names[each.subject]]) for each in gone if each.subject in names),
    ]


def _only(change: Change, half: Half, halves: Sequence[Half]) -> bool:
    """Whether one graph alone says anything of the change's subject."""
    return all(bool(each.of(change.subject)) == (each is half) for each in halves)


def _same(
    gone: Sequence[Change], come: Sequence[Change], names: Mapping[str, str]
) -> dict[str, str]:
    """By the name of a fact that went, not yet in `names`, the name of one that says the same."""
    waiting: dict[frozenset[str], list[str]] = defaultdict(list)
    for each in reversed(come):
        if each.subject not in names.values():
            waiting[_content(each.added, {})].append(each.subject)
    left = (each for each in gone if each.subject not in names)
    pairs = ((each.subject, waiting[_content(each.removed, names)]) for each in left)
    return {subject: found.pop() for subject, found in pairs if found}


def _content(lines: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """What the lines say of their subject, whatever its name."""
    rests = (line.partition(" ")[2] for line in lines)
    parts = (rest.removesuffix(" .").split(" ", 1) for rest in rests)
    return frozenset(f"{name} {names.get(value, value)}" for name, value in parts)


def _one(gone: Change, come: Change) -> Change:
    return replace(come, before=True, removed=gone.removed, formerly=gone.subject)
