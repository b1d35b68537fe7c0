"""Each rule of queries/check catches its own bad example, and only that."""

import re
from pathlib import Path

import pytest
import rdflib
from bad_examples import ALWAYS, SOUND, examples, found_in, names_of, spoilt

from kg import rules
from kg.api import Graph, load
from kg.errors import KgError
from kg.vocabulary import DAYS_GRAPH

EXAMPLES = examples("rules")
RULES = {rule.name: rule for rule in rules.rules()}


def test_each_rule_has_a_bad_example_and_no_example_is_idle() -> None:
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != ALWAYS])
def test_only_its_rule_catches_an_example(name: str, tmp_path: Path) -> None:
    findings = found_in(spoilt(EXAMPLES[name], tmp_path))
    assert names_of(findings) == {name}
    for finding in findings:
        assert finding.severity == (RULES[name].severity if finding.rule == name else "info")
        assert finding.file
        assert "nothing" not in finding.message


def test_an_unused_concept_is_told(tmp_path: Path) -> None:
    findings = found_in(spoilt(EXAMPLES[ALWAYS], tmp_path))
    assert names_of(findings) == set()
    (told,) = [f.message for f in findings if "wx:MemberRole" in f.message]
    assert "wx:asGlow" in told
    assert "wx:asMember" not in told


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_only_what_it_selects(rule: rules.Rule) -> None:
    said = set(re.findall(r"\{(\w+)\}", rule.message))
    select = re.search(r"^SELECT\b(.*)", rule.question.text, re.MULTILINE)
    assert select
    assert said <= set(re.findall(r"\?(\w+)", select[1]))
    assert "ORDER BY" in rule.question.text
    assert not rule.repair.endswith(".")


@pytest.mark.parametrize("name", RULES)
def test_rdflib_finds_the_same_with_the_file_as_it_stands(name: str, tmp_path: Path) -> None:
    graph = spoilt(EXAMPLES[name], tmp_path)
    ours = {offence.thing for offence in rules.broken(graph, RULES[name])}
    rows = as_dataset(graph).query(RULES[name].question.text)
    variable = "fact" if rdflib.Variable("fact") in (rows.vars or []) else "thing"
    assert {str(row[variable]) for row in rows} == ours != set()


def as_dataset(graph: Graph) -> rdflib.Dataset:
    """The same graph in rdflib's own store, days among the other triples."""
    plain = rdflib.Dataset()
    for quad in graph.store:
        name = getattr(quad.graph_name, "value", "")
        own = plain.graph(name) if name and name != DAYS_GRAPH else plain.default_graph
        own.parse(data=f"{quad.triple} .", format="nt")
    return plain


def test_the_message_has_the_values_of_the_row(tmp_path: Path) -> None:
    graph = spoilt(EXAMPLES["member-count"], tmp_path)
    (offence,) = rules.broken(graph, RULES["member-count"])
    assert offence.message == (
        "alpha/member-count states 3 members of id:alpha-alliance; the same document lists 4"
    )


# The files of rules


def write(
    folder: Path, header: str, query: str = "SELECT ?thing WHERE { ?thing a wx:Post }"
) -> Path:
    path = folder / "glow.rq"
    path.write_text(f"{header}\n{query}\n", encoding="utf-8")
    return path


HEADER = """#+ summary: Posts do not glow.
#+ group: facts
#+ severity: warning
#+ message: {thing} glows
#+ repair: dim it"""


def test_a_new_file_is_a_new_rule(tmp_path: Path) -> None:
    write(tmp_path, HEADER)
    graph = load([SOUND])
    (offence,) = rules.offences(graph, rules.rules(tmp_path))
    assert offence.rule.name == "glow"
    assert offence.message == "alpha/post-person-a glows"


@pytest.mark.parametrize("key", ["severity", "message", "repair"])
def test_a_header_that_lacks_a_line_is_refused(key: str, tmp_path: Path) -> None:
    lines = [line for line in HEADER.splitlines() if not line.startswith(f"#+ {key}")]
    path = write(tmp_path, "\n".join(lines))
    with pytest.raises(KgError, match=rf"glow\.rq:1: the header has no {key}"):
        rules.read(path, tmp_path)


def test_an_unknown_severity_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER.replace("warning", "grave"))
    with pytest.raises(KgError, match="severity 'grave'; write violation, warning, info"):
        rules.read(path, tmp_path)


def test_a_rule_without_offender_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, "SELECT ?post WHERE { ?post a wx:Post }")
    with pytest.raises(KgError, match=r"selects \?fact or \?thing"):
        rules.broken(load([SOUND]), rules.read(path, tmp_path))


def test_a_malformed_rule_tells_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, "SELECT ?thing WHERE { ?thing a }")
    with pytest.raises(KgError, match=r"glow\.rq"):
        rules.broken(load([SOUND]), rules.read(path, tmp_path))
