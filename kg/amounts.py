"""Amounts: the sums and numbers of facts, as numbers and in words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kg import phrase
from kg.vocabulary import WX, slug

if TYPE_CHECKING:
    from kg.drawing import Drawing
    from kg.phrase import Label, Words


def concepts(drawing: Drawing) -> Label:
    """A function from an IRI to words: the label of a thing or tie, else the name in its IRI."""
    known = {thing.iri: thing.label for thing in drawing.things}
    for tie in drawing.ties:
        known.update(zip((WX + term for term in tie.terms), tie.kinds, strict=True))
    return lambda iri: known.get(iri) or _spelt(slug(iri))


def _spelt(name: str) -> str:
    """A local name such as upTo in words."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)


def number(text: str) -> Decimal | None:
    """The number that a text is, if it is one."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def money(words: Words) -> str:
    """The sum or number of a fact in words, with its qualifier, currency or unit, and scope."""
    return phrase.money(words) if words("amount") else priced(words, words("value"))


def priced(words: Words, amount: str) -> str:
    """An amount with the qualifier and the currency or unit of a fact."""
    unit = words("currency") or words("unit")
    said = "" if words("qualifier") == "exactly" else words("qualifier")
    sign = phrase.CURRENCIES.get(unit, "")
    pence = "0" if sign and re.search(r"\.\d$", amount) else ""
    return " ".join(filter(None, (said, f"{sign}{amount}{pence}", "" if sign else unit)))
