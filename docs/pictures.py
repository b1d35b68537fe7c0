"""Write docs/tables.svg anew: the picture of the README, a view of the bundled graph."""

from pathlib import Path

import kg
from kg import drawing, figure, layouts, viewfile

TARGET = Path(__file__).with_name("tables.svg")


def picture() -> bytes:
    """The view `tables` as SVG."""
    view = viewfile.named("tables")
    graph = kg.load(slice=kg.Slice(status=view.status, roll_up=view.roll_up))
    told = drawing.drawing(graph, view)
    return figure.figure(told, layouts.scene(told), "svg")


if __name__ == "__main__":
    TARGET.write_bytes(picture())
