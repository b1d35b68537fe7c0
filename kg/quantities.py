"""Numbers, shares and sums of money as an English text writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SIGNS = {"£": "GBP", "$": "USD", "€": "EUR"}
SCALES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "million"), 6),
    **dict.fromkeys(("b", "bn", "billion"), 9),
    **dict.fromkeys(("tn", "trillion"), 12),
}
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ADDED = {
    **{word: Decimal(value) for value, word in enumerate(_SMALL)},
    **{word: Decimal(10 * value) for value, word in enumerate(_TENS, 2)},
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
}
_TIMES = {"dozen": Decimal(12), "hundred": Decimal(100)}
_THOUSANDS = {word: Decimal(10) ** power for word, power in SCALES.items() if len(word) > 2}

_WORD = "|".join((*_ADDED, *_TIMES, *_THOUSANDS))
_AND = r"(?:(?<=hundred)|(?<=thousand)|(?<=million)) and |\s+and\s+an?\s+(?=half|quarter)"
_WORDS = rf"(?:an?\s+)?\b(?:{_WORD})(?:(?:{_AND}|\s+an?\s+|[\s-]+)(?:{_WORD})\b)*"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<sign>[£$€]|(?:GBP|USD|EUR)\b)?\s?"
    rf"(?:(?P<digits>{_DIGITS})(?:\s?(?P<scale>{'|'.join(SCALES)})\b)?|(?P<words>{_WORDS})\b)"
    rf"(?P<after>\s?%|\s?per\s?cent\b|\s+pounds\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: its value, its currency (ISO 4217) or "", whether a percentage."""

    value: Decimal
    currency: str
    percent: bool
    start: int
    end: int


def quantities(text: str) -> Iterator[Quantity]:
    """The numbers of a text in order, in digits or words, scaled (`£2.2bn` is 2200000000)."""
    for match in _QUANTITY.finditer(text):
        after = (match["after"] or "").strip().lower()
        sign = (match["sign"] or "").upper()
        currency = SIGNS.get(sign, sign) or ("GBP" if after == "pounds" else "")
        percent = after.startswith(("%", "per"))
        yield Quantity(_value(match), currency, percent, *match.span())


def _value(match: re.Match[str]) -> Decimal:
    if match["words"]:
        return _of_words(re.findall(r"[a-z]+", match["words"].lower()))
    power = SCALES[match["scale"].lower()] if match["scale"] else 0
    return Decimal(match["digits"].replace(",", "")).scaleb(power)


def _of_words(words: list[str]) -> Decimal:
    total, part = Decimal(0), Decimal(0)
    for word in words:
        if word in _ADDED:
            part += _ADDED[word]
        elif word in _TIMES:
            part = (part or 1) * _TIMES[word]
        elif word in _THOUSANDS:
            total, part = total + (part or 1) * _THOUSANDS[word], Decimal(0)
    return total + part
