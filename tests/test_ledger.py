"""The ledger: written, read, and compared with the graph."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg import ledger
from kg.errors import KgError
from kg.grounding import Fact, Grounded, Value

DAY = date(2026, 11, 22)
DOCUMENT = "https://x/document/news"
TEXTS = {DOCUMENT: "a" * 64}


def fact(name: str, triples: tuple[str, ...] = ("<a> <b> <c> .",)) -> Fact:
    return Fact(f"https://x/fact/{name}", "g", {"evidence": (f"{DOCUMENT}#char=1,2",)}, triples)


def grounded(name: str) -> Grounded:
    return Grounded(fact(name), DOCUMENT, ((Value("subject", "X", bool), "context"),))


def lines(*names: str, day: date = DAY) -> list[ledger.Entry]:
    return ledger.entries(map(grounded, names), TEXTS, day)


def test_an_entry_says_how_it_was_grounded_when_and_on_what() -> None:
    (entry,) = lines("a")
    assert (entry.grounding, entry.text, entry.date) == ("context", "a" * 64, "2026-11-22")
    assert entry.triples == ledger.sha256_of(fact("a"))


def test_triples_hash_depends_on_each_triple_only() -> None:
    assert ledger.sha256_of(fact("a")) != ledger.sha256_of(fact("a", ("<a> <b> <d> .",)))
    assert ledger.sha256_of(fact("a")) == ledger.sha256_of(fact("b"))


def test_round_trip_is_sorted_and_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "ledger.tsv"
    ledger.write(path, reversed(lines("a", "b")))
    first = path.read_bytes()
    assert ledger.read(path) == lines("a", "b")
    ledger.write(path, ledger.read(path))
    assert path.read_bytes() == first
    assert first.startswith(b"fact\tgrounding\ttext\ttriples\tdate\n")
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.tsv"]


def test_what_is_unchanged_keeps_its_day() -> None:
    old = lines("a")
    later = date(2027, 1, 1)
    assert ledger.entries([grounded("a")], TEXTS, later, old) == old
    changed = [replace(old[0], triples="0" * 64)]
    (entry,) = ledger.entries([grounded("a")], TEXTS, later, changed)
    assert entry.date == "2027-01-01"


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    assert ledger.read(tmp_path / "none.tsv") == []


@pytest.mark.parametrize(
    ("content", "line"),
    [("", 1), ("fact\tdate\n", 1), ("fact\tgrounding\ttext\ttriples\tdate\nx\ty\n", 2),
     ("fact\tgrounding\ttext\ttriples\tdate\nf\tguess\tt\tu\td\n", 2)],
)  # fmt: skip
def test_a_malformed_one_is_refused_with_its_line(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "ledger.tsv"
    path.write_text(content)
    with pytest.raises(KgError, match=rf"ledger\.tsv:{line}: "):
        ledger.read(path)


def test_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(KgError, match="cannot (make|write)"):
        ledger.write(tmp_path / "folder", [])
    assert list(tmp_path.rglob("*")) == [tmp_path / "folder"]


class TestCompare:
    def told(self, entries: list[ledger.Entry], *facts: Fact, **texts: str) -> list[str]:
        known = {DOCUMENT: texts.get("text", "a" * 64)}
        return [d.what for d in ledger.compare(entries, facts, known)]

    def test_nothing_differs(self) -> None:
        assert self.told(lines("a", "b"), fact("a"), fact("b")) == []

    def test_a_fact_never_grounded(self) -> None:
        assert self.told(lines("a"), fact("a"), fact("b")) == ["never grounded"]

    def test_a_fact_that_is_gone(self) -> None:
        assert self.told(lines("a", "b"), fact("a")) == ["no longer in the graph"]

    def test_a_fact_that_changed(self) -> None:
        changed = fact("a", ("<a> <b> <d> .",))
        assert self.told(lines("a"), changed) == ["changed since it was grounded on 2026-11-22"]

    def test_another_text(self) -> None:
        told = self.told(lines("a"), fact("a"), text="b" * 64)
        assert told == ["grounded on 2026-11-22 against another text"]

    def test_a_fact_that_was_not_grounded(self) -> None:
        entries = [replace(lines("a")[0], grounding="missing")]
        assert self.told(entries, fact("a")) == ["lacks a value in its passages"]
