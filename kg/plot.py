"""Pictures: rankings with their intervals, moments, timelines, and what each document names."""

from __future__ import annotations

import datetime
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from kg import credits
from kg.errors import KgError
from kg.moments import why_no_bounds

if TYPE_CHECKING:
    from kg.chronicle import Chronicle, Event
    from kg.graph import Graph
    from kg.moments import Moment
    from kg.rank import Rank, Ranking
    from kg.stability import Stability

FORMS = ("svg", "png")
MOST = 25
"""Things of a mode in a picture of a ranking; more cannot be read."""
LINES = 6
"""Lines in a picture of moments."""
EVENTS = 100
"""Events in a picture of a timeline, and things in one of documents."""
TOLD = 10
"""Things or events in the words for those who cannot see a picture."""
UPRIGHT = 6
"""Documents whose names stand upright above their columns."""
# M. Okabe and K. Ito, Color Universal Design (2008): told apart whatever the colour vision.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREY = "#999999"
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kg",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with words for those who cannot see it, and the line that says its source."""

    figure: Any
    title: str
    alt: str
    source: str

    def render(self, form: str) -> bytes:
        """The picture as SVG (with title, description and source inside) or PNG."""
        if form not in FORMS:
            raise KgError(f"no picture ends in .{form}; use {' or '.join(FORMS)}")
        target = io.BytesIO()
        silent = "Date" if form == "svg" else "Software"
        metadata = {silent: None, "Title": self.title, "Description": self.alt}
        with library().rc_context(_STYLE):
            self.figure.savefig(target, format=form, metadata=metadata, dpi=150)
        data = target.getvalue()
        return _accessible(data, self.title, self.alt) if form == "svg" else data


def _accessible(data: bytes, title: str, alt: str) -> bytes:
    """An SVG whose title and description a screen reader finds."""
    start = data.index(b">", data.index(b"<svg")) + 1
    words = f'\n <title id="title">{escape(title)}</title>\n <desc id="desc">{escape(alt)}</desc>'
    head = data[: start - 1] + b' role="img" aria-labelledby="title desc">'
    return head + words.encode() + data[start:]


def library() -> Any:
    """The module matplotlib with what is drawn by; KgError where it is not installed."""
    try:
        import matplotlib
        import matplotlib.figure
        import matplotlib.font_manager
        import matplotlib.patches
        import matplotlib.path
        import matplotlib.text
    except ImportError:
        raise KgError('a picture needs matplotlib: pip install "wessex-kg[plot]"') from None
    return matplotlib


def form_of(target: str) -> str:
    """The form of picture that a file's ending tells. Raises KgError."""
    form = target.rsplit(".", 1)[-1].lower() if "." in target else ""
    if form not in FORMS:
        raise KgError(f"{target}: a picture is a file that ends in .svg or .png")
    return form


def source_line(graph: Graph) -> str:
    """The line under a picture: what was counted, from which data."""
    told = f"{credits.credits(graph).name}, data {graph.version}; {graph.slice.describe()}."
    return f"{told} It shows what documents say, no more."


# What all pictures share


