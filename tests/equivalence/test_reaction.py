"""Levers that follow what the pivot observes: triggers and policy functions, in both engines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim import Levers, Seen
from multivector_sim.agents.batch import run_agents
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.raw import RawResults
from multivector_sim.model.state import RECORDABLE

RUNS, SEED = 3, 11
RUS, CHN, TRADE = 1, 2, 2

TRIGGERS = [
    {
        "id": "calm_them",
        "when": "tension.RUS-CHN",
        "above": 0.12,
        "back": 0.115,
        "set": {"persuasion": 1.0, "concession": 0.9},
        "source": "judgement",
    },
    {
        "id": "lean_west",
        "when": "share.trade.CHN",
        "above": 0.15,
        "set": {"leveraging": 1.0, "favour": {"EU": 1.5}},
        "from": 2005,
        "to": 2020,
        "source": "judgement",
    },
    {
        "id": "save_when_poor",
        "when": "price",
        "below": 0.6,
        "back": 0.8,
        "set": {"retention": 0.0, "concession": 0.1},
        "source": "judgement",
    },
]


def with_triggers(*triggers: dict[str, Any]) -> Inputs:
    return mv.load_scenario("baseline", {"policy.triggers": list(triggers)}).pack()


def appease(seen: Seen, plan: Levers) -> Levers:
    """Concede to whoever is tense, persuade in proportion to Russia-China tension."""
    between = 0.5 * (seen.tension[1, 2] + seen.tension[2, 1])
    most = 0.0
    for power in range(1, seen.tension.shape[0]):
        most = max(most, seen.tension[power, 0])
    concession = min(1.0, 0.2 + 3.0 * most)
    open_ = plan.openness
    if seen.quarter > 0 and seen.influence[1] > 0.4:
        open_ = 1.5
    if seen.crisis[1] > 0.0 or seen.action[1] == 3.0:
        concession = 0.0
    return Levers(
        plan.inclusion,
        concession,
        min(1.0, between * 5.0),
        1.0 - seen.share[2, 2],
        plan.retention if seen.price < 1.0 else 0.9,
        open_,
        plan.skill,
        plan.institutions,
    )


def assert_same(first: RawResults, second: RawResults) -> None:
    for kind in ("outcomes", "paths"):
        one, other = getattr(first, kind), getattr(second, kind)
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def differs(first: RawResults, second: RawResults) -> bool:
    return any(
        not np.array_equal(first.paths[name], second.paths[name], equal_nan=True)
        for name in first.paths
    )


def test_triggers_give_the_same_bits_in_both_engines() -> None:
    inputs = with_triggers(*TRIGGERS)
    ensemble = run_ensemble(inputs, RUNS, SEED, record=RECORDABLE)
    assert_same(ensemble, run_agents(inputs, RUNS, SEED, record=RECORDABLE))
    assert differs(ensemble, run_ensemble(with_triggers(), RUNS, SEED, record=RECORDABLE))


def test_policy_gives_the_same_bits_in_both_engines() -> None:
    inputs = with_triggers(TRIGGERS[2])
    ensemble = run_ensemble(inputs, RUNS, SEED, record=RECORDABLE, policy=appease)
    agents = run_agents(inputs, RUNS, SEED, record=RECORDABLE, policy=appease)
    assert_same(ensemble, agents)
    assert differs(ensemble, run_ensemble(inputs, RUNS, SEED, record=RECORDABLE))


@pytest.mark.parametrize("policy", [None, appease])
def test_threads_and_place_in_a_block_change_nothing(policy: Any) -> None:
    inputs = with_triggers(*TRIGGERS)
    many = run_ensemble(inputs, 600, SEED, threads=2, record=["tension"], policy=policy)
    again = run_ensemble(inputs, 600, SEED, threads=1, record=["tension"], policy=policy)
    assert_same(many, again)
    part = run_ensemble(inputs, 5, SEED, first_run=301, record=["tension"], policy=policy)
    np.testing.assert_array_equal(part.paths["tension"], many.paths["tension"][301:306])


def test_levers_are_those_that_the_state_asks_for() -> None:
    inputs = with_triggers(*TRIGGERS)
    raw = run_ensemble(inputs, 40, SEED, record=RECORDABLE)
    levers = np.stack([raw.paths[name] for name in LEVERS], axis=-1)
    years = inputs.start + np.arange(inputs.quarters) / 4
    seen_on = set()
    for run in range(40):
        tension = raw.paths["tension"][run]
        calming = west = saving = False
        for quarter in range(inputs.quarters):
            expected = inputs.levers[quarter].copy()
            if quarter:
                before = (tension[quarter - 1, RUS, CHN] + tension[quarter - 1, CHN, RUS]) / 2
                calming = before > (0.115 if calming else 0.12)
                share = raw.paths["share"][run, quarter - 1, TRADE, CHN]
                west = 2005 <= years[quarter] < 2020 and share > 0.15
                saving = inputs.price[quarter] < (0.8 if saving else 0.6)
            if calming:
                expected[[1, 2]] = 0.9, 1.0
            if west:
                expected[3] = 1.0
            if saving:  # the later trigger wins
                expected[[1, 4]] = 0.1, 0.0
            seen_on |= {(calming, west, saving)}
            np.testing.assert_array_equal(levers[run, quarter], expected)
    assert len(seen_on) > 4  # each of them came and went


def test_a_trigger_that_always_acts_is_a_phase_and_one_that_never_does_is_nothing() -> None:
    base = {"id": "it", "when": "spare", "set": {"persuasion": 0.3}, "source": "judgement"}
    phase = {"from": 1992.25, "persuasion": 0.3, "source": "judgement"}
    phases = mv.load_scenario("multivector", {"policy.constant": False, "policy.phases": [phase]})
    always, never, plain = (
        mv.load_scenario("multivector", {"policy.constant": False, "policy.triggers": rows}).pack()
        for rows in ([{**base, "below": 2.0}], [{**base, "above": 2.0}], [])
    )
    results = [
        run_ensemble(inputs, RUNS, SEED, record=RECORDABLE)
        for inputs in (always, phases.pack(), never, plain)
    ]
    assert_same(results[0], results[1])
    assert_same(results[2], results[3])
    assert differs(results[0], results[2])


def keep(seen: Seen, plan: Levers) -> Levers:
    return plan


def half_inclusion(seen: Seen, plan: Levers) -> Levers:
    return Levers(0.5, plan[1], plan[2], plan[3], plan[4], plan[5], plan[6], plan[7])


def test_policies_of_known_effect(packed_baseline: Inputs) -> None:
    plain = run_ensemble(packed_baseline, RUNS, SEED, record=RECORDABLE)
    assert_same(plain, run_ensemble(packed_baseline, RUNS, SEED, record=RECORDABLE, policy=keep))
    set_ = mv.load_scenario("baseline", {"policy.inclusion": 0.5}).pack()
    assert_same(
        run_ensemble(set_, RUNS, SEED, record=RECORDABLE),
        run_ensemble(packed_baseline, RUNS, SEED, record=RECORDABLE, policy=half_inclusion),
    )


def too_much(seen: Seen, plan: Levers) -> Levers:
    skill = 1.5 if seen.quarter == 7 else 0.5
    return Levers(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, skill, 0.5)


def nothing(seen: Seen, plan: Levers) -> Levers:
    return Levers(math.nan, 0.0, 0.0, 0.0, 0.0, 1.0, 0.5, 0.5)


@pytest.mark.parametrize("run", [run_ensemble, run_agents])
def test_levers_out_of_range_are_refused(run: Any, packed_baseline: Inputs) -> None:
    words = r"policy too_much: run 4, quarter 7: skill 1.5 received; allowed are 0 to 1"
    with pytest.raises(SimulationError, match=words):
        run(packed_baseline, 2, SEED, first_run=4, policy=too_much)
    with pytest.raises(SimulationError, match="inclusion nan received"):
        run(packed_baseline, 1, SEED, policy=nothing)


def test_a_policy_that_cannot_be_compiled(packed_baseline: Inputs) -> None:
    book: dict[int, Any] = {}

    def remember(seen: Seen, plan: Levers) -> Levers:
        book[seen.quarter] = [seen, str(plan)]
        return plan

    with pytest.raises(InputError, match=r"remember: cannot be compiled .* engine='mesa'"):
        run_ensemble(packed_baseline, 1, SEED, policy=remember)
    run_agents(packed_baseline, 1, SEED, policy=remember)
    assert len(book) == packed_baseline.quarters


def test_simulate_takes_a_policy_and_writes_it_down() -> None:
    data = {
        engine: mv.simulate(
            "baseline", runs=2, seed=1, engine=engine, record=["concession"], policy=appease
        )
        for engine in ("ensemble", "mesa")
    }
    assert data["ensemble"].equals(data["mesa"])
    assert "def appease" in data["mesa"].attrs["manifest"]
    assert np.ptp(data["mesa"]["concession"].values) > 0.1
