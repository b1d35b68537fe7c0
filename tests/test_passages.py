"""Passages: normalisation, digests, locating, finding in other copies, links."""

from __future__ import annotations

import hashlib
import random
import re
import textwrap
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kg import passages
from kg.errors import KgError
from kg.fragments import Directive

TEXT = (
    "Alpha Trust and Beta College\u00a0met in “Town Hall” – twice.\n\n"
    "They wrote:\n• a plan for self-\ncare\n• a budget of £475,000\n"
    "Then Alpha Trust and Beta College went home."
)
WORDS = st.lists(
    st.text(st.sampled_from("abcdeé’ﬁ½Å"), min_size=1, max_size=6), min_size=3, max_size=30
)
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u00a0", "\u2009", " \r\n"])
quick = settings(deadline=None, max_examples=150)


def joined(words: list[str], spaces: list[str]) -> str:
    return "".join(w + s for w, s in zip(words, [*spaces, ""], strict=True))


@st.composite
def text_and_stretch(draw: st.DrawFn) -> tuple[list[str], int, int]:
    words = draw(WORDS)
    first = draw(st.integers(0, len(words) - 1))
    return words, first, draw(st.integers(first + 1, len(words)))


def stretch_of(words: list[str], spaces: list[str], first: int, last: int) -> tuple[int, int]:
    start = sum(len(w) + len(s) for w, s in zip(words[:first], spaces, strict=False))
    return start, start + len(joined(words[first:last], spaces[first : last - 1]))


class TestNormalise:
    def test_folds_white_space_quotes_dashes_and_bullets(self) -> None:
        assert passages.normalise("  A\u00a0 ‘b’\n“c” – d—e\n• f…\t") == "A 'b' \"c\" - d-e f..."

    def test_drops_what_cannot_be_seen(self) -> None:
        assert passages.normalise("\ufeffself\u00adcare\u200b") == "selfcare"

    def test_composes_across_what_cannot_be_seen(self) -> None:
        assert passages.normalise("e\u00ad\u0301") == "é"

    @quick
    @given(st.text())
    def test_is_stable(self, text: str) -> None:
        assert passages.normalise(passages.normalise(text)) == passages.normalise(text)

    @quick
    @given(st.text())
    @example("a\u0334\u0301\u0323 \u1100\u1161\u11a8 \u00b4 ﬃ \u0344")
    def test_with_its_map_gives_the_same(self, text: str) -> None:
        plain = passages.normalised(text)
        assert plain.text == passages.normalise(text)
        assert len(plain.text) == len(plain.starts) == len(plain.ends)

    @quick
    @given(st.text())
    def test_map_never_goes_back(self, text: str) -> None:
        plain = passages.normalised(text)
        assert list(plain.starts) == sorted(plain.starts)
        assert all(0 <= a < b <= len(text) for a, b in zip(plain.starts, plain.ends, strict=True))

    @quick
    @given(text_and_stretch(), st.randoms())
    def test_map_leads_from_words_to_themselves(
        self, drawn: tuple[list[str], int, int], chance: random.Random
    ) -> None:
        words, first, last = drawn
        spaces = [chance.choice([" ", "\n", "\u00a0 "]) for _ in words[1:]]
        text = joined(words, spaces)
        plain = passages.normalised(text)
        normal = [unicodedata.normalize("NFKC", w).replace("’", "'") for w in words]
        assume(all(" " not in w for w in normal))
        start, end = stretch_of(normal, [" "] * len(spaces), first, last)
        assert plain.original(start, end) == stretch_of(words, spaces, first, last)


class TestIri:
    def test_is_the_documents_with_a_character_range(self) -> None:
        assert passages.iri("https://x/d", 3, 9) == "https://x/d#char=3,9"
        assert passages.position("https://x/d#char=3,9") == passages.Position("https://x/d", 3, 9)

    @pytest.mark.parametrize("tail", ["", "#char=3", "#char=9,3", "#char=3,3", "#char=a,b", "#x"])
    def test_else_is_refused(self, tail: str) -> None:
        with pytest.raises(KgError, match="no passage"):
            passages.position(f"https://x/d{tail}")

    def test_is_told_from_an_edition(self) -> None:
        assert passages.is_passage("https://x/d#char=3,9")
        assert not passages.is_passage("https://x/d#ods-2025")


