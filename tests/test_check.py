"""One report on a graph: the texts at hand, the ledger for lack of them, counts by document."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from bad_examples import SOUND, examples, spoilt

from kg import check, ledger, reading
from kg.api import load
from kg.check import Report
from kg.errors import KgError
from kg.library import Library, open_library

NO_TEXTS = Library({})
TODAY = date(2020, 7, 1)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A copy of the sound small folder, to be changed."""
    return Path(shutil.copytree(SOUND, tmp_path / "sound"))


def report_on(folder: Path, library: Library | None = None) -> Report:
    """A report on a folder with the texts in it, and with the ledger in it if there is one."""
    texts = open_library([folder]) if library is None else library
    return check.check(load([folder]), texts, ledger_file=folder / "ledger.tsv")


def rules_of(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings} - {"ontology/unused-concept"}


def vouch(folder: Path) -> Path:
    path = folder / "ledger.tsv"
    reading.renew_ledger(load([folder]), open_library([folder]), path, TODAY)
    return path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_graph_with_texts_and_ledger_has_nothing_but_infos(sound: Path) -> None:
    vouch(sound)
    report = report_on(sound)
    assert rules_of(report) == set()
    assert report.passages == (10, 10)
    assert report.absent == ()
    assert not report.fails("warning")
    assert report.fails("info")
    assert not report.fails("none")


def test_it_counts_by_document(sound: Path) -> None:
    vouch(sound)
    found = {document.slug: document for document in report_on(sound).documents}
    alpha, register = found["alpha"], found["register-alpha"]
    assert (alpha.facts, alpha.passages, alpha.read) == (19, 10, 10)
    assert (alpha.sentence, alpha.context, alpha.note, alpha.missing) == (18, 1, 0, 0)
    assert (register.facts, register.register, register.passages) == (2, 2, 0)


def test_a_passage_outside_its_text_is_a_violation(sound: Path) -> None:
    text = (sound / "alpha.ttl").read_text("utf-8").replace("#char=514,585", "#char=514,999")
    (sound / "alpha.ttl").write_text(text, encoding="utf-8")
    report = report_on(sound)
    (finding,) = [f for f in report.findings if f.rule == "passage-outside"]
    assert finding.severity == "violation"
    assert finding.message == "alpha#char=514,999 ends outside its text of 586 characters"
    assert "kg passage" in finding.repair


def test_a_wrong_digest_is_a_violation(sound: Path) -> None:
    change(sound / "alpha.ttl", '"21:04442b', '"21:14442b')
    (finding,) = [f for f in report_on(sound).findings if f.rule == "passage-digest"]
    assert finding.thing.endswith("alpha#char=127,148")
    assert finding.line


def test_a_fragment_of_other_words_is_a_warning(sound: Path) -> None:
    change(sound / "alpha.ttl", 'a6fb65cf882" .', 'a6fb65cf882" ; wx:textFragment ":~:text=x" .')
    assert "text-fragment" in rules_of(report_on(sound))


def test_a_text_of_another_hash_is_refused_as_the_document_s(sound: Path) -> None:
    with (sound / "alpha.txt").open("a", encoding="utf-8") as file:
        file.write("One more line.\n")
    report = report_on(sound)
    assert "text-hash" in rules_of(report)
    assert report.passages == (0, 10)
    assert report.absent == ("alpha",)


def test_what_no_passage_has_is_a_violation_unless_noted(sound: Path) -> None:
    change(sound / "alpha.ttl", 'wx:title "Chair"@en', 'wx:title "Queen"@en')
    (finding,) = [f for f in report_on(sound).findings if f.rule == "grounding"]
    assert finding.message == 'alpha/post-person-a: none of its passages has "Queen"'
    change(sound / "alpha.ttl", '"Queen"@en ;', '"Queen"@en ; wx:readingNote "So it is."@en ;')
    assert "grounding" not in rules_of(report_on(sound))


def test_more_than_one_in_five_by_note_is_a_warning(sound: Path) -> None:
    text = (sound / "alpha.ttl").read_text("utf-8")
    noted = text.replace("id:alpha-programme ;", 'id:person-a ; wx:readingNote "So it is."@en ;')
    (sound / "alpha.ttl").write_text(noted, encoding="utf-8")
    (finding,) = [f for f in report_on(sound).findings if f.rule == "grounded-by-note"]
    assert finding.severity == "warning"
    assert re.search(r"alpha: \d+ of 19 facts", finding.message)


# Without the texts


def test_without_texts_nothing_is_read_and_the_ledger_vouches(sound: Path) -> None:
    vouch(sound)
    report = report_on(sound, NO_TEXTS)
    assert rules_of(report) == set()
    assert report.passages == (0, 10)
    assert report.absent == ("alpha",)
    assert sum(document.vouched for document in report.documents) == 19


