"""How to cite the data."""

from __future__ import annotations

from collections.abc import Callable

from kg import releases

TITLE = "Wessex Knowledge Graph: the Wessex health ecosystem as facts with evidence"
AUTHORS = "The Wessex Knowledge Graph contributors"
ADDRESS = "https://w3id.org/wessex-kg/"
LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


def year(data: str) -> str:
    """The year in which a version of the data was released, else that of the last release."""
    return (releases.issued(data) or releases.releases()[-1].issued)[:4]


def text(code: str, data: str) -> str:
    """A citation in prose, with the versions of code and data."""
    return (
        f"{AUTHORS} ({year(data)}). {TITLE} (version {code}, data {data}) [Data set]. "
        f"{ADDRESS} (licence: {LICENCE})\n"
    )


def bibtex(code: str, data: str) -> str:
    """The same as an entry for BibTeX."""
    fields = {
        "author": f"{{{AUTHORS}}}",
        "title": f"{{{TITLE}}}",
        "year": year(data),
        "version": f"{code}, data {data}",
        "url": ADDRESS,
        "note": f"Data set, {LICENCE}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{wessex-kg,\n{lines}}}\n"


FORMATS: dict[str, Callable[[str, str], str]] = {"text": text, "bibtex": bibtex}