def _canvas(heights: Sequence[float], wide: float = 9.0) -> tuple[Any, list[Any]]:
    """A figure and its axes, one above the other, of so many inches each."""
    with library().rc_context(_STYLE):
        from matplotlib.figure import Figure

        high = sum(heights) + 0.4 + 0.55 * len(heights)
        figure = Figure(figsize=(wide, high), layout="constrained")
        ratios = {"height_ratios": list(heights)}
        axes = figure.subplots(len(heights), 1, squeeze=False, gridspec_kw=ratios)
        return figure, [row[0] for row in axes]


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands above a picture and below it, and the words in its place."""

    title: str
    alt: str
    source: str
    rest: str = ""
    """What is not shown, if anything."""


def _picture(figure: Any, words: _Words, marks: Sequence[Any] = (), columns: int = 1) -> Picture:
    """The picture with its title above; below it its marks, what it leaves out and its source."""
    wide = figure.get_figwidth()
    said = [f"{words.rest[:1].upper()}{words.rest[1:]}."] if words.rest else []
    lines = "\n".join(_wrapped(text, int(wide * 17)) for text in (*said, words.source))
    middle = 0.2 + 0.13 * (1 + lines.count("\n"))
    foot = middle + 0.19 * -(-len(marks) // columns) + 0.1
    high = figure.get_figheight() + foot
    figure.set_figheight(high)
    figure.get_layout_engine().set(rect=(0.01, foot / high, 0.98, 1 - (foot + 0.08) / high))
    figure.suptitle(_wrapped(words.title, int(wide * 11)), x=0.02, ha="left", fontsize=12)
    figure.text(0.02, 0.1 / high, lines, fontsize=7, color="#555555", va="bottom")
    if marks:
        _legend(figure, marks, columns, middle / high)
    return Picture(figure, words.title, " ".join((words.alt, *said)), words.source)


def _legend(figure: Any, marks: Sequence[Any], columns: int, low: float) -> None:
    """What the marks mean, below the axes; the layout of these passes over it."""
    made = figure.legend(
        handles=marks, loc="lower left", bbox_to_anchor=(0.02, low), ncols=columns,
        fontsize=8, frameon=False, borderpad=0, borderaxespad=0, labelspacing=0.35,
    )  # fmt: skip
    made.set_in_layout(False)


def _wrapped(text: str, wide: int) -> str:
    return "\n".join(textwrap.wrap(text, wide, break_long_words=False)) or text


def _mark(label: str, **style: Any) -> Any:
    """A mark in a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **style)


def _rows(axes: Any, at: Iterable[float], labels: Iterable[str], size: float) -> None:
    """Label the rows, the first on top."""
    axes.set_yticks(list(at), list(labels), fontsize=size)
    axes.tick_params(axis="y", length=0)


def _not_shown(number: int, noun: str = "") -> str:
    """How much a picture leaves out, such as `29 more are not shown`, or nothing."""
    if not number:
        return ""
    what = f"{number} more {noun}{'s' if noun and number > 1 else ''}".strip()
    return f"{what} {'is' if number == 1 else 'are'} not shown"


# Rankings


@dataclass(frozen=True, slots=True)
class _Panel:
    """The things of one mode that a picture of a ranking shows, and what it says of the rest."""

    listed: Sequence[int]
    heading: str


def ranking(
    ranked: Ranking, source: str, stable: Stability | None = None, many: int | None = None
) -> Picture | None:
    """The ranks of the first things of each mode: a bar from the first to the last rank shared.

    With `stable` a thin line spans the ranks without each source, for what is always present.
    `many` keeps the first so many of each mode and those that share their rank; at most MOST are
    shown, without a group of equals that this would cut. None if nothing has a rank.
    """
    modes = (_of_mode(ranked, first) for first in (True, False))
    panels = [_panel(ranked, each, many) for each in modes if each]
    if not panels:
        return None
    figure, every = _canvas([0.3 + 0.26 * len(panel.listed) for panel in panels])
    for axes, panel in zip(every, panels, strict=True):
        _draw_ranks(axes, ranked, panel, stable)
    title = f"Ranking by {ranked.measure}, network {ranked.network.rule.name}"
    words = _Words(title, _alt_of_ranking(ranked, panels), source)
    return _picture(figure, words, _meaning_of_ranks(stable), 3)


def _of_mode(ranked: Ranking, first: bool) -> list[int]:
    return [at for at in ranked.listed if bool(ranked.network.first[at]) is first]


def _panel(ranked: Ranking, every: Sequence[int], many: int | None) -> _Panel:
    wanted = [at for at in every if _rank(ranked, at).first <= (many or len(every))]
    listed = _whole_groups(ranked, wanted)
    said = [f"{_mode(ranked, every[0])}: {len(listed)} of {len(every)}"]
    if len(listed) < len(every):
        following = _rank(ranked, every[len(listed)])
        cut = following == _rank(ranked, listed[-1])
        why = f"all share rank {following}" if cut else f"the next have rank {following}"
        said.append(f"{_not_shown(len(every) - len(listed))} ({why})")
    return _Panel(listed, "; ".join(said))


def _whole_groups(ranked: Ranking, listed: Sequence[int]) -> Sequence[int]:
    """At most MOST things, without the group of equals that this cuts, unless it is the first."""
    if len(listed) <= MOST:
        return listed
    cut = _rank(ranked, listed[MOST])
    whole = [at for at in listed[:MOST] if _rank(ranked, at) != cut]
    return whole or listed[:MOST]


