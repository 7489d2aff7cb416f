"""A control that makes no sense is refused."""

import pytest

from snippets.drawing.controls import Frames, choice, handle, slider, switch


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: slider("K", range(3), 7),
            "stops must be at least two different texts, among them 7",
        ),
        (lambda: slider("K", [1, 1], 1), "stops must be at least two different texts"),
        (lambda: slider("K", [1], 1), "stops must be at least two different texts"),
        (
            lambda: choice("K", {"a": "A", "b": "B"}, "c"),
            "options must be at least two, among them 'c', not a, b",
        ),
        (lambda: choice("K", {"a": "A"}, "a"), "options must be at least two"),
        (lambda: handle("K", (1, 20), 0, 10, 1), "at must be two numbers from 0 to 10"),
        (lambda: handle("K", (1, 2, 3), 0, 10, 1), "at must be two numbers from 0 to 10"),
        (lambda: handle("K", (1, 2), 0, 10, 0), "step positive, not 0"),
        (
            lambda: Frames("Try.", {}, {"all": 1}, first=("none",)),
            r"first must name states \(all\), not 'none'",
        ),
    ],
    ids=[
        "slider at none",
        "equal stops",
        "one stop",
        "choice of none",
        "one option",
        "handle outside",
        "three numbers",
        "no step",
        "first state",
    ],
)
def test_a_control_that_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_controls_are_plain_data():
    assert slider("K", range(2), 1, "step {}") == {
        "kind": "slider",
        "label": "K",
        "stops": ["0", "1"],
        "at": "1",
        "spoken": ["step 0", "step 1"],
    }
    assert slider("K", "ab", "a")["spoken"] == ["a", "b"]
    assert choice("K", {"a": "A", "b": "B"}, "b")["at"] == "b"
    assert switch("K", 1) == {"kind": "switch", "label": "K", "at": True}
    assert handle("K", (0, 1), 0, 1, 0.1)["at"] == [0.0, 1.0]
    assert Frames("Try.", {}, {"all": 1}).first == ("all",)
