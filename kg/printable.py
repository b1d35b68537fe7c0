"""Text from data and files made safe to show on a terminal."""

from __future__ import annotations


def line(text: str) -> str:
    """One line: control and direction characters replaced, so that data cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def lines(text: str) -> str:
    """The same for each line of a text."""
    return "\n".join(map(line, text.split("\n")))
