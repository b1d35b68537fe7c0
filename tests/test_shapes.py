"""Each constraint of ontology/shapes.ttl catches its own bad example, and only that."""

import re
from pathlib import Path

import pytest
import rdflib
from bad_examples import SOUND, examples, found_in, names_of, spoilt
from pyshacl import validate

from kg import shapes
from kg.api import load
from kg.vocabulary import FACT_KINDS, SKOS, WX, XSD

SH = rdflib.Namespace(shapes.SHACL)
COMPONENTS = {
    SH[name[0].lower() + name[1:]]: name
    for name in ("MinCount", "MaxCount", "Class", "Node", "NodeKind", "Pattern", "In", "Or", "Xone")
} | {SH.closed: "Closed"}
TARGETS = (SH.targetClass, SH.targetSubjectsOf)
EXAMPLES = examples("shapes")


def reporting() -> list[rdflib.term.Node]:
    """The shapes that report by themselves: those with a target, and their property shapes."""
    graph = shapes.shapes()
    aimed = {shape for target in TARGETS for shape in graph.subjects(target)}
    return sorted(aimed | {each for shape in aimed for each in graph.objects(shape, SH.property)})


def constraints() -> set[str]:
    """Every constraint of a shape that reports, as `shape.Component`."""
    graph = shapes.shapes()
    return {
        f"{shape.rsplit('#', 1)[1]}.{COMPONENTS[predicate]}"
        for shape in reporting()
        for predicate in graph.predicates(shape)
        if predicate in COMPONENTS
    }


def test_each_constraint_has_a_bad_example_and_no_example_is_idle() -> None:
    assert set(EXAMPLES) == constraints()


@pytest.mark.parametrize("name", EXAMPLES)
def test_only_its_constraint_catches_an_example(name: str, tmp_path: Path) -> None:
    findings = found_in(spoilt(EXAMPLES[name], tmp_path))
    assert names_of(findings) == {name}
    assert all(finding.file for finding in findings)


def test_nothing_is_found_in_the_sound_graph() -> None:
    assert names_of(found_in(load([SOUND]))) == set()


@pytest.mark.parametrize("shape", reporting(), ids=lambda shape: shape.rsplit("#", 1)[1])
def test_each_message_names_the_repair(shape: rdflib.URIRef) -> None:
    graph = shapes.shapes()
    predicates = set(graph.predicates(shape))
    if not predicates & COMPONENTS.keys():
        pytest.skip("a mere group of other shapes")
    (message,) = graph.objects(shape, SH.message)
    wanted, _, repair = str(message).partition(shapes.REPAIR)
    assert wanted.endswith(".")
    assert repair.endswith(".")


def test_no_shape_uses_what_a_report_would_not_show() -> None:
    """Constraints that these tests do not know could have no example."""
    graph = shapes.shapes()
    known = {*COMPONENTS, *TARGETS, SH.path, SH.property, SH.message, SH.ignoredProperties}
    used = {predicate for shape in reporting() for predicate in graph.predicates(shape)}
    assert used <= known | {rdflib.RDF.type}


def test_the_shapes_are_valid_shacl() -> None:
    conforms, _, text = validate(
        rdflib.Graph(), shacl_graph=shapes.shapes(), meta_shacl=True, inference="none"
    )
    assert conforms, text


def test_a_breach_tells_thing_value_and_repair(tmp_path: Path) -> None:
    graph = spoilt(EXAMPLES["Post-holder.Class"], tmp_path)
    (breach,) = shapes.validate(graph.store)
    assert breach.thing == "https://w3id.org/wessex-kg/fact/alpha/bad"
    assert (breach.shape, breach.component) == ("Post-holder", "Class")
    assert breach.severity == "violation"
    assert breach.found == "id:alpha-trust"
    assert breach.repair.startswith("name the person")


def test_a_property_out_of_place_is_named(tmp_path: Path) -> None:
    (breach,) = shapes.validate(spoilt(EXAMPLES["Post.Closed"], tmp_path).store)
    assert breach.found.startswith('wx:code "B1B"')


# Helpers: what values each of them takes

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def literal(text: str, kind: str) -> rdflib.Literal:
    if kind.startswith("@"):
        return rdflib.Literal(text, lang=kind[1:], normalize=False)
    return rdflib.Literal(text, datatype=rdflib.URIRef(kind), normalize=False)