def test_a_document_that_is_not_in_the_ledger_is_one_warning(sound: Path) -> None:
    (finding,) = [f for f in report_on(sound, NO_TEXTS).findings if f.rule == "ledger"]
    assert finding.severity == "warning"
    assert finding.message.startswith("alpha: its 19 facts were never grounded")


def test_a_fact_changed_since_it_was_grounded_is_a_violation(sound: Path) -> None:
    vouch(sound)
    change(sound / "alpha.ttl", 'wx:title "Chair"@en', 'wx:title "Queen"@en')
    (finding,) = [f for f in report_on(sound, NO_TEXTS).findings if f.rule == "ledger"]
    assert finding.severity == "violation"
    assert "alpha/post-person-a: changed since it was grounded on 2020-07-01" in finding.message


def test_a_ledger_that_lags_behind_is_a_warning(sound: Path) -> None:
    vouch(sound)
    change(sound / "alpha.ttl", '"better care"@en', '"care that is better"@en')
    (finding,) = [f for f in report_on(sound).findings if f.rule == "ledger-lags"]
    assert finding.severity == "warning"
    assert "facts just read: 1" in finding.message


def test_the_ledger_keeps_lines_of_absent_texts_and_drops_facts_that_are_gone(sound: Path) -> None:
    path = vouch(sound)
    before = path.read_text("utf-8")
    assert reading.renew_ledger(load([sound]), NO_TEXTS, path, date(2021, 1, 1)) == (0, 19)
    assert path.read_text("utf-8") == before
    change(sound / "alpha.ttl", ":post-person-a a", ":post-person-z a")
    assert reading.renew_ledger(load([sound]), NO_TEXTS, path, date(2021, 1, 1)) == (0, 18)
    (sound / "alpha.ttl").unlink()
    assert reading.renew_ledger(load([sound]), NO_TEXTS, path, date(2021, 1, 1)) == (0, 18)
    assert len(ledger.read(path)) == 18


def test_a_malformed_ledger_is_refused(sound: Path) -> None:
    (sound / "ledger.tsv").write_text("fact\n", encoding="utf-8")
    with pytest.raises(KgError, match=r"ledger\.tsv:1: not a ledger"):
        report_on(sound)


# Bad data


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2012/2010", "is no date"),
        ("2010-02-30~", "is no date"),
        ("2009-25", "is no date"),
        ("2010-23-01", "is no date"),
    ],
)
def test_a_vague_date_that_means_no_day_is_a_violation(
    sound: Path, written: str, message: str
) -> None:
    change(
        sound / "alpha.ttl",
        'wx:title "Chair"@en ;',
        'wx:title "Chair"@en ;\n    wx:from'
        f' "{written}"^^<http://id.loc.gov/datatypes/edtf/EDTF> ;',
    )
    (finding,) = [f for f in report_on(sound).findings if f.rule == "date"]
    assert message in finding.message
    assert finding.line


@pytest.mark.parametrize("kind", ["shapes", "rules"])
def test_every_bad_example_is_reported_and_none_stops_the_report(kind: str, tmp_path: Path) -> None:
    for number, (name, example) in enumerate(examples(kind).items()):
        folder = tmp_path / str(number)
        graph = spoilt(example, folder)
        library = open_library([folder])
        known = reading.read(graph, library, folder / "ledger.tsv")
        read = check.text_findings(graph, known, library)
        assert all(finding.message and finding.repair for finding in read), name


def test_findings_come_worst_first_and_twice_the_same(sound: Path) -> None:
    change(sound / "alpha.ttl", 'wx:title "Chair"@en', 'wx:title "Queen"@en')
    first, second = report_on(sound), report_on(sound)
    assert first == second
    order = [finding.severity for finding in first.findings]
    assert order == sorted(order, key=["violation", "warning", "info"].index)


# Which graph is checked


def test_a_file_takes_the_place_of_the_one_of_its_name(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "alpha.ttl"
    shutil.copy(sound / "alpha.ttl", copy)
    change(copy, 'wx:title "Chair"@en', 'wx:title "Queen"@en')
    graph = check.graph_of([copy], [sound])
    titles = [str(row["t"].value) for row in graph.rows("SELECT ?t WHERE { ?f wx:title ?t }")]
    assert titles == ["Queen"]
    assert len(graph.sources) == len(check.graph_of([], [sound]).sources)


def test_another_file_joins_the_bundled_graph(sound: Path) -> None:
    bundled = check.graph_of([])
    joined = check.graph_of([sound / "register-alpha.ttl"])
    assert len(joined.sources) == len(bundled.sources) + 1
