"""A link restores the exact state; a hostile one is refused with words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multivector_sim.classroom import Side, State, presets, read_link, write_link
from multivector_sim.classroom.link import LONGEST
from multivector_sim.classroom.phases import MOST_PHASES, Phase
from multivector_sim.classroom.state import HISTORIES, LANGUAGES, PARAMETER_SETS, RUNS
from multivector_sim.classroom.world import load_world, top
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.variants import MODEL_VARIANTS


@st.composite
def sides(draw):
    levers = draw(st.sets(st.sampled_from(LEVERS)))
    levels = {one: draw(st.integers(0, round(100 * top(one)))) / 100 for one in sorted(levers)}
    quarters = draw(st.sets(st.integers(1, load_world().quarters - 1), max_size=MOST_PHASES))
    phases = []
    for quarter in quarters:
        set_then = draw(st.sets(st.sampled_from(LEVERS), min_size=1))
        levels_then = {
            one: draw(st.integers(0, round(100 * top(one)))) / 100 for one in sorted(set_then)
        }
        phases.append(Phase(quarter, levels_then))
    return Side(draw(st.sampled_from(sorted(presets()))), levels, tuple(phases))


@st.composite
def states(draw):
    world = load_world()
    return State(
        a=draw(sides()),
        b=draw(sides()),
        off=tuple(draw(st.sets(st.sampled_from(MECHANISMS)))),
        variants=tuple(draw(st.sets(st.sampled_from([row.name for row in MODEL_VARIANTS])))),
        runs=draw(st.sampled_from(RUNS)),
        seed=draw(st.integers(0, 999_999)),
        parameters=draw(st.sampled_from(PARAMETER_SETS)),
        power=draw(st.sampled_from(world.powers)),
        quarter=draw(st.integers(0, world.quarters - 1)),
        predict=draw(st.booleans()),
        language=draw(st.sampled_from(LANGUAGES)),
        history=draw(st.sampled_from(HISTORIES)),
        run=draw(st.integers(0, RUNS[0] - 1)),
    )


@settings(max_examples=40)
@given(states())
def test_a_link_restores_the_exact_state(state):
    link = write_link(state)
    assert read_link(link) == state
    assert link.isascii()
    assert len(link) <= LONGEST


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("a=<script>alert(1)</script>", "policy: '<script>alert(1)</script>' received"),
        ("a=../../etc/passwd", "policy"),
        ("a=/etc/passwd.yaml", "policy"),
        ("a=war_2022", "policy"),  # a shipped scenario with another world
        ("a.inclusion=1e999", "a.inclusion='1e999' received"),
        ("a.inclusion=nan", "a number such as 0.5"),
        ("a.inclusion=-0.1", "a number such as 0.5"),
        ("a.inclusion=1.01", "0 to 1"),
        ("b.openness=2.01", "0 to 2"),
        ("a.inclusion=٠.٥", "a number such as 0.5"),
        ("a.inclusion=0.5&a.inclusion=0.6", "comes twice"),
        ("a.retention.x=1", "unknown field"),
        ("__class__=1", "unknown field"),
        ("runs=100000000", "at most six digits"),
        ("runs=999999", "allowed are 200"),
        ("runs=0200000", "at most six digits"),
        ("seed=-1", "whole number"),
        ("seed=1.5", "whole number"),
        ("off=sco.os.system", "mechanism: 'os' received"),
        ("off=" + "sco." * 400, "off="),
        ("variant=no_such", "variant"),
        ("power=KAZ", "power"),
        ("at=2031Q1", "from 1992Q1 to 2025Q4"),
        ("at=9999Q9", "a quarter such as"),
        ("predict=yes", "0 or 1"),
        ("lang=xx", "language"),
        ("history=c", "history: 'c' received"),
        ("history=<img src=x>", "history"),
        ("run=200", "0 to 199"),
        ("run=-1", "whole number"),
        ("a.from4=2004Q1-skill-0.5", "unknown field"),
        ("a.from1=2004Q1", "2004Q1-inclusion-0.80"),
        ("a.from1=2004Q5-skill-0.5", "2004Q1-inclusion-0.80"),
        ("a.from1=2004Q1-skill-1e9", "2004Q1-inclusion-0.80"),
        ("a.from1=2004Q1-skill-1.5", "0 to 1"),
        ("a.from1=2004Q1-gravity-0.5", "lever: 'gravity'"),
        ("a.from1=2004Q1-skill-0.5-skill-0.6", "each lever can be set once"),
        ("a.from1=2004Q1" + "-skill-0.5" * 200, "2004Q1-inclusion-0.80"),
        ("a.from1=1992Q1-skill-0.5", "1 to 135"),
        ("a.from1=2026Q1-skill-0.5", "from 1992Q1 to 2025Q4"),
        ("a.from1=2004Q1-skill-0.5&a.from2=2004Q1-openness-1", "two begin in 2004Q1"),
        ("b.from1=../../etc/passwd", "2004Q1-inclusion-0.80"),
        ("set=<b>", "parameters: '<b>'"),
        ("%ff=1", "cannot be read"),
        ("&".join(f"a{n}=1" for n in range(100)), "cannot be read"),
        ("runs", "cannot be read"),
        ("x" * 5000, "5000 characters"),
        ("seed=" + "9" * 1900, "at most six digits"),
    ],
)
def test_hostile_links_are_refused_with_short_words(query, words):
    with pytest.raises(InputError) as refused:
        read_link(query)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 400


@settings(max_examples=60)
@given(st.text(max_size=80) | st.from_regex(r"[a-z.]{1,12}=[^&]{0,20}(&[a-z.]{1,12}=.{0,20}){0,3}"))
def test_any_text_is_a_state_or_is_refused(text):
    try:
        state = read_link(text)
    except InputError:
        return
    assert read_link(write_link(state)) == state


def test_the_longest_state_can_be_read():
    side = Side(
        max(presets(), key=len), dict.fromkeys(LEVERS, 0.25),
        tuple(Phase(quarter, dict.fromkeys(LEVERS, 0.25)) for quarter in (40, 60, 80)),
    )  # fmt: skip
    state = State(
        side, side, off=MECHANISMS, variants=tuple(row.name for row in MODEL_VARIANTS),
        history="b", run=199, seed=999_999, runs=1000, parameters="accepted",
    )  # fmt: skip
    assert read_link(write_link(state)) == state


def test_nothing_is_the_state_at_the_start():
    assert read_link("") == State()
    assert read_link("seed=7") == State(seed=7)
