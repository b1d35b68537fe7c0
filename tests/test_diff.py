"""Every kind of change is told as what it is, with what it rests on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HEAD

from kg import changelog, revisions, withheld
from kg.changes import Changes, Entry, changes
from kg.content import folder
from kg.slice import Slice

BASE = "https://w3id.org/wessex-kg"
ENTITIES = """
id:alpha-trust a wx:Organisation ; skos:prefLabel "Alpha Trust"@en .
id:beta-alliance a wx:Alliance ; skos:prefLabel "Beta Alliance"@en .
id:person-a a wx:Person ; skos:prefLabel "Person A"@en .
<> dcterms:title "Some news"@en ; dcterms:issued "2015-06-01"^^xsd:date .
<#char=0,20> a wx:Passage ; wx:digest "20:aa" .
<#char=30,40> a wx:Passage ; wx:digest "10:bb" .
"""
POST = """:chair a wx:Post ; wx:holder id:person-a ; wx:roleIn id:beta-alliance ;
    wx:title "Chair"@en ; wx:status wx:actual ; wx:evidence <#char=0,20> """
AWARD = """:award a wx:Funding ; wx:fundingKind wx:award ; wx:recipient id:beta-alliance ;
    wx:currency "GBP" ; wx:status wx:actual ; wx:evidence <#char=0,20> ; wx:amount """
PLAN = """:plan a wx:Milestone ; wx:subject id:beta-alliance ; wx:milestoneKind wx:launch ;
    wx:evidence <#char=0,20> ; wx:status """
NAME = """:name a wx:Naming ; wx:names id:alpha-trust ; wx:nameKind wx:fullName ;
    wx:status wx:actual ; wx:evidence <#char=0,20> ; wx:name """
MEMBER = """:member a wx:Membership ; wx:member id:alpha-trust ; wx:memberOf id:beta-alliance ;
    wx:memberRole wx:asMember ; wx:status wx:actual ; wx:evidence <#char=30,40> ."""

Compare = Callable[..., Changes]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """The changes between two texts of one document, `news`."""

    def make(old: str, new: str, wanted: Slice | None = None) -> Changes:
        sides = []
        for name, text in (("old", old), ("new", new)):
            path = tmp_path / name / "news.ttl"
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEAD.format(slug="news") + ENTITIES + text, encoding="utf-8")
            sides.append(revisions.read(str(path)))
        return changes(sides[0], sides[1], wanted)

    return make


def one(found: Changes) -> Entry:
    (entry,) = found.entries
    return entry


