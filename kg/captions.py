"""Captions: what kinds and marks are called beside pictures, and why a picture is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.drawing import Drawing
    from kg.scene import Scene

KINDS = ("Organisation", "Alliance", "Programme", "Person", "Place", "Document", "Funding")
"""The kinds of things in the order of a legend."""
MARKS = {
    "planned": "planned",
    "may": "only may hold",
    "predecessor": "a predecessor’s seat",
    "several": "a class of bodies",
    "estimated": "estimated",
}
"""What the marks mean, in the order of a legend."""
NOTHING = "Nothing to draw"


def why_empty(drawing: Drawing, scene: Scene) -> str:
    """Why there is nothing to draw, in a sentence; "" where there is something."""
    if drawing.things and (scene.boxes or scene.bands or scene.texts):
        return ""
    return f"{NOTHING}: no fact of this view is in the slice ({drawing.slice})."
