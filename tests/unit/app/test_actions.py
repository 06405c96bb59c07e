"""What a page sends changes the state as it says, or is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multivector_sim.app.actions import act
from multivector_sim.classroom import Side, State
from multivector_sim.classroom.phases import Phase
from multivector_sim.errors import InputError

START = State()
DATED = State(a=Side("baseline", {}, (Phase(52, {"skill": 0.5}),)))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"kind": "preset", "side": "b", "value": "hedge"}, State(b=Side("hedge"))),
        (
            {"kind": "lever", "side": "a", "lever": "skill", "value": 0.25},
            State(a=Side("baseline", {"skill": 0.25})),
        ),
        ({"kind": "switch", "name": "sco", "value": False}, State(off=("sco",))),
        ({"kind": "switch", "name": "sco", "value": True}, START),
        (
            {"kind": "variant", "name": "no_upper_hand", "value": True},
            State(variants=("no_upper_hand",)),
        ),
        ({"kind": "runs", "value": 500}, State(runs=500)),
        ({"kind": "quarter", "value": 8}, State(quarter=8)),
        ({"kind": "language", "value": "kk"}, State(language="kk")),
        ({"kind": "tell", "side": "b", "value": 17}, State(history="b", run=17)),
        (
            {"kind": "phase", "side": "a"},  # where the preset has the first lever
            State(a=Side("baseline", {}, (Phase(64, {"inclusion": 0.2}),))),
        ),
    ],
)
def test_actions_do_what_they_say(action, expected):
    assert act(START, action) == expected


def test_a_new_preset_takes_its_own_levers():
    moved = act(START, {"kind": "lever", "side": "a", "lever": "skill", "value": 0.25})
    assert act(moved, {"kind": "preset", "side": "a", "value": "hedge"}).a == Side("hedge")
    assert act(moved, {"kind": "lever", "side": "a", "lever": "skill", "value": None}) == START


def test_a_phase_is_moved_filled_and_taken_away():
    own = {"side": "a", "place": 0}
    moved = act(DATED, {"kind": "phase_date", **own, "value": 8})
    assert moved.a.phases == (Phase(8, {"skill": 0.5}),)
    filled = act(moved, {"kind": "phase_lever", **own, "lever": "openness", "value": 1.5})
    assert filled.a.phases[0].levers == {"openness": 1.5, "skill": 0.5}
    alone = act(filled, {"kind": "phase_lever", **own, "lever": "skill", "value": None})
    assert alone.a.phases[0].levers == {"openness": 1.5}
    assert act(alone, {"kind": "phase_lever", **own, "lever": "openness", "value": None}) == START
    assert act(DATED, {"kind": "phase_gone", **own}) == START
    assert act(DATED, {"kind": "untell"}) == DATED
    full = DATED
    for _ in range(2):
        full = act(full, {"kind": "phase", "side": "a"})
    with pytest.raises(InputError, match="at most 3"):
        act(full, {"kind": "phase", "side": "a"})


@pytest.mark.parametrize(
    "action",
    [
        None, [], "runs", {"kind": "seed"}, {"kind": ["runs"]}, {"kind": "__init__", "value": 1},
        {"kind": "runs", "value": 10**9}, {"kind": "runs", "value": [200]},
        {"kind": "preset", "side": "a", "value": "/etc/passwd"},
        {"kind": "preset", "side": "a", "value": ["hedge"]},
        {"kind": "preset", "side": "c", "value": "hedge"},
        {"kind": "preset", "side": ["a"], "value": "hedge"},
        {"kind": "lever", "side": "a", "lever": "__class__", "value": 0.5},
        {"kind": "lever", "side": "a", "lever": "skill", "value": "0.5"},
        {"kind": "lever", "side": "a", "lever": "skill", "value": {"x": 1}},
        {"kind": "switch", "name": "gravity", "value": False},
        {"kind": "tell", "side": "a", "value": 200}, {"kind": "tell", "side": "a", "value": "7"},
        {"kind": "tell", "value": 7}, {"kind": "phase", "side": "c"},
        {"kind": "phase_gone", "side": "a", "place": 0},
        {"kind": "phase_date", "side": "a", "place": True, "value": 4},
        {"kind": "phase_lever", "side": "a", "place": [], "lever": "skill", "value": 0.5},
        {"kind": "quarter", "value": 1e9}, {"kind": "predict", "value": "yes"},
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused(action):
    with pytest.raises(InputError):
        act(START, action)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["preset", "lever", "switch", "variant", "runs", "seed", "power",
                                  "quarter", "predict", "language", "phase", "phase_gone",
                                  "phase_date", "phase_lever", "tell", "untell"])},
        optional={"side": st.sampled_from(["a", "b"]) | anything,
                  "lever": st.just("skill") | anything, "name": st.just("sco") | anything,
                  "value": anything, "place": st.just(0) | anything},
    )
)  # fmt: skip
def test_nothing_that_is_sent_ends_in_another_error(action):
    with contextlib.suppress(InputError):
        assert isinstance(act(DATED, action), State)