@pytest.mark.parametrize(
    ("old", "new", "kind", "before", "after"),
    [
        (POST + ".", POST + '; wx:until "2014"^^xsd:gYear .', "post ended", (), ("2014",)),
        (POST + ".", POST + '; wx:until "2018"^^xsd:gYear .', "end added", (), ("2018",)),
        (
            POST + '; wx:until "2014"^^xsd:gYear .',
            POST + '; wx:until "2013"^^xsd:gYear .',
            "end corrected",
            ("2014",),
            ("2013",),
        ),
        (POST + '; wx:from "2014"^^xsd:gYear .', POST + ".", "beginning withdrawn", ("2014",), ()),
        (
            AWARD + "2000000 .",
            AWARD + "2500000 .",
            "amount corrected",
            ("£2,000,000",),
            ("£2,500,000",),
        ),
        (
            AWARD + "2000000 .",
            AWARD + "2000000 ; wx:qualifier wx:upTo .",
            "amount corrected",
            ("£2,000,000",),
            ("up to £2,000,000",),
        ),
        (
            PLAN + "wx:planned .",
            PLAN + "wx:actual .",
            "status: planned → actual",
            ("planned",),
            ("actual",),
        ),
        (NAME + '"AT"@en .', NAME + '"Alpha"@en .', "name changed", ("AT",), ("Alpha",)),
        (
            POST + ".",
            POST.replace("0,20", "30,40") + ".",
            "evidence moved",
            ("news 0–20",),
            ("news 30–40",),
        ),
        (POST + ".", POST + ", <#char=30,40> .", "evidence added", (), ("news 30–40",)),
        (
            POST + '; wx:readingNote "Perhaps."@en .',
            POST + '; wx:readingNote "Surely."@en .',
            "note changed",
            ("Perhaps.",),
            ("Surely.",),
        ),
        (
            POST + ".",
            POST.replace('"Chair"', '"Head"') + ".",
            "title changed",
            ("Chair",),
            ("Head",),
        ),
        (
            POST + ".",
            POST.replace("roleIn id:beta-alliance", "roleIn id:alpha-trust") + ".",
            "body changed",
            ("Beta Alliance",),
            ("Alpha Trust",),
        ),
    ],
)  # fmt: skip
def test_a_changed_fact_is_told_by_what_changed(
    compare: Compare, old: str, new: str, kind: str, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    entry = one(compare(old, new))
    assert (entry.kind, entry.event, entry.about) == (kind, "changed", "fact")
    detail = entry.details[0]
    assert (detail.kind, detail.before, detail.after) == (kind, before, after)
    assert entry.iri.startswith(f"{BASE}/fact/news/")


def test_what_comes_is_told_with_its_evidence(compare: Compare) -> None:
    entry = one(compare(POST + ".", POST + "." + MEMBER))
    assert (entry.kind, entry.event, entry.document) == ("member added", "added", "news")
    assert entry.text == "Alpha Trust: member of Beta Alliance"
    assert entry.iri == f"{BASE}/fact/news/member"
    (cited,) = entry.evidence
    assert (cited.document, cited.date, cited.position) == ("news", "1 June 2015", "30–40")
    assert len(entry.added) == 6
    assert not entry.removed


def test_what_goes_is_told_as_the_old_graph_had_it(compare: Compare) -> None:
    entry = one(compare(POST + "." + MEMBER, POST + "."))
    assert (entry.kind, entry.event) == ("fact withdrawn", "withdrawn")
    assert entry.text == "Alpha Trust: member of Beta Alliance"
    assert entry.evidence[0].position == "30–40"


def test_a_fact_under_another_iri_is_renumbered(compare: Compare) -> None:
    entry = one(compare(POST + ".", POST.replace(":chair", ":chair-2") + "."))
    assert (entry.kind, entry.event) == ("fact renumbered", "renumbered")
    assert entry.formerly == f"{BASE}/fact/news/chair"
    assert entry.iri == f"{BASE}/fact/news/chair-2"


def test_facts_that_refer_to_each_other_are_renumbered_together(compare: Compare) -> None:
    figures = """
        :jobs a wx:Figure ; wx:subject id:alpha-trust ; wx:measure wx:newJobs ; wx:value 5 ;
            wx:status wx:actual ; wx:evidence <#char=0,20> ; wx:comparator :before .
        :before a wx:Figure ; wx:subject id:alpha-trust ; wx:measure wx:newJobs ; wx:value 4 ;
            wx:status wx:actual ; wx:evidence <#char=0,20> .
    """
    renamed = figures.replace(":jobs", ":jobs-new").replace(":before", ":jobs-old")
    assert [each.event for each in compare(figures, renamed).entries] == ["renumbered"] * 2


def test_equal_facts_are_paired_one_by_one(compare: Compare) -> None:
    twice = POST + ". " + POST.replace(":chair", ":chair-b") + "."
    other = POST.replace(":chair", ":head") + "."
    events = sorted(each.event for each in compare(twice, other).entries)
    assert events == ["renumbered", "withdrawn"]


def test_several_changes_of_a_fact_are_one_entry_the_most_telling_first(compare: Compare) -> None:
    new = POST.replace("wx:actual", "wx:planned") + '; wx:readingNote "So."@en .'
    entry = one(compare(POST + ".", new))
    assert [each.kind for each in entry.details] == ["status: actual → planned", "note added"]


def test_things_are_told_by_label_and_class(compare: Compare) -> None:
    more = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
        id:gamma a wx:Organisation ; skos:prefLabel "Gamma"@en ;
            owl:differentFrom id:alpha-trust ."""
    entry = one(compare("", more))
    assert (entry.kind, entry.text, entry.about) == ("organisation added", "Gamma", "thing")
    assert [(each.name, each.after) for each in entry.details] == [
        ("distinction", ("Alpha Trust",))
    ]
    entry = one(compare(more, more.replace('"Gamma"', '"Gamma Ltd"')))
    assert (entry.kind, entry.details[0].before) == ("label changed", ("Gamma",))
    entry = one(compare(more, more.replace("wx:Organisation", "wx:Programme")))
    assert (entry.kind, entry.details[0].after) == ("class changed", ("programme",))


def test_a_new_document_comes_before_its_facts(compare: Compare) -> None:
    second = """
        <https://w3id.org/wessex-kg/document/more> a wx:Document ; dcterms:title "More news"@en ;
            dcterms:publisher id:alpha-trust ; dcterms:issued "2016"^^xsd:gYear .
        <https://w3id.org/wessex-kg/document/more#char=0,9> a wx:Passage ; wx:digest "9:cc" .
        <https://w3id.org/wessex-kg/graph/more> wx:vouchedOn "2022-06-01"^^xsd:date .
    """ + MEMBER.replace(":member a", "<https://w3id.org/wessex-kg/fact/more/member> a").replace(
        "#char=30,40", "more#char=0,9"
    )
    found = compare(POST + ".", POST + "." + second)
    assert [each.kind for each in found.entries] == [
        "document added", "passages added", "member added",
    ]  # fmt: skip
    assert {each.document for each in found.entries} == {"more"}
    assert found.entries[0].text == "More news, Alpha Trust, 2016"
    assert found.entries[1].text == "1 passage (0–9)"
    assert "## More news, Alpha Trust, 2016 (`more`)" in changelog.as_markdown(found)


def test_a_document_described_anew_is_told_by_what_changed(compare: Compare) -> None:
    entry = one(compare("", '<> wx:sha256 "ab" .'))
    assert (entry.kind, entry.about, entry.document) == ("document changed", "document", "news")
    assert entry.details[0].kind == "text added"
    graph = "<https://w3id.org/wessex-kg/graph/news> wx:vouchedOn "
    found = compare(graph + '"2022-06-01"^^xsd:date .', graph + '"2022-07-01"^^xsd:date .')
    assert one(found).details[0].after == ("1 July 2022",)
    assert one(found).iri == f"{BASE}/document/news"


def test_the_data_set_described_anew_is_told_by_what_changed(compare: Compare) -> None:
    said = '<https://w3id.org/wessex-kg/dataset> owl:versionInfo "{}" .'
    said = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n" + said
    found = compare(said.format("aaaaaaaaaaaa"), said.format("bbbbbbbbbbbb"))
    assert one(found).kind == "description of the data set changed"
    assert one(found).details[0].kind == "version changed"
    accounts = ("aaaaaaaaaaaa by its own account", "bbbbbbbbbbbb by its own account")
    assert (found.old_version, found.new_version) == accounts
    assert "- version: aaaaaaaaaaaa → bbbbbbbbbbbb\n" in changelog.as_markdown(found)


def test_a_passage_with_other_words_is_told(compare: Compare) -> None:
    entry = one(compare('<#char=50,60> a wx:Passage ; wx:digest "10:x" .',
                        '<#char=50,60> a wx:Passage ; wx:digest "10:y" .'))  # fmt: skip
    assert (entry.kind, entry.text) == ("digest changed", "news 50–60")


def test_what_is_no_fact_is_told_statement_by_statement(compare: Compare) -> None:
    found = compare("", '<https://example.org/x> <https://example.org/p> "v", 5 .')
    entry = one(found)
    assert (entry.kind, entry.about) == ("statements added", "other")
    assert entry.text == "<https://example.org/x>"
    assert entry.details[0].after == ("5", "v")
    assert found.added == len(entry.added) == 2
    assert "Other statements" in changelog.as_markdown(found)


def test_values_that_look_alike_are_told_apart(compare: Compare) -> None:
    same = 'id:alpha-2 a wx:Organisation ; skos:prefLabel "Alpha Trust"@en .\n'
    new = MEMBER.replace("wx:member id:alpha-trust", "wx:member id:alpha-2")
    detail = one(compare(same + MEMBER, same + new)).details[0]
    assert (detail.before, detail.after) == (("id:alpha-trust",), ("id:alpha-2",))


def test_a_number_written_otherwise_is_no_change(compare: Compare) -> None:
    assert not compare(AWARD + "2000000.0 .", AWARD + "2000000.00 .").entries


def test_the_same_statements_are_no_change_whatever_their_order(compare: Compare) -> None:
    found = compare(POST + "." + MEMBER, MEMBER + POST + ".")
    assert (found.removed, found.added, found.entries) == (0, 0, ())
    assert "No difference" in changelog.as_markdown(found)


# Slices and those withheld


def test_a_slice_keeps_a_fact_that_either_side_has_in_it(compare: Compare) -> None:
    old, new = PLAN + "wx:planned .", PLAN + "wx:actual ." + MEMBER
    found = compare(old, new, Slice(status="planned"))
    assert one(found).kind == "status: planned → actual"
    assert found.outside == 1
    assert "1 change outside the slice" in " ".join(changelog.remarks(found))


def test_a_slice_of_a_document_passes_over_others_and_things(compare: Compare) -> None:
    more = 'id:gamma a wx:Organisation ; skos:prefLabel "Gamma"@en .'
    assert (
        one(compare("" + POST + ".", POST + "." + MEMBER + more, Slice(documents=("news",)))).about
        == "fact"
    )


def test_a_slice_of_a_document_that_only_one_side_has(compare: Compare) -> None:
    found = compare("", POST + ".", Slice(documents=("news",)))
    assert one(found).kind == "post added"
    with pytest.raises(ValueError, match="in either graph; the documents are news"):
        compare("", POST + ".", Slice(documents=("olds",)))


def test_a_slice_of_a_day(compare: Compare) -> None:
    from datetime import date

    new = POST + '; wx:until "2014"^^xsd:gYear .'
    assert one(compare(POST + ".", new, Slice(as_of=date(2014, 1, 1)))).kind == "post ended"
    late = new.replace('"2014"', '"1999"')
    found = compare(late, late + MEMBER, Slice(as_of=date(2015, 6, 1), certain=True))
    assert one(found).kind == "member added"


def test_who_is_withheld_is_named_on_neither_side(
    compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hashlib import sha256

    digest = sha256(f"{BASE}/id/person-a".encode()).hexdigest()
    monkeypatch.setattr(withheld, "listed", lambda: frozenset({digest}))
    found = compare(POST + ".", MEMBER)
    assert one(found).kind == "member added"
    told = changelog.as_json(found) + changelog.as_markdown(found) + str(changelog.table(found))
    assert "Person A" not in told
    assert "person-a" not in told
    assert "chair" not in told
    assert not compare(POST + ".", "").entries


# The real graph


def test_the_real_graph_against_a_copy_with_edits(tmp_path: Path) -> None:
    real = folder("data")
    for path in (real / "entities.ttl", *sorted((real / "triples").glob("*.ttl"))):
        copy = tmp_path / path.relative_to(real)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    launch = tmp_path / "triples" / "whp-launch.ttl"
    text = launch.read_text("utf-8")
    start = text.index(":founder-nhs-dorset-icb-wessex-health-partners a")
    end = text.index(" .\n", start) + 3
    launch.write_text(
        text[:start] + text[end:].replace('"Managing Director"', '"Director"'), "utf-8"
    )
    found = changes(revisions.read(str(real)), revisions.read(str(tmp_path)))
    changed, gone = found.entries
    assert (changed.kind, changed.details[0].after) == ("title changed", ("Director",))
    assert (gone.kind, gone.document) == ("fact withdrawn", "whp-launch")
    assert gone.text.endswith("founder of Wessex Health Partners")
    assert gone.evidence[0].date == "October 2023 or later"
    assert gone.evidence[0].link.startswith("https://nhsdorset.nhs.uk/?p=8974#:~:text=")
