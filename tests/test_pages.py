"""The pages that `make docs` writes are as it writes them, and their examples work."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from kg import query
from kg.cli import COMMANDS, cli
from kg.measures import MEASURES
from kg.vocabulary import FACT_KINDS, THING_KINDS

DOCS = Path(__file__).parents[1] / "docs"
STALE = "is stale: make docs"


def script(name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_data_dictionary() -> None:
    made = script("dictionary").dictionary()
    assert page("data-dictionary.md") == made, f"docs/data-dictionary.md {STALE}"
    assert all(f"\n### {kind}\n" in made for kind in FACT_KINDS)
    assert all(f"| `wx:{kind}` |" in made for kind in THING_KINDS)


def test_data_dictionary_explains_every_property() -> None:
    rows = re.findall(
        r"^\| `\S+` \| (?:one|two|any|at most) ?.*\|$", page("data-dictionary.md"), re.M
    )
    assert len(rows) > 50
    assert [row for row in rows if re.search(r"\|  \|", row)] == []


def test_architecture() -> None:
    assert page("architecture.md") == script("modules").architecture(), f"architecture.md {STALE}"
    assert page("architecture.md").count("\n| 1 | `errors` |") == 1


def test_the_picture_of_the_readme() -> None:
    made = script("pictures").picture().decode()
    assert page("tables.svg") == made, f"docs/tables.svg {STALE}"


def test_measures() -> None:
    made = script("measures").measures()
    assert page("measures.md") == made, f"docs/measures.md {STALE}"
    assert all(f"\n## {name}\n" in made for name in MEASURES)


def test_diagram() -> None:
    assert page("model.svg") == script("diagram").drawing(), f"docs/model.svg {STALE}"


def test_questions() -> None:
    made = script("questions").questions()
    assert page("questions.md") == made, f"docs/questions.md {STALE}"
    assert all(f"\n### {name}\n" in made for name in query.library())


def test_commands() -> None:
    commands = script("commands")
    if f"click {commands.CLICK} " not in page("commands.md"):
        pytest.skip("another click lays help out in another way")
    assert page("commands.md") == commands.commands(), f"docs/commands.md {STALE}"
    assert all(f"\n## kg {name}\n" in page("commands.md") for name in COMMANDS)


@pytest.mark.parametrize("example", re.findall(r"^`kg (query .*)`$", page("questions.md"), re.M))
def test_example_of_a_question_has_an_answer(
    example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main([*shlex.split(example), "-f", "csv"], standalone_mode=False)
    assert code == 0
    assert capsys.readouterr().out.count("\n") > 1


def test_python() -> None:
    code = "\n".join(re.findall(r"^```pycon\n(.*?)^```", page("python.md"), re.M | re.S))
    examples = doctest.DocTestParser().get_doctest(code, {}, "python.md", "docs/python.md", 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert runner.run(examples, out=told.append).failed == 0, "".join(told)
    assert len(examples.examples) > 15
