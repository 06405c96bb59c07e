"""The data of the lessons: complete, in own words, and true of the model."""

from __future__ import annotations

from functools import cache

import pytest
from pydantic import ValidationError

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.evidence import theses
from multivector_sim.experiments.paired import paired_effect
from multivector_sim.handout import Grid, Lesson, Sizes, lesson, lessons, runs_of
from multivector_sim.handout.lessons import TURNED
from multivector_sim.handout.sign import signs
from multivector_sim.inquiry import Measure
from multivector_sim.scenario import load_scenario

NAMES = list(lessons())


def test_there_are_seven_with_their_numbers():
    assert [one.number for one in lessons().values()] == list(range(1, 8))
    assert all(lesson(str(one.number)) is one for one in lessons().values())


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_complete(name):
    one = lesson(name)
    known = {row.id for row in theses()}
    assert {claim for step in one.steps for claim in step.theses} <= known
    assert len(one.load()) == len(one.worlds)
    grid = Grid()
    named = [point.levels for point in one.points]
    for levels in (*named, *(side for step in one.steps for side in (step.a, step.b))):
        assert grid.nearest([levels.get(lever, 0.0) for lever in TURNED])[1]
    # In well under a minute at 15,000 runs a second.
    assert runs_of(one, grid, Sizes()) <= 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_what_its_steps_say_is_found(name):
    one = lesson(name)
    worlds = one.load()
    for step in one.steps:
        at = one.world_of(step)
        entry = Measure(step.outcome).outcome(worlds[at])
        values = []
        for side in (step.a, step.b):
            changes = {f"policy.{lever}": side.get(lever, 0.0) for lever in TURNED}
            packed = load_scenario(worlds[at], changes).pack()
            runs = round(200 * one.worlds[at].share)
            outcomes = run_ensemble(packed, runs, 1, outcomes=[entry.outcome]).outcomes
            values.append(outcomes[entry.outcome][(slice(None), *entry.entry)])
        effect = paired_effect(*values)
        sign = "lower" if effect.mean_high < 0 else "higher" if effect.mean_low > 0 else "open"
        assert sign == step.found, step.title


WHOLE = {
    "inclusion": 0.8, "concession": 0.6, "persuasion": 0.8, "leveraging": 0.4, "retention": 0.6,
}  # fmt: skip


TOLD = ("tension_rus_chn", "tension_to_pivot", "autonomy", "obstructions", "welfare")


def values_of(outcome, levels, world="laissez_faire", runs=200):
    return _run(tuple(levels.get(lever, 0.0) for lever in TURNED), world, runs)[outcome]


@cache  # a policy is met in several answers
def _run(levels, world, runs):
    changes = {f"policy.{lever}": x for lever, x in zip(TURNED, levels, strict=True)}
    packed = load_scenario(world, changes).pack()
    return run_ensemble(packed, runs, 1, outcomes=list(TOLD)).outcomes


def without(*levers, of=WHOLE):
    return {lever: level for lever, level in of.items() if lever not in levers}


def test_what_answers_tell_of_single_levers():
    def gain(outcome, a, b):
        return paired_effect(values_of(outcome, a), values_of(outcome, b))

    # Lesson 1: two levers carry autonomy, two work against it.
    for lever in TURNED:
        row = gain("autonomy", WHOLE, without(lever))
        if lever in ("leveraging", "concession"):
            assert row.mean_low > 0.005
        if lever in ("retention", "persuasion"):
            assert row.mean_high < -0.004
    assert gain("welfare", WHOLE, {}).mean_high < 0
    # Lesson 2: retention alone turns the sign of inclusion.
    for lever in without("inclusion"):
        row = gain("tension_rus_chn", without(lever), without(lever, "inclusion"))
        assert row.mean_high < 0 if lever == "retention" else row.mean_low > 0
    # Lesson 3: each step buys 0.4 to 0.8 quarters.
    steps = [
        gain("obstructions", {"concession": high}, {"concession": high - 0.2})
        for high in (0.2, 0.4, 0.6, 0.8)
    ]
    assert all(-0.85 < row.mean < -0.35 for row in steps)
    assert max(row.mean_low for row in steps) < min(row.mean_high for row in steps)
    # Lesson 4: no single lever turns the sign of persuasion, three together do.
    together = ("inclusion", "concession", "retention")
    for gone in [(lever,) for lever in without("persuasion")] + [together]:
        row = gain("tension_rus_chn", without(*gone), without(*gone, "persuasion"))
        assert row.mean_high < 0 if gone == together else row.mean_low > 0
    for a in (WHOLE, {"persuasion": 0.8}):
        felt = [values_of("tension_to_pivot", side) for side in (a, without("persuasion", of=a))]
        for power in (1, 2):
            assert paired_effect(*(one[:, power] for one in felt)).mean_high < 0


