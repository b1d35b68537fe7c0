"""Passages are verified in a reader's own copy, whatever has become of its white space."""

import shutil
import textwrap
from pathlib import Path

import pytest
from bad_examples import SOUND

from kg import against
from kg.against import Verification
from kg.api import load
from kg.errors import KgError, UnknownName

TEXT = (SOUND / "alpha.txt").read_text("utf-8")


def verified(tmp_path: Path, text: str, name: str = "copy.txt") -> Verification:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (found,) = against.verify(load([SOUND]), [path])
    return found


def counts(found: Verification) -> tuple[int, ...]:
    return tuple(found.count(verdict) for verdict in against.VERDICTS)


def test_the_very_text_has_every_passage_in_its_place(tmp_path: Path) -> None:
    found = verified(tmp_path, TEXT)
    assert found.document == "alpha"
    assert counts(found) == (10, 0, 0, 0)
    assert found.whole


def test_passages_of_a_copy_with_more_before_are_moved(tmp_path: Path) -> None:
    found = verified(tmp_path, "A line before.\n" + TEXT)
    assert counts(found) == (0, 10, 0, 0)
    assert found.whole


def test_a_copy_wrapped_anew_has_every_passage(tmp_path: Path) -> None:
    wrapped = "\n".join(textwrap.wrap(TEXT, 33, break_on_hyphens=False))
    assert verified(tmp_path, wrapped).whole


def test_a_saved_page_is_read_without_its_tags(tmp_path: Path) -> None:
    body = "</p><p>".join(TEXT.replace("Alpha Trust", "<b>Alpha</b> Trust").splitlines())
    page = f"<!DOCTYPE html><html><head><script>x()</script></head><body><p>{body}</p></body>"
    assert verified(tmp_path, page, "copy.html").whole


def test_a_passage_may_stand_in_several_places(tmp_path: Path) -> None:
    found = verified(tmp_path, "Before. " + TEXT + TEXT)
    assert counts(found) == (0, 0, 10, 0)
    assert all(len(sighting.places) == 2 for sighting in found.sightings)


def test_the_place_of_the_address_wins_over_others(tmp_path: Path) -> None:
    assert counts(verified(tmp_path, TEXT + TEXT)) == (10, 0, 0, 0)


def test_a_changed_sentence_is_not_found_and_its_facts_are_named(tmp_path: Path) -> None:
    found = verified(tmp_path, TEXT.replace("Chair of", "Queen of"))
    assert counts(found) == (9, 0, 0, 1)
    assert not found.whole
    (lost,) = [sighting for sighting in found.sightings if sighting.verdict == "not found"]
    assert [fact.rsplit("/", 1)[1] for fact in lost.facts] == ["post-person-a"]
    assert lost.places == ()


def test_two_pages_of_one_document_are_looked_through_together(tmp_path: Path) -> None:
    first, second = tmp_path / "1.txt", tmp_path / "2.txt"
    at = TEXT.index("Person A is")
    first.write_text(TEXT[:at], encoding="utf-8")
    second.write_text(TEXT[at:], encoding="utf-8")
    (found,) = against.verify(load([SOUND]), [first, second])
    assert found.whole
    assert {sighting.file for sighting in found.sightings} == {str(first), str(second)}


def test_copies_of_several_documents_are_told_apart(tmp_path: Path, small_folder: Path) -> None:
    shutil.copy(SOUND / "alpha.txt", tmp_path / "one.txt")
    shutil.copy(small_folder / "alpha-news.txt", tmp_path / "two.txt")
    graph = load([SOUND / "alpha.ttl", SOUND / "entities.ttl", small_folder / "alpha-news.ttl"])
    found = against.verify(graph, [tmp_path / "one.txt", tmp_path / "two.txt"])
    assert [each.document for each in found] == ["alpha", "alpha-news"]
    assert all(each.whole for each in found)


def test_what_holds_nothing_of_any_document_is_refused_unless_named(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("Quite another text.", encoding="utf-8")
    with pytest.raises(KgError, match=r"other\.txt: not recognised .* \(alpha\)"):
        against.verify(load([SOUND]), [path])
    (found,) = against.verify(load([SOUND]), [path], "alpha")
    assert counts(found) == (0, 0, 0, 10)


def test_an_unknown_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(UnknownName, match="no document 'omega' with passages: there are alpha"):
        against.verify(load([SOUND]), [path], "omega")
