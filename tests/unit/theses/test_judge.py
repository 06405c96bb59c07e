"""Answers to theses: complete, determined by seed and size, and honest about what they lack."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.errors import InputError
from multivector_sim.evidence import theses
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.inquiry import Pool, needs_of
from multivector_sim.inquiry.condition import prepare
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.theses import TESTS, Test, judge, parts_frame, verdicts_frame
from multivector_sim.theses.sensitivity import influences


def all_tests() -> list[Test]:
    return [test for test in TESTS.values() if isinstance(test, Test)]


def test_every_condition_can_be_run_and_every_measure_read() -> None:
    for condition, measures in needs_of(
        *(part.value for test in all_tests() for part in test.parts)
    ).items():
        scenario = prepare(condition).scenario
        for measure in measures:
            if measure.summary == "outcome":
                measure.outcome(scenario)
            else:
                measure.window(scenario, "x")


def test_every_test_says_what_would_refute_it() -> None:
    for test in TESTS.values():
        if isinstance(test, Test):
            assert len(test.asks) > 20
            assert len(test.refuted_by) > 20
            assert all(part.name and part.against for part in test.parts)
        else:
            assert len(test.reason) > 40


def test_an_answer_is_the_same_again() -> None:
    found = [judge(["H01"], draws=10, pool=Pool(seeds=8, threads=n)) for n in (1, 2)]
    first, second = (parts_frame(one) for one in found)
    assert first.equals(second)
    assert verdicts_frame(found[0]).equals(verdicts_frame(found[1]))
    named = first.loc[first["part"] == "Russia-China tension", "against"]
    assert set(named) == set(COUNTERFACTUALS)


def test_variants_are_those_of_the_table() -> None:
    (found,) = judge(["H01"], sets=["prior"], draws=10, pool=Pool(seeds=8)).results
    assert [name for name, _ in found.variants] == [
        "as_it_is", *(row.name for row in MODEL_VARIANTS),
    ]  # fmt: skip
    # A variant changes numbers of the model, so some effect differs.
    bare = judge(["H01"], sets=["prior"], draws=10, pool=Pool(seeds=8), variants=False).results[0]
    assert (bare.variants, bare.sets) == ((), found.sets)


def test_the_parameter_that_decides_is_found() -> None:
    from multivector_sim.inquiry import draws_of
    from multivector_sim.model.parameters import parameter_index
    from multivector_sim.theses.conditions import against_four

    table = draws_of("prior", 1, 0, 300)
    values = table[:, parameter_index("fatigue")] - 0.9
    part = against_four("x", "autonomy", "lower")[0]
    found = influences(values, part, 1)
    assert found[0].parameter == "fatigue"
    assert found[0].correlation == pytest.approx(1.0)
    assert (found[0].held_low, found[0].held_high) == (1.0, 0.0)
    assert influences(values * 0, part, 1) == ()


def test_a_handful_of_draws_tells_no_influence() -> None:
    """Of 80 parameters some has the order of any four or five numbers."""
    from multivector_sim.theses.conditions import against_four

    part = against_four("x", "autonomy", "lower")[0]
    rng = np.random.Generator(np.random.PCG64(1))
    for draws in (4, 5, 6, 8, 20, 50):
        told = [influences(rng.normal(size=draws), part, 1) for _ in range(20)]
        assert sum(bool(rows) for rows in told) <= 4  # 5 % are expected


def test_claims_that_are_no_business_of_the_model_say_why() -> None:
    (found,) = judge(["H44"], draws=2).results
    assert judge("H44", sets="prior", draws=2).results == (found,)
    assert (found.verdict, found.sets) == ("not testable", ())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"ids": ["H99"]}, "did you mean|no thesis"),
        ({"ids": ["H01"], "draws": 1}, "2 or more"),
        ({"ids": ["H01"], "draws": 2.5}, "whole number"),
        ({"ids": ["H01"], "sets": ["posterior"]}, "accepted, prior"),
        ({"ids": ["H01"], "sets": []}, "none received"),
        ({"ids": ["H01"], "sets": ["prior", "prior"]}, "each once"),
    ],
)
def test_bad_requests_are_explained(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        judge(**arguments)  # type: ignore[arg-type]


@pytest.mark.skipif(len(TESTS) < len(theses()), reason="not all tests are written")
def test_every_thesis_is_tested_or_says_why_not() -> None:
    assert list(TESTS) == [row.id for row in theses()]