def values() -> dict[str, tuple[list[rdflib.Literal], list[rdflib.Literal]]]:
    """For each helper shape, literals that it takes and literals that it refuses."""
    string, decimal, day = XSD + "string", XSD + "decimal", XSD + "date"

    def row(kind: str, *texts: str) -> list[rdflib.Literal]:
        return [literal(text, kind) for text in texts]

    return {
        "Date": (
            row(day, "2010-03-12")
            + row(XSD + "gYearMonth", "2010-03")
            + row(XSD + "gYear", "2010")
            + row(EDTF, "2009-23", "2010-03~", "2009/2010", "../2010", "2010/..", "2010-03-12?"),
            row(day, "2010-02-31", "2010-3-12", "2010-03-12Z")
            + row(XSD + "gYearMonth", "2010-13", "2010")
            + row(XSD + "gYear", "10", "2010-03")
            + row(EDTF, "autumn 2009", "2009-2", "2009/2010/2011")
            + row(string, "2010"),
        ),
        "EnglishWords": (
            row("@en", "Chair", "Chair of the board"),
            row("@en", "", " Chair", "Chair ", "two\nlines")
            + row("@de", "Vorsitz")
            + row(string, "Chair"),
        ),
        "Characters": (row(string, "A1A"), row(string, "", " A1A") + row("@en", "A1A")),
        "Duration": (row(XSD + "duration", "P2Y6M"), row(XSD + "duration", "2 years")),
        "Number": (row(decimal, "4.0", "-4"), row(decimal, "four") + row(XSD + "integer", "4")),
        "Money": (row(decimal, "0.01"), row(decimal, "0", "-1.0") + row(string, "5.0")),
        "Currency": (row(string, "GBP"), row(string, "gbp", "£", "POUND") + row("@en", "GBP")),
        "Postcode": (row(string, "SO16 6YD", "W1A 1AA"), row(string, "SO166YD", "so16 6yd")),
        "Latitude": (row(decimal, "-90", "50.9"), row(decimal, "90.1", "-91") + row(string, "5")),
        "Longitude": (row(decimal, "-1.4", "180"), row(decimal, "180.1", "-181")),
        "Day": (row(day, "2026-11-22"), row(XSD + "gYear", "2026")),
        "Sha256": (row(string, "0" * 64), row(string, "0" * 63, "G" * 64) + row("@en", "0" * 64)),
        "Digest": (
            row(string, f"12:{'0' * 64}"),
            row(string, "0" * 64, f"0:{'0' * 64}", f"12:{'0' * 60}") + row("@en", f"1:{'0' * 64}"),
        ),
    }


@pytest.mark.parametrize("name", values())
def test_a_helper_takes_and_refuses(name: str) -> None:
    good, bad = values()[name]
    refused = values_refused(name, [*good, *bad])
    assert refused == {str(value) + str(value.language or value.datatype) for value in bad}


def values_refused(helper: str, values: list[rdflib.Literal]) -> set[str]:
    about = rdflib.URIRef("https://example.org/about")
    wanted = rdflib.Graph() + shapes.shapes()
    for place in reporting():
        wanted.remove((place, None, None))
    trial = rdflib.URIRef("https://example.org/shape")
    wanted.add((trial, rdflib.RDF.type, SH.PropertyShape))
    wanted.add((trial, SH.targetSubjectsOf, about))
    wanted.add((trial, SH.path, about))
    wanted.add((trial, SH.node, rdflib.URIRef(shapes.SHAPES + helper)))
    data = rdflib.Graph()
    for number, value in enumerate(values):
        data.add((rdflib.URIRef(f"https://example.org/{number}"), about, value))
    _, report, _ = validate(data, shacl_graph=wanted, inference="none")
    found = [report.value(each, SH.value) for _, each in report.subject_objects(SH.result)]
    return {str(value) + str(value.language or value.datatype) for value in found}


@pytest.mark.parametrize(
    ("written", "good"),
    [
        ("https://w3id.org/wessex-kg/document/alpha#char=1,2", True),
        ("https://w3id.org/wessex-kg/document/register-a#ods-2025", True),
        ("https://w3id.org/wessex-kg/document/alpha", False),
        ("https://w3id.org/wessex-kg/document/alpha#char=1", False),
        ("at:168,196", False),
    ],
)
def test_evidence_is_a_passage_or_an_edition(written: str, good: bool) -> None:
    pattern = shapes.shapes().value(rdflib.URIRef(shapes.SHAPES + "Source"), SH.pattern)
    assert bool(re.search(str(pattern), written)) is good


# What the shapes say of properties


def test_every_kind_of_fact_has_a_shape() -> None:
    kinds = {use.kind for use in shapes.uses()}
    assert {WX + kind for kind in FACT_KINDS} <= kinds


def test_uses_tell_how_often_a_property_stands_and_what_its_values_are() -> None:
    found = {(use.kind, use.property): use for use in shapes.uses()}
    party = found[WX + "Collaboration", WX + "party"]
    assert (party.least, party.most) == (2, None)
    assert party.ranges == (WX + "Organisation", WX + "Programme")
    role = found[WX + "Membership", WX + "memberRole"]
    assert (role.least, role.most) == (1, 1)
    assert role.ranges == (SKOS + "Concept",)
    assert role.schemes == (WX + "MemberRole",)
    assert found[WX + "Funding", WX + "amount"].ranges == (XSD + "decimal",)
    assert found[WX + "Description", WX + "concept"].schemes == (
        WX + "OrganisationKind",
        WX + "ProgrammeKind",
    )


def test_includes_gather_the_kinds_of_a_property() -> None:
    found = {each.property: each for each in shapes.includes()}
    assert found[WX + "object"].domains == (WX + "Relation",)
    assert len(found[WX + "subject"].domains) == 4
    assert found[WX + "holder"].ranges == (WX + "Person",)


def test_includes_are_well_formed_turtle() -> None:
    graph = rdflib.Graph().parse(data=shapes.includes_turtle(), format="turtle")
    holder = rdflib.URIRef(WX + "holder")
    schema = rdflib.Namespace("https://schema.org/")
    assert graph.value(holder, schema.domainIncludes) == rdflib.URIRef(WX + "Post")
    assert graph.value(holder, schema.rangeIncludes) == rdflib.URIRef(WX + "Person")
