"""Answers: changes from a date on, paired effects, regret, and no effect of no change."""

from __future__ import annotations

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.calibration import accepted
from multivector_sim.errors import InputError
from multivector_sim.inquiry import Pool
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.parameters import PARAMETER_NAMES, parameter_index
from multivector_sim.whatif import WANTED, Answer, changed_from, what_if

CONCESSION = LEVERS.index("concession")
PERSUASION = LEVERS.index("persuasion")


@pytest.fixture(scope="module")
def answer() -> Answer:
    return what_if("gas_union_refused", others=["gas_union_accepted"], draws=40, pool=Pool(seeds=8))


def test_levers_change_from_a_date_on_and_no_others() -> None:
    base = mv.load_scenario("baseline")
    before = base.pack()
    for date, quarter in ((2010.0, 72), (2005, 52), ("2015Q3", 94)):
        after = changed_from(base, ["policy.concession=0.05"], date).pack()
        assert (after.levers[:quarter] == before.levers[:quarter]).all()
        assert (after.levers[quarter:, CONCESSION] == 0.05).all()
        others = [row for row in range(len(LEVERS)) if row != CONCESSION]
        assert (after.levers[:, others] == before.levers[:, others]).all()
    assert np.unique(before.levers[52:, CONCESSION]).size > 0


def test_favours_and_several_levers_change_together() -> None:
    base = mv.load_scenario("baseline")
    after = changed_from(base, {"policy.favour.CHN": 0.7, "policy.persuasion": 0.0}, 2012).pack()
    assert (after.favour[80:, base.actor_codes.index("CHN")] == 0.7).all()
    assert not after.levers[80:, PERSUASION].any()
    assert (after.treaty == base.pack().treaty).all()


@pytest.mark.parametrize(
    ("changes", "since", "words"),
    [
        (["policy.concession=0"], 1992, "after its first quarter"),
        (["policy.concession=0"], 2026, "after its first quarter"),
        (["parameters.fatigue=1"], 2010, "cannot change from a date on"),
        (["policy.concesion=0"], 2010, "did you mean 'policy.concession'"),
        (["policy.concession"], 2010, "KEY=VALUE"),
        ([], 2010, "goes with changes"),
        ([], None, "nothing to compare"),
        (["policy.constant=false"], None, "changes nothing"),
    ],
)
def test_bad_questions_are_explained(changes: list[str], since: float | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        what_if("baseline", changes, since=since, draws=2, pool=Pool(seeds=8))


def test_a_level_out_of_range_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(mv.ScenarioError, match=r"1\.5"):
        changed_from(mv.load_scenario("baseline"), ["policy.concession=1.5"], 2010)


def test_other_worlds_are_refused() -> None:
    with pytest.raises(InputError, match="actors differ"):
        what_if("baseline", others=["with_turkey"], draws=2)
    with pytest.raises(InputError, match="quarters differ"):
        what_if("baseline", others=["baseline_2034"], draws=2)


def test_effects_are_those_of_plain_runs(answer: Answer) -> None:
    """The mean effect is that of runs made one option at a time."""
    (row,) = (row for row in answer.rows if row.label == "tension_to_pivot[RUS]")
    means = [_mean(name, 40) for name in ("gas_union_accepted", "gas_union_refused")]
    assert row.effect.mean == pytest.approx(means[0] - means[1], abs=1e-12)
    assert row.base == pytest.approx(means[1], abs=1e-12)


def _mean(name: str, draws: int) -> float:
    from multivector_sim.calibration import accepted
    from multivector_sim.ensemble.engine import run_ensemble

    scenario = mv.load_scenario(name)
    parameters, _ = accepted().sets(draws, 1)
    russia = scenario.actor_codes.index("RUS")
    found = []
    for draw in range(draws):
        raw = run_ensemble(
            scenario.pack(), 8, 1, first_run=draw << 20, parameters=parameters[draw],
            outcomes=["tension_to_pivot"],
        )  # fmt: skip
        found.append(raw.outcomes["tension_to_pivot"][:, russia].mean())
    return float(np.mean(found))


def test_regret_is_zero_for_the_best_and_never_negative(answer: Answer) -> None:
    table = answer.regrets
    assert (table["mean_regret"] >= 0).all()
    for _, part in table.groupby("label"):
        assert part["p_best"].sum() >= 1 - 1e-12  # someone is the best in each future
        difference = part["mean_regret"].iloc[0] - part["mean_regret"].iloc[1]
        (row,) = (row for row in answer.rows if row.label == part["label"].iloc[0])
        sign = 1 if row.wanted == "higher" else -1
        assert difference == pytest.approx(sign * row.effect.mean, abs=1e-12)


def test_better_follows_the_wanted_way(answer: Answer) -> None:
    for row in answer.rows:
        assert row.wanted == WANTED.get(row.outcome)
        if row.wanted == "lower":
            assert row.p_better == row.effect.p_lower
        elif row.wanted == "higher":
            assert row.p_better == row.effect.p_higher
        else:
            assert np.isnan(row.p_better)


def test_a_change_without_effect_has_none() -> None:
    """Openness is what it was; the phase that says so again changes no number."""
    found = what_if(
        "baseline", ["policy.openness=1.0"], since=2025.75, draws=10, pool=Pool(seeds=8)
    )
    for row in found.rows:
        assert row.effect.mean == 0
        assert row.effect.p_lower == row.effect.p_higher == 0.5
        assert row.resolved
    assert not found.unresolved


def test_futures_are_added_until_enough_or_told() -> None:
    few = what_if("baseline", ["policy.concession=0.59"], draws=20, pool=Pool(seeds=8))
    assert few.draws == 20
    frame = few.to_frame()
    doubtful = frame[frame["wanted"].notna() & ~frame["resolved"]]
    assert set(doubtful["label"]) == set(few.unresolved)


def test_the_same_question_has_the_same_answer(answer: Answer) -> None:
    again = what_if(
        "gas_union_refused", others=["gas_union_accepted"], draws=40,
        pool=Pool(seeds=8, threads=1),
    )  # fmt: skip
    assert again.to_frame().equals(answer.to_frame())
    other = what_if(
        "gas_union_refused", others=["gas_union_accepted"], draws=40, pool=Pool(seeds=8, seed=2)
    )
    assert not other.to_frame().equals(answer.to_frame())


def test_futures_of_one_row_of_the_accepted_set_are_one_group() -> None:
    answer = what_if(
        "baseline", {"policy.concession": 0.0}, draws=60, which="accepted", pool=Pool(seeds=8)
    )
    fitted = [parameter_index(name) for name in PARAMETER_NAMES if name in accepted().names]
    rows = answer.futures.parameters[:, fitted]
    groups = answer.futures.groups
    assert groups is not None
    same = (rows[:, None] == rows[None]).all(axis=2)
    assert (same == (groups[:, None] == groups[None])).all()
    assert same.sum() > 60, "some row is taken twice, or this shows nothing"
