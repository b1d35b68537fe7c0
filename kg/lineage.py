"""Lines of succession: which living bodies stand in a body's place, by the Changes recorded."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.derive import ENDING, STATED, Facts
from kg.errors import KgError
from kg.vocabulary import slug

SPLITS = ("none", "all")


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of bodies lead.

    `ends` has the living bodies at the ends of each line, `heirs` those of them that take the
    seats of the body, `ended` the date as written on which the body ended, `orphans` the parts
    of ended bodies of which no successor is recorded, with those bodies.
    """

    ends: Mapping[str, tuple[str, ...]]
    heirs: Mapping[str, tuple[str, ...]]
    ended: Mapping[str, str]
    orphans: Mapping[str, tuple[str, ...]]

    def notes(self, tied: Collection[str], label: Callable[[str], str]) -> Iterator[str]:
        """A remark for each of these bodies whose line was not followed to one living body."""
        for body in sorted(self.ends.keys() & tied):
            if body not in self.heirs:
                after = ", ".join(map(label, self.ends[body]))
                yield (
                    f"{label(body)} has several successors ({after}); it stays as it is"
                    " (--split all gives each its seat)"
                )
        for body in sorted(self.orphans.keys() & tied):
            whole = " and ".join(f"{label(each)}{self._when(each)}" for each in self.orphans[body])
            yield f"{label(body)} was part of {whole}; its own successor is not recorded: it stays"

    def _when(self, body: str) -> str:
        return f", which ended {self.ended[body]}" if self.ended.get(body) else ", which ended"


def lines(known: Facts, changes: Collection[str], split: str = "none") -> Lines:
    """The lines that these Changes draw.

    A merger, acquisition or succession leads from its predecessors to its successors. A split
    leads nowhere, since the body goes on, but for a part of another body, which is itself what
    was split off. Of several living successors none takes the seats, or with `split` "all" each,
    and so do the bodies that were split from one that goes on.

    Raises KgError for a cycle of Changes.
    """
    happened = [fact for fact in sorted(changes) if known.status.get(fact) not in STATED]
    wholes = _wholes(known)
    after = _after(known, happened, wholes, every=split == "all")
    ends = {body: _living(body, after) for body in sorted(after)}
    ended = dict(_endings(known, happened, wholes))
    heirs = {body: found for body, found in ends.items() if len(found) == 1 or split == "all"}
    orphans = {
        part: tuple(sorted(whole & ended.keys()))
        for part, whole in wholes.items()
        if part not in after and whole & ended.keys()
    }
    return Lines(ends, heirs, ended, orphans)


def _wholes(known: Facts) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for fact, kind in known.kinds.items():
        if kind == "Part" and known.status.get(fact) not in STATED:
            for part in known.all(("part",), fact):
                found[part].update(known.all(("whole",), fact))
    return found


def _after(
    known: Facts, changes: Iterable[str], parts: Collection[str], *, every: bool
) -> dict[str, set[str]]:
    """By body, those that come after it; a body that goes on beside its splits is among them."""
    after: dict[str, set[str]] = defaultdict(set)
    for fact in changes:
        kind, successors = known.one("changeKind", fact), set(known.all(("successor",), fact))
        for body in known.all(("predecessor",), fact):
            if kind in ENDING or body in parts:
                after[body] |= successors
            elif every:
                after[body] |= successors | {body}
    return {body: found for body, found in after.items() if found}


def _endings(
    known: Facts, changes: Iterable[str], parts: Collection[str]
) -> Iterator[tuple[str, str]]:
    for fact in changes:
        for body in known.all(("predecessor",), fact):
            if known.one("changeKind", fact) in ENDING or body in parts:
                yield body, known.first("date", fact) or known.first("from", fact)


def _living(
    body: str, after: Mapping[str, Collection[str]], path: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The last bodies of the lines that begin with a body, in order."""
    if body in path:
        line = " → ".join(map(slug, (*path[path.index(body) :], body)))
        raise KgError(f"bodies succeed each other in a circle: {line}; correct the Changes")
    if body not in after:
        return (body,)
    own = {body} if body in after[body] else set()
    others = sorted(set(after[body]) - own)
    return tuple(
        sorted({end for each in others for end in _living(each, after, (*path, body))} | own)
    )