class TestDigest:
    def test_is_length_and_hash_of_the_normalised_text(self) -> None:
        expected = hashlib.sha256(b"'b' - c").hexdigest()
        assert passages.digest(" ‘b’\n– c ") == f"7:{expected}"

    def test_carries(self) -> None:
        digest = passages.digest("Alpha Trust")
        assert passages.carries(TEXT, 0, 11, digest)
        assert not passages.carries(TEXT, 0, 12, passages.digest("Alpha Trust a"))
        assert not passages.carries("Alpha Trust", 0, 12, digest)


class TestLocate:
    def test_finds_all_whatever_the_white_space(self) -> None:
        found = passages.locate(TEXT, "Alpha  Trust\nand Beta College")
        assert [TEXT[a:b] for a, b in found] == [
            "Alpha Trust and Beta College",
            "Alpha Trust and Beta College",
        ]

    def test_finds_typographic_marks_by_plain_ones(self) -> None:
        ((start, end),) = passages.locate(TEXT, 'in "Town Hall" - twice.')
        assert TEXT[start:end] == "in “Town Hall” – twice."

    def test_spans_an_ellipsis(self) -> None:
        ((start, end),) = passages.locate(TEXT, "They wrote … £475,000")
        assert TEXT[start:end].startswith("They wrote:\n•")
        assert TEXT[start:end].endswith("£475,000")

    @pytest.mark.parametrize("words", ["", "  ", "...", "lph", "Gamma", "twice ... Alpha and"])
    def test_finds_nothing_where_nothing_is(self, words: str) -> None:
        assert passages.locate(TEXT, words) == []

    @quick
    @given(text_and_stretch(), st.data())
    def test_round_trip(self, drawn: tuple[list[str], int, int], data: st.DataObject) -> None:
        words, first, last = drawn
        spaces = [data.draw(SPACES) for _ in words[1:]]
        text = joined(words, spaces)
        start, end = stretch_of(words, spaces, first, last)
        found = passages.locate(text, " ".join(words[first:last]))
        assert (start, end) in found


class TestFind:
    PASSAGE = (TEXT.index("They"), TEXT.index("\nThen"))

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text,
            lambda text: text.replace("•", "*"),
            lambda text: text.replace("• ", "  - "),
            lambda text: text.replace("• ", "1. "),
            lambda text: text.replace("self-\ncare", "self- care"),
            lambda text: "> " + text.replace("\n", "\n> "),
            lambda text: textwrap.fill(text, 20, break_long_words=False, break_on_hyphens=False),
            lambda text: text.replace(" ", "\u00a0").replace("\n", "\r\n"),
            lambda text: "Menu | Home | News\n" + text + "\nImprint",
            lambda text: text.replace("budget", "bud\u00adget"),
        ],
    )
    def test_finds_a_passage_in_another_copy(self, change: Callable[[str], str]) -> None:
        copy = change(TEXT)
        start, end = self.PASSAGE
        ((a, b),) = passages.find(copy, passages.digest(TEXT[start:end]))
        assert copy[a:b].split()[:2] == ["They", "wrote:"]
        assert copy[a:b].endswith("£475,000")

    def test_finds_a_word_that_a_copy_breaks_at_the_end_of_a_line(self) -> None:
        copy = "one organi-\nsation of self-\ncare two"
        assert passages.find(copy, passages.digest("organisation of selfcare")) == [(4, 32)]
        assert passages.find(copy, passages.digest("organi-sation of self-care")) == [(4, 32)]

    def test_finds_all_of_several(self) -> None:
        copy = "a b c a  b c"
        assert passages.find(copy, passages.digest("b c")) == [(2, 5), (9, 12)]

    def test_breaks_no_word(self) -> None:
        assert passages.find("prefixed words", passages.digest("fixed wor")) == []

    def test_leaves_a_bullet_at_the_end_outside(self) -> None:
        assert passages.find("a\n• b\n• c", passages.digest("• b\n•")) == [(4, 5)]

    def test_finds_nothing_in_another_text(self) -> None:
        assert passages.find("something else altogether", passages.digest("Alpha Trust")) == []
        assert passages.find("", passages.digest("Alpha Trust")) == []

    @pytest.mark.parametrize("digest", ["", "x", "0:" + "a" * 64, "3:abc", "a" * 64])
    def test_refuses_what_is_no_digest(self, digest: str) -> None:
        with pytest.raises(KgError, match="no digest"):
            passages.find(TEXT, digest)

    @quick
    @given(text_and_stretch(), st.data())
    def test_finds_it_at_the_right_place_in_re_wrapped_text(
        self, drawn: tuple[list[str], int, int], data: st.DataObject
    ) -> None:
        words, first, last = drawn
        spaces = [data.draw(SPACES) for _ in words[1:]]
        copy = joined(words, spaces)
        start, end = stretch_of(words, spaces, first, last)
        assert (start, end) in passages.find(copy, passages.digest(" ".join(words[first:last])))


