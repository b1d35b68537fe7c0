"""The typeface of pages and pictures: its files, and as rules for a style that needs no other."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from kg import content

WEIGHTS = {"regular": 400, "semibold": 600}
FONTS = ("inter-regular.woff2", "inter-semibold.woff2", "INTER-LICENSE.txt")
"""The files to hand on with pages that name them."""


def path(name: str) -> Path:
    """The file of that name, such as `inter-regular.otf`."""
    return content.folder("viz") / "template" / name


@cache
def rules() -> str:
    """The faces as CSS with the fonts inside."""
    return "".join(_rule(name, weight) for name, weight in WEIGHTS.items())


def _rule(name: str, weight: int) -> str:
    font = base64.b64encode(path(f"inter-{name}.woff2").read_bytes()).decode("ascii")
    return (
        f"@font-face{{font-family:Inter;font-style:normal;font-weight:{weight};font-display:block;"
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}\n"
    )
