"""The data of the lessons: complete, in own words, and true of the model."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.evidence import theses
from multivector_sim.experiments.paired import paired_effect
from multivector_sim.handout import Grid, Lesson, Sizes, lesson, lessons, runs_of
from multivector_sim.handout.lessons import TURNED
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


def test_numbers_that_answers_tell():
    world = load_scenario("laissez_faire")

    def mean(outcome, **levels):
        changes = {f"policy.{lever}": levels.get(lever, 0.0) for lever in TURNED}
        packed = load_scenario(world, changes).pack()
        return float(run_ensemble(packed, 200, 1, outcomes=[outcome]).outcomes[outcome].mean())

    whole = {
        "inclusion": 0.8, "concession": 0.6, "persuasion": 0.8, "leveraging": 0.4, "retention": 0.6,
    }  # fmt: skip
    # Lesson 1: about two quarters of 136.
    assert 136 * (mean("autonomy", **whole) - mean("autonomy")) == pytest.approx(2, abs=0.5)
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
