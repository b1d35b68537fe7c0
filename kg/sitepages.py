"""The pages of a site as HTML: templates of viz/template, filled; they make no request outside."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg import content, phrase, printable, prose, theme, typeface
from kg.entries import web
from kg.errors import KgError

SCRIPTS = {"start": "search", "search": "search", "document": "passage"}
"""The scripts of pages, by template: none of them is needed to read the page."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around every page: the versions, the slice, and in words what was read.

    `ours` says whether the data are those of this project, which it may license and cite.
    """

    name: str
    ours: bool
    version: str
    issued: str
    code: str
    slice: str
    facts: int
    sources: str
    citation: str


def page(
    template: str, path: str, setting: Setting, title: str, about: str = "", **values: Any
) -> bytes:
    """The page of a template (`thing` is site-thing.html) that will stand at a path of the site.

    Values are text: whatever they hold is escaped, and characters that steer are replaced.
    """
    root = "../" * path.count("/")
    made = _environment().get_template(f"site-{template}.html")
    style, script = _style(root, pictured=template == "start"), _script(SCRIPTS.get(template, ""))
    text = made.render(
        root=root, path=path, setting=setting, title=title, about=about or title, style=style,
        script=script, csp=_policy(style, script), **values,
    )  # fmt: skip
    return text.encode("utf-8", "replace")


def onward(target: str, name: str) -> bytes:
    """A page that leads on to another beside it."""
    text = _environment().get_template("site-onward.html").render(target=target, name=name)
    return text.encode()


def notice(text: str) -> Markup:
    """A notice in our part of Markdown, its own title left out."""
    return prose.html(re.sub(r"\A# .*\n", "", text))


def legal(name: str) -> str:
    """The text of a notice that comes with the project: beside it, or among an installation's."""
    beside = content.folder("viz").parent / name
    if beside.is_file():
        return beside.read_text("utf-8")
    for path in metadata.files("wessex-kg") or ():
        if path.name == name:
            return path.read_text("utf-8")
    raise KgError(f"{name} is missing from this installation of kg; reinstall it")


def fonts() -> dict[str, bytes]:
    """The files of the typeface by their paths in a site."""
    return {f"fonts/{name}": typeface.path(name).read_bytes() for name in typeface.FONTS}


@cache
def _environment() -> Environment:
    """Templates in which all that is filled in is escaped and printable."""
    made = Environment(
        loader=FileSystemLoader(content.folder("viz") / "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable.lines(value) if type(value) is str else value,
    )
    made.filters.update(
        count=phrase.count,
        number=lambda n: f"{n:,}",
        date=phrase.date,
        web=web,
        several=_several,
        headed=lambda text: text[:1].upper() + text[1:],
    )
    return made


def _several(pages: Iterable[str]) -> list[tuple[str, str]]:
    """Addresses of facts with the words of their links: one needs no number."""
    listed = list(pages)
    numbered = [(page, f"fact {at}") for at, page in enumerate(listed, 1)]
    return [(listed[0], "this fact")] if len(listed) == 1 else numbered


# Style


@cache
def _style(root: str, *, pictured: bool) -> Markup:
    """The style of pages so many folders down, colours from the theme; with that of pictures."""
    folder = content.folder("viz") / "template"
    parts = ("scene.css", "site.css") if pictured else ("site.css",)
    text = "\n".join((folder / name).read_text("utf-8") for name in parts)
    bare = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/\n?", "", text, flags=re.S)).strip()
    dark = f"@media (prefers-color-scheme:dark){{{_colours('dark')}}}"
    return Markup(f"{_colours('light')}\n{dark}\n{bare.replace('fonts/', f'{root}fonts/')}\n")


def _colours(mode: str) -> str:
    look = theme.theme(mode)
    plain = {name: colour for name, colour in look.items() if isinstance(colour, str)}
    kinds: Mapping[str, Mapping[str, str]] = look["kinds"]
    for kind, parts in kinds.items():
        name = f"kind-{kind}" if kind else "chip"
        plain |= {f"{name}-{part}": colour for part, colour in parts.items()}
        solid = parts["fill"] == parts["stroke"]
        plain[f"{name}-second"] = parts["text" if solid else "stroke"]
    plain |= {f"line-{kind}": colour for kind, colour in look["lines"].items()}
    return ":root{" + "".join(f"--{name}:{colour};" for name, colour in plain.items()) + "}"


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy that lets just this style and this script be."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; {scripts}style-src '{_digest(style)}'; font-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _script(name: str) -> Markup:
    """A script of ours without its comments and indents; no literal in it spans lines."""
    if not name:
        return Markup("")
    text = (content.folder("viz") / "template" / f"site-{name}.js").read_text("utf-8")
    lines = (line.strip() for line in re.sub(r"/\*\*.*?\*/", "", text).splitlines())
    bare = "\n".join(line for line in lines if line and not line.startswith("//"))
    return Markup(f'(() => {{\n"use strict";\n{bare}\n}})();\n')
