"""Pictures: rankings with their intervals, moments, timelines, and what each document names."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.chronicle import Chronicle, Event
    from kg.moments import Moment
    from kg.rank import Ranking
    from kg.stability import Stability

FORMS = ("svg", "png")
MOST = 25
"""Things in a picture of a ranking; more cannot be read."""
LINES = 6
"""Things in a picture of moments."""
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
        self.figure.text(0.01, 0.005, self.source, fontsize=7, color="#555555", va="bottom")
        target = io.BytesIO()
        silent = "Date" if form == "svg" else "Software"
        metadata = {silent: None, "Title": self.title, "Description": self.alt}
        with _library().rc_context(_STYLE):
            self.figure.savefig(target, format=form, metadata=metadata, dpi=150)
        data = target.getvalue()
        return _accessible(data, self.title, self.alt) if form == "svg" else data


def _accessible(data: bytes, title: str, alt: str) -> bytes:
    """An SVG whose title and description a screen reader finds."""
    start = data.index(b">", data.index(b"<svg")) + 1
    words = f'\n <title id="title">{escape(title)}</title>\n <desc id="desc">{escape(alt)}</desc>'
    head = data[: start - 1] + b' role="img" aria-labelledby="title desc">'
    return head + words.encode() + data[start:]


def _library() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise KgError('a picture needs matplotlib: pip install "wessex-kg[plot]"') from None
    return matplotlib


def form_of(target: str) -> str:
    """The form of picture that a file's ending tells. Raises KgError."""
    form = target.rsplit(".", 1)[-1].lower() if "." in target else ""
    if form not in FORMS:
        raise KgError(f"{target}: a picture is a file that ends in .svg or .png")
    return form


def source_line(slice_: str, version: str) -> str:
    """The line under a picture: what was counted, from which data."""
    return (
        f"Wessex Knowledge Graph, data {version}; {slice_}. It shows what documents say, no more."
    )


def _canvas(rows: int, wide: float = 9.0) -> tuple[Any, Any]:
    """A figure and its axes, high enough for so many rows."""
    with _library().rc_context(_STYLE):
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        layout = ConstrainedLayoutEngine(rect=(0, 0.04, 1, 0.96))
        figure = Figure(figsize=(wide, 1.4 + 0.28 * max(rows, 3)), layout=layout)
        return figure, figure.add_subplot()


