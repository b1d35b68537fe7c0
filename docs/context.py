"""Write ontology/context.jsonld anew from the ontology."""

import kg
from kg.content import folder
from kg.export import context_file


def main() -> None:
    text = context_file(kg.load())
    (folder("ontology") / "context.jsonld").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