@pytest.mark.parametrize(
    ("name", "place", "sign", "lower"),
    [
        ("inclusion", 1, -1, 0.62), ("concessions", 0, 1, 0.32), ("persuasion", 1, 1, 0.16),
        ("limits", 3, 0, 0.45), ("sweep", 2, 0, 0.56),
    ],
)  # fmt: skip
def test_what_answers_tell_of_other_parameter_sets(name, place, sign, lower):
    row = held(name, place)
    assert (row.mean_low > 0) - (row.mean_high < 0) == sign
    assert row.lower == pytest.approx(lower, abs=0.06)


def test_what_is_left_without_the_channel():
    at_defaults = [
        paired_effect(
            values_of("tension_rus_chn", WHOLE, one), values_of("tension_rus_chn", {}, one)
        )
        for one in lesson("other").load()
    ]
    assert 0 < at_defaults[2].mean < at_defaults[0].mean / 10
    whole, left = held("other", 0).mean, held("other", 2).mean
    assert left / whole == pytest.approx(0.8, abs=0.15)


def held(name, place, runs=4):
    """Return a step over all accepted parameter sets, with fewer runs than a page has."""
    one = lesson(name)
    step, grid = one.steps[place], Grid()
    pair = tuple(
        grid.number(grid.nearest([side.get(lever, 0.0) for lever in TURNED])[0])
        for side in (step.a, step.b)
    )
    world = one.load()[one.world_of(step)]
    found = signs(world, grid, [pair], [step.outcome], seed=1, sets=500, runs=runs)
    return found[pair][0]


def test_lesson_6_and_its_notebook_tell_the_same_of_ukraine():
    gains = [
        values_of("autonomy", WHOLE, world, 300) - values_of("autonomy", {}, world, 300)
        for world in ("country_ukraine", "multivector")
    ]
    whole = paired_effect(*gains)
    on_page = paired_effect(*(gain[:100] for gain in gains))
    assert 0 < whole.mean_low < whole.mean < 0.01
    assert on_page.mean_low < 0 < on_page.mean_high


def test_numbers_that_answers_tell():
    def mean(outcome, **levels):
        return float(values_of(outcome, levels).mean())

    # Lesson 1: about two quarters of 136.
    assert 136 * (mean("autonomy", **WHOLE) - mean("autonomy")) == pytest.approx(2, abs=0.5)
    # Lesson 3: 16 quarters to 14.
    assert round(mean("obstructions")) == 16
    assert round(mean("obstructions", concession=0.8)) == 14
    # Lesson 7: single effects add up to +0.004, together +0.011.
    none = mean("tension_rus_chn")
    single = sum(mean("tension_rus_chn", **{lever: 0.8}) - none for lever in TURNED)
    together = mean("tension_rus_chn", **dict.fromkeys(TURNED, 0.8)) - none
    assert (round(single, 3), round(together, 3)) == (0.004, 0.011)


@pytest.mark.parametrize(
    "name", ["", "8", "0", "-1", "../lesson_1_tension", "/etc/passwd", "tension\0", "a" * 10_000,
             "<script>", "tensoin"],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_in_a_few_words(name):
    with pytest.raises(InputError, match="there are 1 ") as caught:
        lesson(name)
    assert len(str(caught.value)) < 400


def test_a_near_name_is_proposed():
    with pytest.raises(InputError, match="did you mean 'tension'"):
        lesson("tensoin")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": [{"theses": ["H99"]}]}, "H99"),
        ({"steps": [{"outcome": "luck"}]}, "luck"),
        ({"steps": [{"world": "mars"}]}, "mars"),
        ({"steps": [{"a": {"luck": 1}}]}, "luck"),
        ({"steps": [{"a": {"inclusion": 2}}]}, "less than or equal to 1"),
        ({"outcomes": ["autonomy", "autonomy"]}, "must stand once"),
        ({"minutes": 900}, "90"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_lesson_that_is_wrong_is_refused(change, words):
    document = lesson("tension").model_dump()
    if "steps" in change:
        document["steps"] = [{**document["steps"][0], **change["steps"][0]}]
    else:
        document |= change
    with pytest.raises((ValidationError, InputError), match=words):
        Lesson.model_validate(document)


def test_a_world_with_a_policy_that_moves_is_refused():
    document = lesson("tension").model_dump()
    document["worlds"] = [{"key": "moving", "title": "x", "scenario": "baseline"}]
    with pytest.raises(InputError, match="constant policy"):
        Lesson.model_validate(document).load()