class TestNearest:
    def test_gives_whole_words_and_a_score(self) -> None:
        near = passages.nearest(TEXT, "Alfa Trust and Betta Collage")
        assert near is not None
        (start, end), score = near
        assert TEXT[start:end].startswith("Alpha Trust and Beta")
        assert 70 < score < 100

    def test_is_none_in_an_empty_text(self) -> None:
        assert passages.nearest("", "words") is None


def parsed(fragment: str) -> Directive:
    """A text directive's parts, read as a browser reads them."""
    parts = fragment.removeprefix(":~:text=").split(",")
    before = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    after = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    first, last = (unquote(part) for part in (*parts, "")[:2])
    return Directive(*(tuple(part.split()) for part in (first, last, before, after)))


class TestFragment:
    def test_of_a_short_stretch_quotes_it_whole(self) -> None:
        start = TEXT.index("Town")
        fragment = passages.text_fragment(TEXT, start, start + len("Town Hall"))
        assert fragment == ":~:text=Town%20Hall"

    def test_of_a_long_one_quotes_its_ends(self) -> None:
        text = "one two three four five six seven eight nine ten"
        fragment = passages.text_fragment(text, 0, len(text))
        assert fragment == ":~:text=one%20two%20three%20four,seven%20eight%20nine%20ten"

    def test_encodes_what_the_directive_uses_itself(self) -> None:
        text = "R&D, self-care, etc"
        fragment = passages.text_fragment(text, 0, len(text))
        assert fragment == ":~:text=R%26D%2C%20self%2Dcare%2C%20etc"

    def test_tells_equal_words_apart_by_their_context(self) -> None:
        start = TEXT.rindex("Alpha")
        fragment = passages.text_fragment(TEXT, start, start + len("Alpha Trust"))
        assert fragment == ":~:text=Then-,Alpha%20Trust"

    def test_takes_context_after_where_before_is_equal(self) -> None:
        text = "see Alpha Trust now\nsee Alpha Trust then"
        start = text.rindex("Alpha")
        fragment = passages.text_fragment(text, start, start + len("Alpha Trust"))
        assert fragment == ":~:text=see-,Alpha%20Trust,-then"

    def test_never_quotes_across_lines(self) -> None:
        text = "Heading\nfirst line of it\nsecond line"
        assert passages.text_fragment(text, 0, len(text)) == ":~:text=Heading,second%20line"

    def test_is_empty_where_nothing_is_unique(self) -> None:
        assert passages.text_fragment("ha\nha\nha\nha\nha", 3, 5) == ""
        assert passages.text_fragment("a – b", 2, 3) == ""

    def test_is_joined_to_an_address(self) -> None:
        assert passages.link("https://x/p", ":~:text=a") == "https://x/p#:~:text=a"
        assert passages.link("https://x/p#s", ":~:text=a") == "https://x/p#s:~:text=a"
        assert passages.link("https://x/p", "") == "https://x/p"

    @quick
    @given(text_and_stretch(), st.data())
    def test_leads_to_the_stretch_and_nowhere_else(
        self, drawn: tuple[list[str], int, int], data: st.DataObject
    ) -> None:
        words, first, last = drawn
        spaces = [data.draw(SPACES) for _ in words[1:]]
        text = joined(words, spaces)
        start, end = stretch_of(words, spaces, first, last)
        fragment = passages.text_fragment(text, start, end)
        if fragment:
            assert re.fullmatch(r":~:text=[A-Za-z0-9%._~,-]+", fragment)
            ((a, b),) = parsed(fragment).meant(text)
            assert a >= start - 1
            assert b <= end + 1


class TestTurtle:
    def test_declares_each_place(self) -> None:
        lines = passages.as_turtle("d", TEXT, "Beta College", "https://x/p").splitlines()
        start = TEXT.index("Beta")
        digest = passages.digest("Beta College")
        assert lines[0].startswith(
            f'<#char={start},{start + 12}> a wx:Passage ; wx:digest "{digest}"'
        )
        assert lines[1::2] == ["# line 1", "# line 7"]
        assert all(' ; wx:textFragment ":~:text=' in line for line in lines[::2])

    def test_says_what_is_nearest(self) -> None:
        with pytest.raises(KgError, match=r"d: no 'Bota Colege' in the text; the nearest.*'Beta"):
            passages.as_turtle("d", TEXT, "Bota Colege")