def _rank(ranked: Ranking, at: int) -> Rank:
    rank = ranked.ranks[at]
    assert rank is not None
    return rank


def _mode(ranked: Ranking, at: int) -> str:
    """The words of the network's file for the nodes of a mode."""
    rule = ranked.network.rule
    words = rule.nodes.split(";")
    if not rule.two_mode or len(words) != 2:
        return rule.nodes if not rule.two_mode else "nodes"
    return words[not ranked.network.first[at]].split("(")[0].strip()


def _draw_ranks(axes: Any, ranked: Ranking, panel: _Panel, stable: Stability | None) -> None:
    network = ranked.network
    for row, at in enumerate(panel.listed):
        thing, rank = network.things[at], _rank(ranked, at)
        span = stable.spans.get(thing, rank) if stable else rank
        colour = COLOURS[not network.first[at]]
        if stable:
            axes.plot([span.first, span.last], [row, row], color=GREY, linewidth=1.2, zorder=1)
        axes.plot([rank.first, rank.last], [row, row], color=colour, linewidth=6, alpha=0.45)
        axes.plot(
            sorted({rank.first, rank.last}), [row] * len({rank.first, rank.last}), "o", color=colour
        )
        axes.annotate(
            f"{ranked.scores[at]:.3g}", (max(rank.last, span.last), row), (8, 0),
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    labels = (_wrapped(network.label(network.things[at]), 60) for at in panel.listed)
    _rows(axes, range(len(panel.listed)), labels, 9)
    axes.set_ylim(len(panel.listed) - 0.5, -0.5)
    axes.margins(x=0.12)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_title(_wrapped(panel.heading, 75), loc="left", fontsize=9)
    axes.set_xlabel("rank", fontsize=9)


def _meaning_of_ranks(stable: Stability | None) -> list[Any]:
    marks = [
        _mark("a rank (the number: the score)", color="black", marker="o", linestyle=""),
        _mark("ranks that equals share", color="black", marker="o", linewidth=6, alpha=0.45),
    ]
    thin = _mark("ranks without each source", color=GREY, linewidth=1.2)
    return [*marks, thin] if stable else marks


def _alt_of_ranking(ranked: Ranking, panels: Sequence[_Panel]) -> str:
    network = ranked.network
    said = []
    for panel in panels:
        things = (
            f"{network.label(network.things[at])}: rank {ranked.ranks[at]}, {ranked.scores[at]:.3g}"
            for at in panel.listed[:TOLD]
        )
        said.append(f"{panel.heading}. {'; '.join(things)}.")
    return f"Ranking by {ranked.measure}. {' '.join(said)}"


# Moments

Line = tuple[tuple[float | None, float | None], ...]
"""The scores of a thing at each moment, in what is certain and in all that may hold."""


def moments(found: Sequence[Moment], measure: str, source: str) -> Picture | None:
    """The scores of the first things at each moment, of what is certain and of what may hold.

    Things of the same scores share a line, which has a gap where they are absent. None if nothing
    ever has a score.
    """
    every = _lines(found)
    lines = sorted(every, key=lambda line: (_place(line, measure), every[line]))[:LINES]
    if not lines:
        return None
    figure, (axes,) = _canvas([4.6], 10.0)
    days, network = [moment.day for moment in found], found[0].possible.network
    for number, line in enumerate(lines):
        _draw_line(axes, days, line, COLOURS[number], 1.2 + 0.45 * (len(lines) - number))
    _finish_moments(axes, measure)
    names = [_together(every[line]) for line in lines]
    keys = [_mark(name, color=COLOURS[at], linewidth=3) for at, name in enumerate(names)]
    rest = sum(map(len, every.values())) - sum(len(every[line]) for line in lines)
    words = _Words(
        f"Over time: {measure} in the network {network.rule.name}, {days[0]} to {days[-1]}",
        _alt_of_moments(measure, days, lines, names),
        source,
        _not_shown(rest, "thing"),
    )
    return _picture(figure, words, [*_meaning_of_lines(why_no_bounds(found)), *keys])


def _lines(found: Sequence[Moment]) -> dict[Line, list[str]]:
    """The lines with the labels of the things that share each."""
    labels = {t: m.possible.network.label for m in found for t in m.possible.network.things}
    every: dict[Line, list[str]] = {}
    for thing in sorted(labels):
        line = tuple(_cut(*moment.scores(thing)) for moment in found)
        if _values(line):
            every.setdefault(line, []).append(labels[thing](thing))
    return every


def _cut(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """The scores to nine digits, so that what is the same within rounding is the same."""
    one, two = (None if each is None else float(f"{each:.9g}") for each in (low, high))
    return one, two


def _values(line: Line) -> list[float]:
    return [value for pair in line for value in pair if value is not None]


def _place(line: Line, measure: str) -> float:
    """What sorts the lines, the most central score at any moment first."""
    from kg.measures import MEASURES

    values = _values(line)
    return min(values) if MEASURES[measure].low_is_central else -max(values)


def _draw_line(
    axes: Any, days: Sequence[datetime.date], line: Line, colour: str, wide: float
) -> None:
    """Steps: unbroken for what is certain, dashed for what may hold; the earlier lines wider."""
    low, high = ([float("nan") if each[at] is None else each[at] for each in line] for at in (0, 1))
    style = {"where": "post", "color": colour, "linewidth": wide}
    axes.step(days, high, linestyle=(0, (2, 1.2)), marker=".", markersize=wide + 3, **style)
    axes.step(days, low, marker="o", markersize=wide + 4, **style)


def _finish_moments(axes: Any, measure: str) -> None:
    axes.set_ylabel(measure)
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    axes.grid(axis="x", color=GREY, alpha=0.25)


def _meaning_of_lines(why: str) -> list[Any]:
    said = f"; these are no bounds: {why}" if why else ""
    return [
        _mark("unbroken, large dots: what is certain", color="black", marker="o"),
        _mark(f"dashed, small dots: all that may hold{said}", color="black", marker=".",
              linestyle=(0, (2, 1.2))),
    ]  # fmt: skip


def _together(names: Sequence[str]) -> str:
    """The names of one line, such as `A, B and 3 more`."""
    if len(names) <= 3:
        return _wrapped(", ".join(names), 130)
    return _wrapped(f"{', '.join(names[:2])} and {len(names) - 2} more", 130)


def _alt_of_moments(
    measure: str, days: Sequence[datetime.date], lines: Sequence[Line], names: Sequence[str]
) -> str:
    said = (f"{name}: {_range(_values(line))}" for name, line in zip(names, lines, strict=True))
    words = f"{measure} as of each of {len(days)} days from {days[0]} to {days[-1]}"
    return f"{words}, of what is certain and of what may hold. {'; '.join(said)}."


def _range(values: Sequence[float]) -> str:
    low, high = f"{min(values):.3g}", f"{max(values):.3g}"
    return low if low == high else f"{low} to {high}"


# Timelines


def timeline(found: Chronicle, source: str) -> Picture | None:
    """Events in order: a dot where the day is known, a bar from the first to the last day else.

    At most EVENTS are shown. None if of nothing a day is known.
    """
    every = [event for event in found.events if event.days.first or event.days.last]
    events = every[:EVENTS]
    if not events:
        return None
    labels = [_wrapped(f"{event.when}: {event.text}", 76) for event in events]
    tall = [1.6 + label.count("\n") for label in labels]
    middles = [sum(tall[:row]) + high / 2 for row, high in enumerate(tall)]
    figure, (axes,) = _canvas([0.15 * sum(tall) + 0.3], 12.0)
    for event, row in zip(events, middles, strict=True):
        _draw_event(axes, event, row)
    _rows(axes, middles, labels, 8)
    axes.set_ylim(sum(tall), 0)
    axes.tick_params(axis="x", top=True, labeltop=True)
    axes.grid(color=GREY, alpha=0.2)
    rest = _not_shown(len(every) - len(events), "event")
    words = _Words("What happened, in order", _alt_of_timeline(every), source, rest)
    return _picture(figure, words, _meaning_of_events(events), 4)


def _draw_event(axes: Any, event: Event, row: float) -> None:
    ends, colour = _ends(event), _colour(event)
    axes.plot(ends, [row] * len(ends), color=colour, linewidth=5, alpha=0.4, solid_capstyle="butt")
    face = "white" if event.fact.may_hold else colour
    axes.plot(ends, [row] * len(ends), _shape(event), color=colour, markerfacecolor=face)


def _ends(event: Event) -> list[datetime.date]:
    """The first and last possible day, once if they are the same or one is open."""
    return sorted({day for day in (event.days.first, event.days.last) if day})


def _colour(event: Event) -> str:
    return COLOURS[event.fact.status != "actual"]


def _shape(event: Event) -> str:
    """An arrow where the first or last day is open, a dot where the day is known."""
    if not event.days.first or not event.days.last:
        return ">" if event.days.first else "<"
    return "o" if event.days.first == event.days.last else "|"


_SHAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "o": ("on this day", {"linestyle": ""}),
    "|": ("on some day in this stretch", {"linewidth": 5, "alpha": 0.5}),
    ">": ("on this day or later", {"linestyle": ""}),
    "<": ("on this day or earlier", {"linestyle": ""}),
}
_STATUSES = ("it happened", "only planned, estimated or claimed")


def _meaning_of_events(events: Sequence[Event]) -> list[Any]:
    shapes, colours = {_shape(event) for event in events}, {_colour(event) for event in events}
    marks = [
        _mark(words, color="black", marker=shape, **style)
        for shape, (words, style) in _SHAPES.items()
        if shape in shapes
    ]
    if colours != {COLOURS[0]}:
        told = zip(COLOURS, _STATUSES, strict=False)
        marks += [_mark(words, color=c, linewidth=5) for c, words in told if c in colours]
    if any(event.fact.may_hold for event in events):
        style = {"color": "black", "markerfacecolor": "white", "linestyle": ""}
        marks.append(_mark("hollow: it only may hold", marker="o", **style))
    return marks


def _alt_of_timeline(events: Sequence[Event]) -> str:
    vague = sum(event.precision != "day" for event in events)
    said = "; ".join(f"{event.when}: {event.text}" for event in events[:TOLD])
    more = f"; and {len(events) - TOLD} more" if len(events) > TOLD else ""
    return f"{len(events)} events, {vague} of them vaguer than a day. {said}{more}."


# Documents


def matrix(counts: Mapping[str, Mapping[str, int]], source: str) -> Picture | None:
    """How many facts of each document (a column) tie each thing (a row), most documents first.

    `counts` has, by thing and document, the number of facts. At most EVENTS things are shown. None
    if there is none.
    """
    documents = sorted({document for by in counts.values() for document in by})
    every = sorted(counts, key=lambda t: (-len(counts[t]), -sum(counts[t].values()), t))
    things = every[:EVENTS]
    if not documents:
        return None
    figure, (axes,) = _canvas([0.5 + 0.19 * len(things)])
    _draw_cells(axes, [[counts[t].get(document, 0) for document in documents] for t in things])
    _rows_of_cells(axes, things, documents)
    words = _Words(
        "How many facts tie each thing, by document",
        _alt_of_matrix(counts, every, documents),
        source,
        _not_shown(len(every) - len(things), "thing"),
    )
    return _picture(figure, words)


def _alt_of_matrix(
    counts: Mapping[str, Mapping[str, int]], things: Sequence[str], documents: Sequence[str]
) -> str:
    several = sum(len(by) > 1 for by in counts.values())
    size = f"{len(things)} things by {len(documents)} documents; {several} are tied by several"
    cells = ((t, ", ".join(f"{name} {n}" for name, n in counts[t].items())) for t in things[:TOLD])
    return f"{size}. {'; '.join(f'{thing}: {said}' for thing, said in cells)}."


def _draw_cells(axes: Any, cells: Sequence[Sequence[int]]) -> None:
    most = max(map(max, cells))
    shown = [[count or float("nan") for count in line] for line in cells]
    axes.imshow(shown, aspect="auto", cmap="Blues", vmin=-0.3 * most, vmax=1.6 * most)
    for row, line in enumerate(cells):
        for column, count in enumerate(line):
            if count:
                axes.text(column, row, str(count), ha="center", va="center", fontsize=7)


def _rows_of_cells(axes: Any, things: Sequence[str], documents: Sequence[str]) -> None:
    axes.set_yticks(range(len(things)), [_wrapped(thing, 70) for thing in things], fontsize=7)
    many = {"rotation": 45, "ha": "left"} if len(documents) > UPRIGHT else {}
    names = documents if many else [_wrapped(document, 18) for document in documents]
    axes.set_xticks(range(len(documents)), names, fontsize=7, **many)
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    for row in range(1, len(things)):
        axes.axhline(row - 0.5, color=GREY, linewidth=0.3, alpha=0.5)
