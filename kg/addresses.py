"""Addresses: on which page of a site, and where on it, each thing, document and fact stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from kg.facts import Fact
from kg.vocabulary import DOCUMENT, FACT, ID, WX, slug

LONGEST = 80
"""Characters of a name; longer ones are cut."""
_PLAIN = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{LONGEST - 2}}}[a-z0-9])?")
_ANCHOR = re.compile(r"[A-Za-z0-9._~=,-]{1,200}")
# Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of each page from the site's top folder, by IRI; facts and passages anchored.

    Where there is no page, "".
    """

    pages: Mapping[str, str]

    def of(self, iri: str) -> str:
        """The address of what has an IRI; a term of the ontology stands on its page."""
        if iri.startswith(WX):
            return f"ontology.html#{anchor(iri.removeprefix(WX))}"
        return self.pages.get(iri, "")


def addresses(things: Iterable[str], documents: Iterable[str], facts: Iterable[Fact]) -> Addresses:
    """Where things, documents, and facts with the passages and editions they cite have pages.

    A fact stands on the page of the document of its IRI, else on that of the first that it cites.
    """
    read = list(facts)
    pages = {iri: f"id/{stem(iri, ID)}.html" for iri in things}
    pages |= {iri: f"document/{stem(iri, DOCUMENT)}.html" for iri in documents}
    homes = {fact.iri: home for fact in read if (home := home_of(fact, pages))}
    pages |= {fact: f"{pages[home]}#{_name(fact, home)}" for fact, home in homes.items()}
    taken = frozenset(pages.values())
    for cited in sorted({iri for fact in read for iri in fact.texts("evidence")}):
        document, mark, place = cited.partition("#")
        if mark and document in pages:
            address = f"{pages[document]}#{anchor(place)}"
            pages[cited] = f"{address}." if address in taken else address
    return Addresses(pages)


def home_of(fact: Fact, known: Collection[str]) -> str:
    """The document on whose page a fact stands, or "" where it cites none that is known."""
    cited = [iri.partition("#")[0] for iri in fact.texts("evidence")]
    own = DOCUMENT + fact.iri.removeprefix(FACT).partition("/")[0]
    return next((iri for iri in (own, *cited) if iri in cited and iri in known), "")


def stem(iri: str, namespace: str) -> str:
    """A file's name for an IRI, without ending: its slug where that is fit for every system.

    Else what is fit of it and a digest, so that no two names are alike, not even without regard
    to case, and none leads out of a folder.
    """
    local = iri.removeprefix(namespace) if iri.startswith(namespace) else ""
    if _PLAIN.fullmatch(local) and not _DEVICES.fullmatch(local):
        return local
    fit = re.sub(r"[^a-z0-9]+", "-", slug(iri).lower()).strip("-")
    return f"{fit[: LONGEST // 2]}-{sha256(iri.encode()).hexdigest()[:12]}".lstrip("-")


def anchor(name: str) -> str:
    """An identifier within a page, the same in its address: the name where that is plain."""
    return name if _ANCHOR.fullmatch(name) else f"n-{sha256(name.encode()).hexdigest()[:12]}"


def _name(fact: str, document: str) -> str:
    """The anchor of a fact on a document's page: its local name, as w3id has it."""
    return anchor(fact.removeprefix(f"{FACT}{document.removeprefix(DOCUMENT)}/"))
