"""Loading, deriving, slicing and rolling up, on small graphs worked out by hand."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

import kg
import kg.content
import kg.vocabulary
from kg import Slice, derive
from kg.errors import KgError, UnknownName
from kg.vocabulary import DAYS_GRAPH, DERIVED_GRAPH, DOCUMENT, FACT, GRAPH, ID, WX

MakeGraph = Callable[..., kg.Graph]
WriteDocument = Callable[..., Path]

NEWS = FACT + "news/"
ACTUAL = "wx:status wx:actual ; wx:evidence <#char=0,9> ."
PLANNED = "wx:status wx:planned ; wx:evidence <#char=0,9> ."
MEMBER = (
    ":m a wx:Membership ; wx:member id:a ; wx:memberOf id:b ;"
    f" wx:memberRole wx:asMember ; {ACTUAL}\n"
)


def change(kind: str, before: str, after: str, when: str = "2013-04-01", name: str = "") -> str:
    ends = f"wx:predecessor {before} ; wx:successor {after}"
    dated = f'wx:date "{when}"^^xsd:date ;' if when else ""
    return f":c{name} a wx:Change ; wx:changeKind wx:{kind} ; {ends} ; {dated} {ACTUAL}\n"


def milestone(kind: str, body: str, when: str = "", status: str = ACTUAL) -> str:
    dated = f'wx:date "{when}"^^xsd:gYear ;' if when else ""
    kind = f"wx:milestoneKind wx:{kind}"
    return f":born a wx:Milestone ; {kind} ; wx:subject {body} ; {dated} {status}\n"


def four(graph: kg.Graph, fact: str) -> tuple[str | None, ...]:
    days = graph.days[fact if ":" in fact else NEWS + fact]
    found = days.possible_from, days.certain_from, days.certain_until, days.possible_until
    return tuple(day.isoformat() if day else None for day in found)


def pairs(graph: kg.Graph, predicate: str) -> list[tuple[str, str]]:
    rows = graph.rows(f"SELECT ?s ?o {{ ?s {predicate} ?o }} ORDER BY ?s ?o")
    return [(kg.vocabulary.slug(row["s"].value), last(row["o"].value)) for row in rows]  # type: ignore[union-attr]


def last(value: str) -> str:
    return kg.vocabulary.slug(value) if value.startswith("http") else value


def facts(graph: kg.Graph) -> set[str]:
    rows = graph.rows("SELECT ?fact { ?fact wx:status ?status }")
    return {kg.vocabulary.slug(row["fact"].value) for row in rows}  # type: ignore[union-attr]


# Loading


def test_the_bundled_graph_loads() -> None:
    graph = kg.load()
    assert graph.run("ASK { ?fact wx:statedIn ?document }")
    assert graph.notes == []


def test_documents_are_named_graphs_and_their_merge_is_the_default(small: kg.Graph) -> None:
    rows = small.rows("SELECT DISTINCT ?g { GRAPH ?g { ?fact wx:status ?status } }")
    names = {row["g"].value.removeprefix(GRAPH) for row in rows}  # type: ignore[union-attr]
    assert names == {"alpha-news", "omega-report", "register-codes"}
    missing = "{ GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
    assert not small.run(f"ASK {missing.replace('?g {', 'graph:alpha-news {')}")


def test_a_triple_of_two_files_is_one_triple(write_document: WriteDocument) -> None:
    files = [write_document('id:a skos:prefLabel "A"@en .', slug=slug) for slug in ("x", "y")]
    assert pairs(kg.load(files), "skos:prefLabel") == [("a", "A")]


def test_graphs_are_known_before_they_are_filled(small_folder: Path) -> None:
    graph = kg.load([small_folder])
    before = graph.graphs
    named = {each.value for each in graph.store.named_graphs()}
    assert named <= before
    assert {GRAPH + "alpha-news", GRAPH + "entities", GRAPH + "ontology", DERIVED_GRAPH} <= named


def test_data_replaces_and_add_adds(write_document: WriteDocument) -> None:
    one, two = write_document(MEMBER, slug="one"), write_document(MEMBER, slug="two")
    assert len(facts(kg.load([one]))) == 1
    assert len(kg.load([one], [two]).rows("SELECT ?f { ?f wx:status ?s }")) == 2


def test_standard_input_is_turtle() -> None:
    text = f'<{ID}x> <http://www.w3.org/2004/02/skos/core#prefLabel> "X" .'
    graph = kg.load(["-"], stdin=io.BytesIO(text.encode()))
    assert graph.label(ID + "x") == "X"


@pytest.mark.parametrize(
    "form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD]
)
def test_every_format_of_triples(tmp_path: Path, form: RdfFormat) -> None:
    store = Store()
    store.update(f'INSERT DATA {{ <{ID}x> <http://www.w3.org/2004/02/skos/core#prefLabel> "é" }}')
    from pyoxigraph import DefaultGraph

    path = tmp_path / f"x.{form.file_extension}"
    path.write_bytes(store.dump(format=form, from_graph=DefaultGraph()) or b"")
    graph = kg.load([path])
    assert graph.label(ID + "x") == "é"
    assert graph.run("ASK { GRAPH graph:x { id:x skos:prefLabel ?label } }")


@pytest.mark.parametrize("ending", ["trig", "nq"])
def test_files_of_graphs_keep_them(tmp_path: Path, small: kg.Graph, ending: str) -> None:
    path = tmp_path / f"all.{ending}"
    form = RdfFormat.from_extension(ending)
    path.write_bytes(small.store.dump(format=form) or b"")
    again = kg.load([path])
    assert facts(again) == facts(small)
    query = "SELECT ?f { GRAPH graph:alpha-news { ?f wx:status ?s } }"
    assert len(again.rows(query)) == len(small.rows(query)) == 9
    assert GRAPH + "alpha-news" in again.graphs


def test_version_depends_on_content_alone(write_document: WriteDocument, tmp_path: Path) -> None:
    path = write_document(MEMBER)
    first = kg.load([path]).version
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    moved = path.rename(tmp_path / "other.ttl")
    assert kg.load([moved]).version == first
    assert len(first) == 12
    moved.write_text(moved.read_text("utf-8") + "id:z a wx:Organisation .", "utf-8")
    assert kg.load([moved]).version != first


def test_demonstration_is_added_on_demand() -> None:
    plain, shown = kg.load(), kg.load(demo=True)
    assert plain.graphs <= shown.graphs


# Bad input


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.ttl", b" \n", r"empty\.ttl: is empty"),
        ("latin.ttl", b"# one\n# caf\xe9\n", r"latin\.ttl:2: is not UTF-8"),
        ("cut.ttl", b"@prefix x: <http://x/> .\nx:a x:b", r"cut\.ttl:2:\d+: "),
        ("bad.ttl", b"<http://x/a> <http://x/b> 'c' .\n<http://x/a> % .\n", r"bad\.ttl:2:14: "),
        ("json.ttl", b'{"a": 1}', r"json\.ttl:1:"),
        ("bad.nt", b"<http://x/a> <b> <http://x/c> .\n", r"bad\.nt:1:"),
        ("bad.nq", b"nonsense\n", r"bad\.nq:1:"),
        ("cut.rdf", b"<rdf:RDF xmlns:rdf='x'>\n<a>", r"cut\.rdf:2:"),
        ("cut.jsonld", b'{"@id": "http://x/a",\n "http://x/b":', r"cut\.jsonld:2:"),
        ("word.docx", b"PK", r"word\.docx: unknown kind of file; its name must end in \.ttl"),
        ("none.ttl", b"# only a comment\n", r"none\.ttl: no statement"),
        ("dtd.rdf", b"<?xml version='1.0'?>\n<!doctype x []><x/>", r"dtd\.rdf:2: <!doctype is ref"),
        ("ent.rdf", b"<!DOCTYPE x [<!ENTITY a 'a'>]><x/>", r"ent\.rdf:1: <!DOCTYPE is refused"),
        (
            "far.jsonld",
            b'{"@context": "http://127.0.0.1:9/c", "a": 1}',
            r"far\.jsonld: refers to a ",
        ),
    ],
)
def test_bad_files(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KgError, match=message) as raised:
        kg.load([tmp_path / name])
    assert "\n" not in str(raised.value)


def test_missing_files_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"gone\.ttl: cannot be read \(No such file"):
        kg.load([tmp_path / "gone.ttl"])
    with pytest.raises(KgError, match="no RDF file in this folder"):
        kg.load([tmp_path])


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bom.ttl").write_bytes(b"\xef\xbb\xbf<http://x/a> <http://x/b> 1 .")
    assert kg.load([tmp_path / "bom.ttl"]).run("ASK { <http://x/a> ?p 1 }")


# Asking


def test_run_knows_the_prefixes_and_keeps_the_base(small: kg.Graph) -> None:
    assert small.run("ASK { id:alpha-trust a wx:Organisation }")
    assert small.run("ASK { <alpha-trust> a wx:Organisation }", base=ID)
    with pytest.raises(SyntaxError):
        small.run("SELECT nonsense")


def test_rows_leave_out_what_is_unbound(small: kg.Graph) -> None:
    rows = small.rows("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }")
    assert [set(row) for row in rows] == [{"a"}]
    with pytest.raises(KgError, match="write SELECT"):
        small.rows("ASK {}")


def test_labels(small: kg.Graph) -> None:
    assert small.label(ID + "alpha-trust") == "Alpha Trust"
    assert small.label(DOCUMENT + "omega-report") == "Omega Trust, one year on"
    assert small.label(WX + "asHost") == "as host"
    assert small.label(ID + "nobody") == "id:nobody"


def test_dataset_is_the_same_graph_for_rdflib(small_folder: Path) -> None:
    graph = kg.load([small_folder])
    query = f"SELECT ?f WHERE {{ ?f <{WX}certainFrom> ?d ; <{WX}statedIn> ?e }}"
    assert len(list(graph.dataset.query(query))) == len(graph.rows(query)) > 0


# Deriving

MEMBERS = [("delta-council", "beta-alliance"), ("gamma-university", "beta-alliance")]
SUCCESSORS = [
    ("alpha-trust", "omega-trust"),
    ("delta-council", "delta-east-council"),
    ("delta-council", "delta-west-council"),
    ("epsilon-trust", "omega-trust"),
]


def test_every_rule_is_a_query_with_a_summary() -> None:
    paths = sorted((kg.content.folder("queries") / "derive").rglob("*.rq"))
    for path in paths:
        text = path.read_text("utf-8")
        assert text.startswith("#+ summary: "), path
        Store().query(text)
    assert len(paths) == sum(len(derive.rules(each)) for each in (".", "whole", "on-demand"))


def test_a_bad_rule_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("SELECT * {}", "utf-8")
    with pytest.raises(KgError, match=r"bad\.rq: a rule is one CONSTRUCT"):
        derive.rule(tmp_path / "bad.rq")


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("wx:hosts", [("alpha-trust", "beta-alliance")]),
        ("wx:leads", []),
        ("wx:holdsRoleIn", [("person-a", "beta-alliance"), ("person-b", "omega-trust")]),
        ("wx:fundedBy", [("beta-alliance", "ministry-of-tests")]),
        ("dcterms:spatial", [("living-house", "testford")]),
        ("skos:altLabel", [("alpha-trust", "AT")]),
        ("org:classification", [("alpha-trust", "nhsTrust")]),
        # Living House is a programme, no organisation; a plan yields nothing.
        ("org:memberOf", MEMBERS),
        ("wx:takesPartIn", [*MEMBERS, ("omega-trust", "living-house")]),
        ("wx:succeededBy", SUCCESSORS),
    ],
)
def test_plain_properties(small: kg.Graph, predicate: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(small, predicate) == expected


def test_parts_and_local_names(make_graph: MakeGraph) -> None:
    part = f":p a wx:Part ; wx:part id:a ; wx:whole id:b ; {ACTUAL}\n"
    plan = f":q a wx:Part ; wx:part id:c ; wx:whole id:b ; {PLANNED}\n"
    name = f':n a wx:Naming ; wx:names id:a ; wx:name "it" ; wx:nameKind wx:localName ; {ACTUAL}\n'
    graph = make_graph(part + plan + name)
    assert pairs(graph, "dcterms:isPartOf") == [("a", "b")]
    assert pairs(graph, "skos:altLabel") == []


def test_facts_are_stated_in_their_documents(small: kg.Graph) -> None:
    stated = dict(pairs(small, "wx:statedIn"))
    assert stated["host-alpha"] == "alpha-news"
    assert stated["code-alpha"] == "register-codes"
    assert len(stated) == 16


def test_labels_are_plain_labels_and_derived_ones_have_a_graph(small: kg.Graph) -> None:
    assert small.run('ASK { id:alpha-trust rdfs:label "Alpha Trust"@en }')
    assert small.run("ASK { GRAPH graph:derived { id:alpha-trust wx:hosts id:beta-alliance } }")


def test_positions_of_passages(small: kg.Graph) -> None:
    query = "SELECT * { ?p wx:ofDocument document:omega-report ; wx:start ?a ; wx:end ?b }"
    found = sorted((int(r["a"].value), int(r["b"].value)) for r in small.rows(query))  # type: ignore[union-attr]
    assert found == [(26, 110), (111, 175), (176, 219)]


def test_days_are_seen_by_queries_that_name_them_and_by_no_others(small_folder: Path) -> None:
    graph = kg.load([small_folder])
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = graph.rows(count)
    assert graph.run("ASK { ?fact wx:possibleFrom ?day ; wx:statedIn ?document }")
    assert graph.run("ASK { GRAPH graph:derived-days { ?fact wx:attestedUntil ?day } }")
    assert graph.rows(count) == before
    assert DAYS_GRAPH in graph.graphs


def test_days_and_positions_are_seen_by_queries_that_name_their_graphs(small_folder: Path) -> None:
    for name in ("derived-days", "derived-positions"):
        assert kg.load([small_folder]).run(f"ASK {{ GRAPH graph:{name} {{ ?s ?p ?o }} }}")


def test_from_holds_whatever_else_a_query_names(small: kg.Graph) -> None:
    own = "SELECT ?fact FROM graph:omega-report { ?fact a wx:Post"
    alone = small.rows(f"{own} }}")
    assert len(alone) == 1
    assert small.rows(f"{own} OPTIONAL {{ ?fact wx:possibleFrom ?day }} }}") == alone
    both = f"{own} ; wx:attestedUntil ?day }}".replace("{", "FROM graph:derived-days {", 1)
    assert small.rows(both) == alone
    assert len(small.rows('SELECT ?f { ?f wx:certainFrom ?d FILTER("from x:" != "") }')) > 1


def test_days_as_triples(small: kg.Graph) -> None:
    [row] = small.rows(
        f"SELECT * {{ <{FACT}alpha-news/post-a> wx:possibleFrom ?a ; wx:certainFrom ?b ;"
        " wx:certainUntil ?c ; wx:attestedFrom ?d ; wx:attestedUntil ?e }"
    )
    values = [row[name].value for name in "abcde"]  # type: ignore[union-attr]
    assert values == ["2010-01-01", "2010-01-31", "2010-03-12", "2010-03-12", "2010-03-12"]


# Days


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("alpha-news/creation-beta", ("2009-09-01", "2009-12-21", None, None)),
        # Not before the alliance, not after the trust that hosted it.
        ("alpha-news/host-alpha", ("2009-09-01", "2010-03-12", "2010-03-12", "2020-09-30")),
        ("alpha-news/member-gamma", ("2009-09-01", "2010-03-12", "2010-03-12", None)),
        ("alpha-news/member-delta", ("2009-09-01", "2010-03-12", "2010-03-12", "2015-03-31")),
        ("alpha-news/post-a", ("2010-01-01", "2010-01-31", "2010-03-12", None)),
        # An undated award is not before the alliance either.
        ("alpha-news/award", ("2009-09-01", "2010-03-12", None, None)),
        # Plans: from when they were stated.
        ("alpha-news/creation-house", ("2010-03-12", "2010-03-12", None, None)),
        ("alpha-news/lead-gamma", ("2010-03-12", "2010-03-12", None, None)),
        ("omega-report/merger", ("2020-10-01", "2020-10-01", None, None)),
        # A report of some day in 2021: on no one day certain.
        ("omega-report/partner-omega", ("2020-10-01", None, None, None)),
        ("omega-report/place-house", ("2010-03-12", None, None, None)),
        # The code ended before the edition: of its days only the last is known.
        ("register-codes/code-alpha", (None, None, None, "2020-09-30")),
    ],
)
def test_days_of_the_small_graph(
    small: kg.Graph, fact: str, expected: tuple[str | None, ...]
) -> None:
    assert four(small, FACT + fact) == expected


@pytest.mark.parametrize("kind", ["merger", "acquisition", "succession"])
def test_a_predecessor_ends_on_the_eve(make_graph: MakeGraph, kind: str) -> None:
    graph = make_graph(MEMBER + change(kind, "id:a", "id:z"))
    assert four(graph, "m") == (None, "2015-06-01", "2015-06-01", "2013-03-31")


def test_a_split_does_not_end(make_graph: MakeGraph) -> None:
    assert four(make_graph(MEMBER + change("split", "id:a", "id:z")), "m")[3] is None


@pytest.mark.parametrize("kind", ["merger", "split", "succession"])
def test_a_successor_begins(make_graph: MakeGraph, kind: str) -> None:
    assert four(make_graph(MEMBER + change(kind, "id:z", "id:a")), "m")[0] == "2013-04-01"


def test_an_acquisition_does_not_begin(make_graph: MakeGraph) -> None:
    assert four(make_graph(MEMBER + change("acquisition", "id:z", "id:a")), "m")[0] is None


def test_an_undated_or_planned_change_bounds_nothing(make_graph: MakeGraph) -> None:
    undated = change("merger", "id:a", "id:b", when="")
    planned = change("merger", "id:a", "id:z").replace("wx:actual", "wx:planned")
    for text in (undated, planned):
        assert four(make_graph(MEMBER + text), "m")[3] is None


@pytest.mark.parametrize("kind", ["creation", "launch"])
def test_a_body_begins_with_its_creation_or_launch(make_graph: MakeGraph, kind: str) -> None:
    assert four(make_graph(MEMBER + milestone(kind, "id:b", "2012")), "m")[0] == "2012-01-01"


def test_an_announcement_or_an_undated_creation_bounds_nothing(make_graph: MakeGraph) -> None:
    for born in (milestone("announcement", "id:b", "2012"), milestone("creation", "id:b")):
        assert four(make_graph(MEMBER + born), "m")[0] is None


def test_a_planned_creation_gives_a_not_before_day(make_graph: MakeGraph) -> None:
    born = milestone("creation", "id:b", "2012", PLANNED)
    graph = make_graph(MEMBER + born)
    assert four(graph, "m")[0] == "2015-06-01"
    assert four(graph, "born") == ("2015-06-01", "2015-06-01", None, None)


def test_a_creation_that_happened_outweighs_the_plan(make_graph: MakeGraph) -> None:
    planned = milestone("creation", "id:b", "2014", PLANNED).replace(":born", ":plan")
    graph = make_graph(MEMBER + planned + milestone("creation", "id:b", "2014"))
    assert four(graph, "m")[0] == "2014-01-01"


def test_a_rename_bounds_the_name_only(make_graph: MakeGraph) -> None:
    until = 'wx:until "2012"^^xsd:gYear'
    name = f':n a wx:Naming ; wx:names id:a ; wx:name "Old" ; {until} ; {ACTUAL}\n'
    graph = make_graph(MEMBER + name)
    assert four(graph, "n")[3] == "2012-12-31"
    assert four(graph, "m")[3] is None


def test_a_holder_and_a_place_bound_nothing(make_graph: MakeGraph) -> None:
    post = f":m a wx:Post ; wx:holder id:a ; wx:roleIn id:b ; {ACTUAL}\n"
    assert four(make_graph(post + change("merger", "id:a", "id:z")), "m")[3] is None
    place = f":m a wx:Location ; wx:located id:b ; wx:place id:a ; {ACTUAL}\n"
    assert four(make_graph(place + change("merger", "id:a", "id:z")), "m")[3] is None


def test_figures_and_codes_have_their_own_period(make_graph: MakeGraph) -> None:
    figure = f':m a wx:Figure ; wx:subject id:a ; wx:until "2014"^^xsd:gYear ; {ACTUAL}\n'
    code = f":k a wx:Identifier ; wx:identifies id:a ; {ACTUAL}\n"
    graph = make_graph(figure + code + change("merger", "id:a", "id:z"))
    assert four(graph, "m") == (None, None, None, "2014-12-31")
    assert four(graph, "k") == (None, "2015-06-01", "2015-06-01", None)


def award(recipient: str = "id:b", work: str = "id:z", when: str = "") -> str:
    dated = f'wx:date "{when}"^^xsd:gYear ;' if when else ""
    parties = f"wx:funder id:a ; wx:recipient {recipient} ; wx:fundedWork {work}"
    return f":m a wx:Funding ; {parties} ; {dated} {ACTUAL}\n"


@pytest.mark.parametrize("party", ["id:a", "id:b", "id:z"])
def test_an_undated_award_is_not_before_any_party(make_graph: MakeGraph, party: str) -> None:
    born = milestone("creation", party, "2012")
    assert four(make_graph(award() + born), "m")[0] == "2012-01-01"
    assert four(make_graph(award(when="2010") + born), "m")[0] == "2010-01-01"


def test_an_undated_award_is_not_before_a_work_to_be_established(make_graph: MakeGraph) -> None:
    plan = milestone("creation", "id:z", "", PLANNED)
    assert four(make_graph(award() + plan), "m") == ("2015-06-01", "2015-06-01", None, None)


def test_an_award_may_come_before_the_work_but_not_before_its_giver(make_graph: MakeGraph) -> None:
    later = {party: milestone("creation", party, "2018") for party in ("id:a", "id:z")}
    assert four(make_graph(award() + later["id:z"]), "m")[0] == "2015-06-01"
    assert four(make_graph(award() + later["id:a"]), "m")[0] == "2018-01-01"


@pytest.mark.parametrize("kind", ["bid", "selection", "development"])
def test_an_undated_milestone_is_not_before_its_subject(make_graph: MakeGraph, kind: str) -> None:
    stage = milestone(kind, "id:b").replace(":born", ":m")
    assert four(make_graph(stage + milestone("launch", "id:b", "2012")), "m")[0] == "2012-01-01"
    assert four(make_graph(stage), "m")[0] is None


def test_a_figure_without_a_period_is_not_before_its_subject(make_graph: MakeGraph) -> None:
    born = milestone("creation", "id:b", "2012")
    undated = f":m a wx:Figure ; wx:subject id:b ; {ACTUAL}\n"
    assert four(make_graph(undated + born), "m")[0] == "2012-01-01"
    dated = undated.replace("wx:status", 'wx:from "2010"^^xsd:gYear ; wx:status')
    assert four(make_graph(dated + born), "m")[0] == "2010-01-01"


def test_an_open_date_of_a_document_ends_with_its_vouching(make_graph: MakeGraph) -> None:
    vouched = (
        "<https://w3id.org/wessex-kg/graph/news> prov:wasDerivedFrom <> ;"
        ' wx:vouchedOn "2016-01-01"^^xsd:date .\n'
    )
    award = f":m a wx:Funding ; wx:funder id:a ; {ACTUAL}\n"
    assert four(make_graph(award + vouched, "2015-10/.."), "m")[1] == "2016-01-01"
    assert four(make_graph(award + vouched, None), "m")[1] == "2016-01-01"
    assert four(make_graph(award, None), "m")[1] is None


def test_register_facts_are_attested_by_their_editions(make_graph: MakeGraph) -> None:
    editions = (
        '<#e1> a wx:Edition ; dcterms:issued "2010-05"^^xsd:gYearMonth .\n'
        '<#e2> a wx:Edition ; dcterms:issued "2020-05"^^xsd:gYearMonth .\n'
    )
    fact = MEMBER.replace("<#char=0,9>", "<#e1>, <#e2>")
    assert four(make_graph(editions + fact, None), "m") == (None, "2010-05-31", "2020-05-01", None)


def test_a_date_that_cannot_be_read_is_noted_and_taken_as_unknown(make_graph: MakeGraph) -> None:
    graph = make_graph(MEMBER.replace("wx:status", 'wx:from "soon" ; wx:status'))
    assert four(graph, "m") == (None, None, None, None)
    assert len(graph.notes) == 1
    assert "'soon' is no date" in graph.notes[0]


# Slices


@pytest.mark.parametrize(
    ("on", "holding", "possible"),
    [
        # Before the alliance: only what no party bounds.
        ("2009-08-31", set(), {"code-alpha", "kind-alpha", "name-alpha"}),
        # The day of the first document, on which its house is not there yet or just created.
        (
            "2010-03-12",
            {"award", "creation-beta", "creation-house", "host-alpha", "lead-gamma"}
            | {"member-delta", "member-gamma", "name-alpha", "post-a"},
            {"code-alpha", "kind-alpha", "place-house"},
        ),
        # Alpha Trust and Delta Council have ended; Omega Trust goes on.
        (
            "2022-01-15",
            {"award", "creation-beta", "creation-house", "delta-succession", "lead-gamma"}
            | {"merger"},
            {"member-gamma", "partner-omega", "place-house", "post-a", "post-b"},
        ),
    ],
)
def test_as_of_keeps_and_marks(
    small_folder: Path, on: str, holding: set[str], possible: set[str]
) -> None:
    graph = kg.load([small_folder], slice=Slice(as_of=date.fromisoformat(on)))
    assert facts(graph) == holding | possible
    assert {kg.vocabulary.slug(fact) for fact in graph.may_hold} == possible
    marked = graph.rows("SELECT ?f { ?f wx:mayHold true }")
    assert {row["f"].value for row in marked} == graph.may_hold  # type: ignore[union-attr]
    assert {kg.vocabulary.slug(fact) for fact in graph.days} == holding | possible
    left = 16 - len(holding) - len(possible)
    assert graph.notes == [
        f"as of {on}: {len(holding)} facts hold, {len(possible)} may hold (marked), {left} do not"
    ]


def test_certain_keeps_only_what_holds_and_says_why_it_is_little(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=Slice(as_of=date(2021, 7, 1), certain=True))
    assert facts(graph) == {
        "creation-beta",
        "award",
        "creation-house",
        "lead-gamma",
        "merger",
        "delta-succession",
    }
    assert not graph.may_hold
    assert "certain only on the day of its document" in graph.notes[0]


def test_a_plain_property_follows_the_slice(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=Slice(as_of=date(2021, 7, 1)))
    assert pairs(graph, "wx:hosts") == []
    assert graph.run("ASK { GRAPH graph:alpha-news { ?fact wx:memberRole wx:asHost } }")
    assert not graph.run("ASK { GRAPH graph:derived { ?body wx:hosts ?other } }")


def test_status(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=Slice(status="planned"))
    assert facts(graph) == {"creation-house", "lead-gamma"}
    assert four(graph, FACT + "alpha-news/lead-gamma")[0] == "2010-03-12"


@pytest.mark.parametrize("name", ["omega-report", DOCUMENT + "omega-report"])
def test_documents(small_folder: Path, name: str) -> None:
    graph = kg.load([small_folder], slice=Slice(documents=(name,)))
    assert facts(graph) == {"merger", "partner-omega", "place-house", "post-b"}
    # The days rest on all that is known, not on the document alone.
    assert four(graph, FACT + "omega-report/place-house")[0] == "2010-03-12"


def test_bad_slices(small_folder: Path) -> None:
    with pytest.raises(UnknownName, match="the documents are alpha-news, omega-report, register"):
        kg.load([small_folder], slice=Slice(documents=("omega",)))
    with pytest.raises(KgError, match="unknown status 'real'"):
        Slice(status="real")
    with pytest.raises(KgError, match="--as-of"):
        Slice(certain=True)


def test_slices_describe_themselves() -> None:
    assert Slice().describe() == "all facts"
    everything = Slice(date(2015, 1, 1), True, "actual", ("a", DOCUMENT + "b"), True)
    assert everything.describe() == (
        "as of 2015-01-01, only what is certain; actual facts only; documents: a, b;"
        " successors in place of predecessors"
    )


def test_facts_without_an_iri_are_noted(make_graph: MakeGraph) -> None:
    graph = make_graph(MEMBER.replace(":m ", "_:m "), wanted=Slice(status="planned"))
    assert "facts without an IRI" in graph.notes[0]


# Successors


ROLLED = Slice(roll_up=True)


def test_one_successor_stands_for_its_predecessors(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=ROLLED)
    assert pairs(graph, "wx:hosts") == [("omega-trust", "beta-alliance")]
    assert pairs(graph, "wx:rolledUpFrom") == [("host-alpha", "alpha-trust")]
    # Names, codes, kinds and changes stay with the body that had them.
    assert pairs(graph, "wx:names") == [("name-alpha", "alpha-trust")]
    assert pairs(graph, "wx:identifies") == [("code-alpha", "alpha-trust")]
    assert pairs(graph, "org:classification") == [("alpha-trust", "nhsTrust")]
    assert ("merger", "alpha-trust") in pairs(graph, "wx:predecessor")


def test_several_successors_are_noted_never_chosen(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=ROLLED)
    assert ("member-delta", "delta-council") in pairs(graph, "wx:member")
    assert graph.notes == [
        "Delta Council has several successors (Delta East Council, Delta West Council);"
        " it stays as it is (--split all gives each its seat)"
    ]


def test_a_line_is_followed_to_its_end(make_graph: MakeGraph) -> None:
    line = change("succession", "id:a", "id:c", name="1") + change(
        "acquisition", "id:c", "id:d", "2014-04-01", "2"
    )
    graph = make_graph(MEMBER + line, wanted=ROLLED)
    assert pairs(graph, "wx:member") == [("m", "d")]
    assert pairs(graph, "wx:rolledUpFrom") == [("m", "a")]


def test_lines_that_meet_again_have_one_end(make_graph: MakeGraph) -> None:
    meet = change("succession", "id:a", "id:c, id:d", name="1") + change(
        "merger", "id:c, id:d", "id:e", "2014-04-01", "2"
    )
    assert pairs(make_graph(MEMBER + meet, wanted=ROLLED), "wx:member") == [("m", "e")]


def test_a_split_and_a_plan_are_not_followed(make_graph: MakeGraph) -> None:
    planned = change("merger", "id:a", "id:z").replace("wx:actual", "wx:planned")
    for text in (change("split", "id:a", "id:z"), planned):
        assert pairs(make_graph(MEMBER + text, wanted=ROLLED), "wx:member") == [("m", "a")]


def test_all_the_heirs_of_a_split_may_take_the_seat(make_graph: MakeGraph) -> None:
    wanted = Slice(roll_up=True, split="all")
    several = MEMBER + change("succession", "id:a", "id:c, id:d")
    assert pairs(make_graph(several, wanted=wanted), "wx:member") == [("m", "c"), ("m", "d")]
    beside = MEMBER + change("split", "id:a", "id:c")
    assert pairs(make_graph(beside, wanted=wanted), "wx:member") == [("m", "a"), ("m", "c")]


PART = (
    ":p a wx:Part ; wx:part id:a ; wx:whole id:w ; wx:status wx:actual ;"
    " wx:evidence <#char=0,5> .\n"
)


def test_a_part_follows_its_own_change_and_not_that_of_its_whole(make_graph: MakeGraph) -> None:
    ended = change("succession", "id:w", "id:x", name="1")
    own = make_graph(MEMBER + PART + ended + change("split", "id:a", "id:c"), wanted=ROLLED)
    assert pairs(own, "wx:member") == [("m", "c")]
    without = make_graph(MEMBER + PART + ended, wanted=ROLLED)
    assert pairs(without, "wx:member") == [("m", "a")]
    assert without.notes == [
        "id:a was part of id:w, which ended 2013-04-01; its own successor is not recorded: it stays"
    ]


def test_a_seat_goes_on_with_the_successor(make_graph: MakeGraph) -> None:
    merged = MEMBER + change("merger", "id:a", "id:z")
    later = date(2014, 1, 1)
    assert pairs(make_graph(merged, "2012", Slice(as_of=later)), "wx:member") == []
    rolled = make_graph(merged, "2012", Slice(as_of=later, roll_up=True))
    assert pairs(rolled, "wx:member") == [("m", "z")]
    assert len(rolled.may_hold) == 1


def test_a_post_stays_with_the_body_of_which_it_is_told(make_graph: MakeGraph) -> None:
    post = f":q a wx:Post ; wx:holder id:h ; wx:roleIn id:a ; {ACTUAL}\n"
    merged = post + change("merger", "id:a", "id:z")
    rolled = make_graph(merged, "2012", ROLLED)
    assert pairs(rolled, "wx:roleIn") == [("q", "a")]
    after = Slice(as_of=date(2014, 1, 1), roll_up=True)
    assert pairs(make_graph(merged, "2012", after), "wx:roleIn") == []


def test_the_old_name_asks_for_the_successor_too(small_folder: Path) -> None:
    graph = kg.load([small_folder], slice=ROLLED)
    answer = graph.query("memberships-of", body="alpha-trust")
    assert [row["name"].value for row in answer.records()] == ["Beta Alliance", "Living House"]


def test_what_only_one_source_says_can_be_left_out(small_folder: Path) -> None:
    for without in ("alpha-news", "document:alpha-news", DOCUMENT + "alpha-news"):
        graph = kg.load([small_folder], slice=Slice(without=(without,)))
        assert "host-alpha" not in facts(graph)
        assert "merger" in facts(graph)
    with pytest.raises(UnknownName, match="no facts of a document 'nothing'"):
        kg.load([small_folder], slice=Slice(without=("nothing",)))


def test_what_cites_a_passage_can_be_left_out(make_graph: MakeGraph) -> None:
    passage = DOCUMENT + "news#char=0,9"
    graph = make_graph(MEMBER + PART.replace("0,5", "6,9"), wanted=Slice(without=(passage,)))
    assert facts(graph) == {"p"}
    assert graph.slice.describe() == "without news 0–9"
    wanted = Slice(without=("news#char=0,9",))
    short = make_graph(MEMBER + PART.replace("0,5", "6,9"), wanted=wanted)
    assert facts(short) == {"p"}
    with pytest.raises(UnknownName, match="no fact cites news 1–2"):
        make_graph(MEMBER, wanted=Slice(without=("news#char=1,2",)))


def test_split_goes_with_roll_up() -> None:
    with pytest.raises(KgError, match="--split goes with --roll-up"):
        Slice(split="all")
    with pytest.raises(KgError, match="unknown split 'some'"):
        Slice(split="some", roll_up=True)


def test_a_class_of_bodies_is_one_whatever_the_slice(make_graph: MakeGraph) -> None:
    said = (
        ":k a wx:Description ; wx:subject id:a ; wx:descriptionKind wx:kindOfBody ;"
        " wx:concept wx:classOfBodies ; wx:status wx:actual ; wx:evidence <#char=0,5> .\n"
    )
    graph = make_graph(MEMBER + said, wanted=Slice(status="planned"))
    assert pairs(graph, "wx:severalBodies") == [("a", "true")]


def test_a_circle_of_changes_is_an_error(make_graph: MakeGraph) -> None:
    circle = change("succession", "id:a", "id:b", name="1") + change(
        "succession", "id:b", "id:a", "2014-04-01", "2"
    )
    with pytest.raises(KgError, match="in a circle: a → b → a"):
        make_graph(MEMBER + circle, wanted=ROLLED)


def test_changes_are_followed_though_the_slice_leaves_them_out(
    small_folder: Path, make_graph: MakeGraph
) -> None:
    graph = kg.load([small_folder], slice=Slice(documents=("alpha-news",), roll_up=True))
    assert "merger" not in facts(graph)
    assert pairs(graph, "wx:rolledUpFrom") == [("host-alpha", "alpha-trust")]
    hoped = MEMBER.replace("wx:actual", "wx:planned") + change("merger", "id:a", "id:z")
    for day, member in ((date(2013, 3, 31), "a"), (date(2013, 4, 1), "z"), (None, "z")):
        wanted = Slice(as_of=day, status="planned", roll_up=True)
        assert pairs(make_graph(hoped, "2012", wanted), "wx:member") == [("m", member)]


def test_only_changes_that_have_happened_are_followed(write_document: WriteDocument) -> None:
    later = MEMBER.replace("wx:status", 'wx:from "2012-01-01"^^xsd:date ; wx:status')
    path = write_document(later + change("merger", "id:a", "id:z"))
    before = kg.load([path], slice=Slice(as_of=date(2013, 3, 31), roll_up=True))
    assert pairs(before, "wx:member") == [("m", "a")]
