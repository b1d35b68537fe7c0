"""Ways told: as text for reading, as Markdown, and as JSON with every field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from kg import phrase
from kg.derive import EVENTS, STATED
from kg.ground import STATUSES
from kg.ways import Original, Shared, Source, Step, Stretch, Told, Way, Ways


def text(found: Ways, bold: Callable[[str], str] = str) -> str:
    """The ways for a terminal or a pipe; `bold` marks headings."""
    parts = [bold(title(found))]
    for number, way in enumerate(found.ways, 1):
        parts += ["", bold(heading(found, number, way))]
        for place, step in enumerate(way.steps, 1):
            parts += [f"  {place}. {between(step)}"]
            parts += [f"     {said(fact)}  [{marks(fact)}]" for fact in step.facts]
        parts += [f"  {line}" for line in verdicts(way)]
    if found.ways:
        parts += ["", bold("Sources"), *(f"  {_cited(source)}" for source in found.sources)]
    return "\n".join([*parts, "", *footer(found)]) + "\n"


def markdown(found: Ways, _: Callable[[str], str] = str) -> str:
    """The ways as Markdown."""
    parts = [f"# {title(found)}"]
    for number, way in enumerate(found.ways, 1):
        parts += ["", f"## {heading(found, number, way)}", ""]
        for place, step in enumerate(way.steps, 1):
            parts += [f"{place}. {between(step)}"]
            parts += [f"   - {said(fact)} — *{marks(fact)}*" for fact in step.facts]
        parts += ["", "\n\n".join(verdicts(way))]
    if found.ways:
        parts += ["", "## Sources", "", *(f"- {_cited(source)}" for source in found.sources)]
    return "\n".join([*parts, "", "\n\n".join(footer(found))]) + "\n"


def as_json(found: Ways, _: Callable[[str], str] = str) -> str:
    """The ways as JSON."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Ways, Callable[[str], str]], str]] = {
    "text": text,
    "json": as_json,
    "md": markdown,
}


def title(found: Ways) -> str:
    """The two things and how many equally short ways lead from one to the other."""
    pair = f"{found.source_label} to {found.target_label}"
    kind = " whose steps can all hold on one day" if found.wish.same_time else ""
    if not found.ways:
        return f"{pair}: no way found{kind}"
    first = found.ways[0]
    size = (
        f"of cost {first.cost:.2f}"
        if found.wish.weighted
        else f"of {phrase.count(first.length, 'step')}"
    )
    if found.equally_short == 1:
        return f"{pair}: one shortest way{kind}, {size}"
    return f"{pair}: {found.equally_short} equally short ways{kind}, {size}"


def heading(found: Ways, number: int, way: Way) -> str:
    """The number of a way, its place among the others and its length."""
    place = "shortest" if way.shortest else "longer"
    cost = f", cost {way.cost:.2f}" if found.wish.weighted else ""
    planned = any(step.status == "planned" for step in way.steps)
    rests = ", rests on what is only planned" if planned else ""
    return f"Way {number} ({place}), {phrase.count(way.length, 'step')}{cost}{rests}"


def verdicts(way: Way) -> Iterator[str]:
    """What a reader must know of a way: doubtful steps, years, and whether they can meet."""
    for status in STATUSES[:0:-1]:
        places = [str(at) for at, step in enumerate(way.steps, 1) if step.status == status]
        if places:
            noun = "step" if len(places) == 1 else "steps"
            verb = "is" if len(places) == 1 else "are"
            yield f"Not established: {noun} {phrase.joined(places)} {verb} only {status}."
    if way.years:
        first, last = way.years
        years = f"year {first}" if first == last else f"years {first} to {last}"
        years += " or later" if _open_ended(way) else ""
        yield f"{_subject(way).capitalize()} dated, or last attested, within the {years}."
    yield " ".join((_meeting(way), *_counting(way)))


