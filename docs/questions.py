"""Write docs/questions.md anew: each question and rule with what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

import kg
from kg import query, rules
from kg.query import Parameter, Question, Term
from kg.vocabulary import compact

TARGET = Path(__file__).with_name("questions.md")
MADE = "<!-- Made by `make docs`; do not edit. -->"


def questions() -> str:
    """docs/questions.md: the questions by group, with their parameters and an example."""
    asked = [query.read(path) for path in query.library().values()]
    groups = sorted({each.group for each in asked})
    return (
        "\n\n".join([_questions_head(), *(_group(name, asked) for name in groups), _rules()]) + "\n"
    )


def _questions_head() -> str:
    return f"""\
{MADE}

# Questions

Each is one file, `queries/NAME.rq`: plain SPARQL 1.1 that runs as it stands in any engine, on the
Turtle of `kg export turtle --derived` (some questions ask for the days, which are derived). A
parameter takes a name (any that the graph knows, typing errors are told), a slug or an IRI, and may
be repeated. `--evidence` adds the passages; `--as-of`, `--status`, `--document` and `--roll-up`
cut the graph first. [Adding](adding.md) says how to add one."""


def _group(name: str, asked: Iterable[Question]) -> str:
    return "\n\n".join([f"## {name}", *(_question(each) for each in asked if each.group == name)])


def _question(asked: Question) -> str:
    parts = [f"### {asked.name}", asked.summary]
    if asked.parameters:
        parts.append("\n".join(f"- `--{each.option}` {each.about}" for each in asked.parameters))
    return "\n\n".join([*parts, f"`{_call(asked)}`"])


def _call(asked: Question) -> str:
    """A command that asks the question with the example of its file."""
    words = [f'--{each.option} "{value}"' for each in asked.parameters for value in _given(each)]
    return " ".join(["kg query", asked.name, *words])


def _given(parameter: Parameter) -> list[str]:
    return [_word(term) for term in parameter.example if term is not None]


def _word(term: Term) -> str:
    """A term as one writes it on the command line: a thing by its name, a class by its IRI."""
    if not isinstance(term, NamedNode):
        return query.plain(term)
    is_class = _known().run(f"ASK {{ {term} a owl:Class }}")
    return compact(term.value) if is_class else _known().label(term.value)


@cache
def _known() -> kg.Graph:
    return kg.load()


def _rules() -> str:
    rows = [
        f"| `{rule.name}` | {rule.severity} | {rule.question.summary} |" for rule in rules.rules()
    ]
    return f"""\
## Rules of `kg check`

Files of `queries/check/`, besides the shapes of `ontology/shapes.ttl`; each returns the offenders.

| rule | severity | what holds |
|---|---|---|
{chr(10).join(rows)}"""


def main() -> None:
    TARGET.write_text(questions(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
