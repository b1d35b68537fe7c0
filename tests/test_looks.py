"""What the things of a box and the ties of a line have in common."""

from dataclasses import replace

from scenes import thing, tie, told

from kg import looks


def test_a_group_is_counted_by_what_its_things_share() -> None:
    council, person = thing("a", sort="local authority"), thing("b", "Person")
    made = told([council, council, person, person, thing("c")], (), "boxes")
    assert looks.counted(made, (0, 1)) == "2 local authorities"
    assert looks.counted(made, (2, 3)) == "2 people"
    assert looks.counted(made, (0, 4)) == "2 organisations"
    assert looks.counted(made, (0, 1, 2)) == "3 others"


def test_things_look_as_all_of_them_are() -> None:
    both = replace(thing("a", several=True), planned=True)
    made = told([both, thing("b", several=True)], (), "tree")
    assert looks.of_things(made, (0, 1)) == {"several"}


def test_ties_look_as_all_of_them_are() -> None:
    planned = tie(0, 1, "supports", status="planned")
    inherited = replace(planned, may_hold=True, originals=("old",))
    assert looks.of_ties([planned, inherited]) == {"planned"}
    assert looks.of_ties([inherited]) == {"planned", "may", "predecessor"}
    assert looks.of_ties([planned, tie(0, 1, "supports")]) == frozenset()
    assert looks.of_ties([]) == frozenset()