def _open_ended(way: Way) -> bool:
    """Whether a source of the way may be later than any day that it tells."""
    facts = (fact for step in way.steps for fact in step.facts)
    return any(source.issued.endswith("..") for fact in facts for source in fact.sources)


def _subject(way: Way) -> str:
    return "the step is" if way.length == 1 else "the steps are"


def _meeting(way: Way) -> str:
    if not way.possible:
        return "Their dates rule out that all steps hold on one day."
    whole = "the step holds" if way.length == 1 else "all steps hold at once"
    sure = f"certain {_on(way.certain)}" if way.certain else "certain of no day"
    return f"No known date rules out that {whole} {_on(way.possible)}; that is {sure}."


def _counting(way: Way) -> Iterator[str]:
    """How events and plans were counted in the days, where the way has any."""
    every = [fact for step in way.steps for fact in step.facts]
    if any(fact.kind in EVENTS and fact.status not in STATED for fact in every):
        yield "An award or a change of bodies counts from its day on."
    if any(step.status in STATED for step in way.steps):
        yield "A plan or an estimate counts from when it was stated."


def _on(stretches: Iterable[Stretch]) -> str:
    return phrase.joined(map(_stretched, stretches))


def _stretched(days: Stretch) -> str:
    first, last = (phrase.date(day) if day else "" for day in (days.first, days.last))
    if first and last:
        return f"on {first}" if first == last else f"from {first} to {last}"
    return f"from {first} on" if first else f"until {last}" if last else "on any day"


def between(step: Step) -> str:
    """The two things of a step, and what makes it other than an actual tie of the two."""
    words = []
    if step.change:
        words.append(f"change of bodies: {step.change}")
    if step.shared:
        counted = any(each.one_of for each in step.shared)
        shared = phrase.joined(_named(each) for each in step.shared)
        words.append(f"both {'in' if counted else 'have'} {shared}")
    if step.status != STATUSES[0]:
        words.append(f"{step.status} only".upper())
    marked = f" ({'; '.join(words)})" if words else ""
    return f"{step.source_label} – {step.target_label}{marked}"


def _named(shared: Shared) -> str:
    return f"{shared.label}, of {shared.one_of}" if shared.one_of else shared.label


def said(fact: Told) -> str:
    """What a fact says, of how many, and when."""
    one = f" (one of {fact.one_of})" if fact.one_of else ""
    when = f", {fact.period}" if fact.period else ""
    return f"{fact.text}{one}{when}"


def marks(fact: Told) -> str:
    """What stands behind a fact: status, last attestation, sources."""
    dates = [source for source in fact.sources if source.issued]
    latest = max(dates, key=lambda source: source.issued).date if dates else ""
    dated = f"last attested {latest}" if latest else "attestation undated"
    held = ("may hold",) if fact.may_hold else ()
    named = ", ".join(source.document for source in fact.sources)
    return " · ".join((fact.status, *held, *map(_read_of, fact.originals), dated, named))


def _read_of(original: Original) -> str:
    ended = f", which ended {phrase.date(original.ended)}" if original.ended else ""
    return f"said of {original.label}{ended}"


def _cited(source: Source) -> str:
    return f"{source.document}: {source.title}, {source.date or 'undated'}"


def footer(found: Ways) -> Iterator[str]:
    """What a reader must know of all the ways: how they were counted, network, slice, version."""
    told = [fact for way in found.ways for step in way.steps for fact in step.facts]
    if any(fact.one_of for fact in told):
        yield (
            "One of k: so many bodies are named as members, in whatever role, a successor of"
            " several once; that two of them ever worked together is not said."
        )
    if found.wish.weighted:
        yield "Cost: two steps through an alliance of k log k (at least 1), others 1 each."
    unlisted = found.equally_short - sum(way.shortest for way in found.ways)
    if unlisted > 0:
        yield f"{unlisted} more equally short not listed (--top {found.equally_short} lists them)."
    how = " (directed, walked both ways)" if found.directed else ""
    yield (f"Network: {found.network}{how}. Slice: {found.slice}. Data version {found.version}.")