def ranking(ranked: Ranking, source: str, stable: Stability | None = None) -> Picture:
    """The ranks of the first things of each mode: a bar from the first to the last rank shared.

    With `stable` a thin line spans the ranks without each source, for what is always present.
    """
    network = ranked.network
    listed = [at for mode in (True, False) for at in _of_mode(ranked, mode)[:MOST]]
    figure, axes = _canvas(len(listed))
    for row, at in enumerate(listed):
        rank = ranked.ranks[at]
        assert rank is not None
        span = stable.spans.get(network.things[at]) if stable else None
        if span:
            axes.plot([span.first, span.last], [row, row], color=GREY, linewidth=1, zorder=1)
        colour = COLOURS[0] if network.first[at] else COLOURS[1]
        if rank.first == rank.last:
            axes.plot([rank.first], [row], "o", color=colour)
        axes.plot([rank.first, rank.last], [row, row], color=colour, linewidth=6, alpha=0.6)
        axes.annotate(
            f"{ranked.scores[at]:.3g}", (max(rank.last, span.last if span else 0), row), (8, 0),
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    axes.set_yticks(range(len(listed)), [network.label(network.things[at]) for at in listed])
    axes.invert_yaxis()
    axes.set_xlabel(f"rank; a bar: ranks shared; the number: the score{_thin(stable)}")
    title = f"{ranked.measure}, network {network.rule.name}"
    axes.set_title(title, loc="left")
    return Picture(figure, title, _alt_of_ranking(ranked, listed), source)


def _thin(stable: Stability | None) -> str:
    return "; a thin line: ranks without each source" if stable else ""


def _of_mode(ranked: Ranking, first: bool) -> list[int]:
    return [at for at in ranked.listed if bool(ranked.network.first[at]) is first]


def _alt_of_ranking(ranked: Ranking, listed: Sequence[int]) -> str:
    network = ranked.network
    said = (
        f"{network.label(network.things[at])}: rank {ranked.ranks[at]}, {ranked.scores[at]:.3g}"
        for at in listed[:10]
    )
    return f"Ranking by {ranked.measure}. {'; '.join(said)}."


def moments(found: Sequence[Moment], measure: str, source: str) -> Picture:
    """The scores of the first things at each moment: bands from certain to possible."""
    things = _leading(found)
    figure, axes = _canvas(12)
    days = [moment.day for moment in found]
    for thing, colour in zip(things, COLOURS, strict=False):
        scores = [moment.scores(thing) for moment in found]
        low, high = ([pair[at] or 0 for pair in scores] for at in (0, 1))
        label = found[0].possible.network.label(thing)
        axes.fill_between(days, low, high, step="post", alpha=0.2, color=colour)
        axes.step(days, high, where="post", color=colour, label=label)
    axes.set_ylabel(measure)
    if things:
        axes.legend(fontsize=8, frameon=False)
    title = f"{measure} from {days[0]} to {days[-1]}" if days else measure
    axes.set_title(title, loc="left")
    names = ", ".join(found[0].possible.network.label(thing) for thing in things)
    alt = f"A line for what may hold, shaded down to what is certain, for {names or 'nothing'}."
    return Picture(figure, title, alt, source)


def _leading(found: Sequence[Moment]) -> list[str]:
    """The things with the highest possible score at any moment, best first."""
    best: dict[str, float] = {}
    for moment in found:
        for thing in moment.possible.network.things:
            best[thing] = max(best.get(thing, 0), moment.scores(thing)[1] or 0)
    return sorted(best, key=lambda thing: (-best[thing], thing))[:LINES]


def timeline(found: Chronicle, source: str) -> Picture:
    """Events in order: a dot where the day is known, a bar from the first to the last day else."""
    events = [event for event in found.events if event.days.first or event.days.last]
    figure, axes = _canvas(len(events), 11.0)
    for row, event in enumerate(events):
        first, last = _ends(event)
        colour = COLOURS[0] if event.fact.status == "actual" else COLOURS[1]
        axes.plot([first, last], [row, row], color=colour, linewidth=5, alpha=0.4)
        axes.plot([first], [row], _mark(event), color=colour)
    axes.set_yticks(range(len(events)), [_short(event.text) for event in events], fontsize=7)
    axes.invert_yaxis()
    title = "What happened (a bar: some day in it; an arrow: then or later, then or before)"
    axes.set_title(title, loc="left")
    alt = f"{len(events)} events, of which {sum(e.precision != 'day' for e in events)} are vague."
    return Picture(figure, title, alt, source)


def _mark(event: Event) -> str:
    """An arrow where the first or last day is open, a dot where the day is known."""
    if not event.days.first or not event.days.last:
        return ">" if event.days.first else "<"
    return "o" if event.days.first == event.days.last else "|"


def _ends(event: Event) -> tuple[datetime.date, datetime.date]:
    first, last = event.days.first, event.days.last
    known = first or last
    assert known is not None
    return first or known, last or known


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def matrix(counts: dict[str, dict[str, int]], source: str) -> Picture:
    """How many facts of each document (a column) tie each thing (a row), most documents first.

    `counts` has, by thing and document, the number of facts.
    """
    documents = sorted({document for by in counts.values() for document in by})
    things = sorted(counts, key=lambda t: (-len(counts[t]), -sum(counts[t].values()), t))
    figure, axes = _canvas(len(things))
    cells = [[counts[thing].get(document, 0) for document in documents] for thing in things]
    if cells:
        shown = [[count or float("nan") for count in line] for line in cells]
        axes.imshow(shown, aspect="auto", cmap="Blues", vmin=0, vmax=1.6 * max(map(max, cells)))
        for row, line in enumerate(cells):
            for column, count in enumerate(line):
                if count:
                    axes.text(column, row, str(count), ha="center", va="center", fontsize=7)
    axes.set_yticks(range(len(things)), things, fontsize=7)
    axes.set_xticks(range(len(documents)), documents, rotation=30, ha="right", fontsize=8)
    title = "Facts that tie each thing, by document"
    axes.set_title(title, loc="left")
    several = sum(len(by) > 1 for by in counts.values())
    alt = f"{len(things)} things by {len(documents)} documents; {several} are tied by several."
    return Picture(figure, title, alt, source)
