"""Cases in tasks of any size and order: the bits of runs made one way or another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim import Levers, Seen
from multivector_sim.agents.batch import run_agents
from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble, run_ensemble
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import PARAMETERS, sample_prior
from multivector_sim.model.raw import RawResults
from multivector_sim.model.state import RECORDABLE
from multivector_sim.model.windows import Window
from multivector_sim.scenario.override import with_levers

SEED = 2**63 + 29
ALL_OUTCOMES = [row.name for row in OUTCOMES]
SCENARIOS = ["baseline", "multivector", "isolation", "bandwagon_china"]
OWN = [np.nan] * len(LEVERS)
WINDOWS = (
    Window("fear", "tension", (1, 2), 40, 60, "mean"),
    Window("peak", "influence", (1,), 0, 136, "max"),
    Window("tense", "tension", (2, 1), 0, 50, "above", 0.12),
)
LEVELS = ({}, {"inclusion": 0.9}, {"openness": 1.7, "retention": 0.0}, dict.fromkeys(LEVERS, 0.4))
TRIGGER = {
    "id": "calm_them",
    "when": "tension.RUS-CHN",
    "above": 0.12,
    "set": {"persuasion": 1.0, "favour": {"EU": 0.5}},
    "source": "judgement",
}


def lever_row(**levels: float) -> list[float]:
    return [levels.get(name, np.nan) for name in LEVERS]


def some_cases(count: int = 61) -> Cases:
    """Return cases that mix everything; run numbers repeat, with other parameters and levers."""
    chance = np.random.default_rng(5)
    return Cases(
        runs=chance.integers(0, 40, count).astype(np.uint64),
        parameter_set=chance.integers(0, 3, count),
        parameters=sample_prior(3, seed=4),
        policy=chance.integers(0, len(LEVELS), count),
        levers=np.array([lever_row(**levels) for levels in LEVELS]),
    )


def take(cases: Cases, order: Any) -> Cases:
    return cases._replace(
        runs=cases.runs[order],
        parameter_set=cases.parameter_set[order],
        policy=cases.policy[order],
    )


def compute(
    ensemble: Ensemble, cases: Cases, size: int | None = None, workers: int = 1
) -> RawResults:
    results = ensemble.allocate(cases.runs.size)
    with ThreadPoolExecutor(workers) as pool:
        counts = list(pool.map(lambda task: task(), ensemble.tasks(cases, SEED, results, size)))
    assert sum(counts) == cases.runs.size
    assert len(counts) == (1 if size is None else -(-cases.runs.size // size))
    return ensemble.unpack(results)


def assert_same(left: RawResults, right: RawResults, order: Any = slice(None)) -> None:
    """Compare all bits; ``order`` picks those of the right side."""
    for part in ("outcomes", "paths", "windows"):
        ours, theirs = getattr(left, part), getattr(right, part)
        assert ours.keys() == theirs.keys()
        for name in ours:
            np.testing.assert_array_equal(ours[name], theirs[name][order], err_msg=name)


@pytest.fixture(scope="module")
def ensemble(packed_baseline: Inputs) -> Ensemble:
    return Ensemble(packed_baseline, outcomes=ALL_OUTCOMES, record=["tension"], windows=WINDOWS)


@pytest.fixture(scope="module")
def whole(ensemble: Ensemble) -> RawResults:
    return compute(ensemble, some_cases())


@pytest.mark.parametrize("name", SCENARIOS)
def test_consecutive_cases_are_run_ensemble(name: str) -> None:
    inputs = mv.load_scenario(name).pack()
    own = sample_prior(20, seed=6)
    numbers = np.arange(20)
    cases = Cases(numbers + 7, numbers, own, np.zeros(20, dtype=int), np.array([OWN]))
    ensemble = Ensemble(inputs, record=["share"], windows=WINDOWS)
    expected = run_ensemble(
        inputs, 20, SEED, first_run=7, parameters=own, record=["share"], windows=WINDOWS
    )
    assert_same(compute(ensemble, cases, size=6), expected)


@pytest.mark.parametrize("name", SCENARIOS)
def test_constant_levers_are_the_scenario_with_levers(name: str) -> None:
    scenario = mv.load_scenario(name)
    ensemble = Ensemble(scenario.pack(), outcomes=ALL_OUTCOMES, record=RECORDABLE, windows=WINDOWS)
    numbers = np.arange(len(LEVELS) * 3)
    cases = Cases(
        runs=numbers % 3,
        parameter_set=np.zeros_like(numbers),
        parameters=[scenario.pack().parameters],
        policy=numbers // 3,
        levers=[lever_row(**levels) for levels in LEVELS],
    )
    together = compute(ensemble, cases._replace(runs=cases.runs.astype(np.uint64)))
    for number, levels in enumerate(LEVELS):
        alone = run_ensemble(
            with_levers(scenario, **levels).pack(), 3, SEED,
            outcomes=ALL_OUTCOMES, record=RECORDABLE, windows=WINDOWS,
        )  # fmt: skip
        assert_same(alone, together, slice(3 * number, 3 * number + 3))
    welfare = together.outcomes["welfare"].reshape(-1, 3)
    assert (welfare[1:] != welfare[0]).any(axis=1).all()  # levers matter


@pytest.mark.parametrize(("size", "workers"), [(1, 1), (7, 2), (8, 1), (60, 2), (1000, 1)])
def test_tasks_of_any_size_give_the_same_bits(
    ensemble: Ensemble, whole: RawResults, size: int, workers: int
) -> None:
    assert_same(compute(ensemble, some_cases(), size, workers), whole)


def test_order_of_cases_changes_nothing(ensemble: Ensemble, whole: RawResults) -> None:
    order = np.random.default_rng(1).permutation(61)
    assert_same(compute(ensemble, take(some_cases(), order), size=9), whole, order)


def test_repeated_run_numbers_repeat_their_bits(ensemble: Ensemble, whole: RawResults) -> None:
    twice = np.repeat(np.arange(61), 2)
    assert_same(compute(ensemble, take(some_cases(), twice)), whole, twice)
    cases = some_cases()
    alike = (cases.runs == cases.runs[0]) & (cases.policy == cases.policy[0])
    alike &= cases.parameter_set == cases.parameter_set[0]
    values = whole.outcomes["welfare"]
    assert (values[alike] == values[0]).all()
    assert np.unique(values).size > 40  # negative control: the other cases differ


def test_each_case_is_a_run_of_mesa(packed_baseline: Inputs, whole: RawResults) -> None:
    cases = some_cases()
    for case in np.flatnonzero(cases.policy != 0)[:3]:
        levels = LEVELS[cases.policy[case]]
        alone = run_agents(
            with_levers(mv.load_scenario("baseline"), **levels).pack(), 1, SEED,
            first_run=int(cases.runs[case]), parameters=cases.parameters[cases.parameter_set[case]],
            outcomes=ALL_OUTCOMES, record=["tension"], windows=WINDOWS,
        )  # fmt: skip
        assert_same(alone, whole, [case])


def test_ensembles_share_a_thread(ensemble: Ensemble, whole: RawResults) -> None:
    """Tasks of several scenarios, of other sizes too, follow each other in one thread."""
    others = [Ensemble(mv.load_scenario(name).pack()) for name in ("with_turkey", "isolation")]
    cases = some_cases()
    results = ensemble.allocate(61)
    for task in ensemble.tasks(cases, SEED, results, 5):
        task()
        for other in others:
            beside = other.allocate(61)
            next(iter(other.tasks(cases, SEED, beside, 9)))()
    assert_same(ensemble.unpack(results), whole)


# --- levers that react ---------------------------------------------------------------------


def lean(seen: Seen, plan: Levers) -> Levers:
    """Keep the plan, and persuade as much as there is tension."""
    most = min(1.0, 5.0 * seen.tension[1, 2])
    return Levers(
        plan.inclusion, plan.concession, most, plan.leveraging, plan.retention, plan.openness,
        plan.skill, plan.institutions,
    )  # fmt: skip


@pytest.mark.parametrize("policy", [None, lean])
@pytest.mark.parametrize("size", [1, 5, 300])
def test_constant_levers_beside_triggers_and_a_policy_function(policy: Any, size: int) -> None:
    scenario = mv.load_scenario("baseline", {"policy.triggers": [TRIGGER]})
    ensemble = Ensemble(scenario.pack(), record=RECORDABLE, windows=WINDOWS, policy=policy)
    cases = Cases(
        runs=np.arange(300) % 6,
        parameter_set=np.zeros(300, dtype=int),
        parameters=scenario.pack().parameters.reshape(1, -1),
        policy=np.arange(300) // 6 % 2,
        levers=np.array([OWN, lever_row(inclusion=0.9, skill=0.2)]),
    )
    if size < 300:
        cases = take(cases, slice(0, 12))
    together = compute(ensemble, cases, size)
    for number, levels in enumerate(({}, {"inclusion": 0.9, "skill": 0.2})):
        alone = run_ensemble(
            with_levers(scenario, **levels).pack(), 6, SEED,
            record=RECORDABLE, windows=WINDOWS, policy=policy,
        )  # fmt: skip
        for first in range(6 * number, cases.runs.size, 12):
            assert_same(alone, together, slice(first, first + 6))


def test_a_lever_that_a_trigger_sets_cannot_be_held() -> None:
    ensemble = Ensemble(mv.load_scenario("baseline", {"policy.triggers": [TRIGGER]}).pack())
    cases = some_cases()
    levers = np.array([OWN, OWN, OWN, lever_row(persuasion=0.3)])
    results = ensemble.allocate(61)
    with pytest.raises(InputError, match=r"row 3, persuasion: 0.3 .* pack the scenario anew"):
        ensemble.tasks(cases._replace(levers=levers), SEED, results)
    ensemble.tasks(cases._replace(levers=levers, policy=cases.policy * 0), SEED, results)


def fail_late(seen: Seen, plan: Levers) -> Levers:
    """Return a level out of range in runs that grow tense."""
    skill = 2.0 if seen.tension[1, 2] > 0.2 else plan.skill
    return Levers(
        plan.inclusion, plan.concession, plan.persuasion, plan.leveraging, plan.retention,
        plan.openness, skill, plan.institutions,
    )  # fmt: skip


def raise_late(seen: Seen, plan: Levers) -> Levers:
    """Raise in runs that grow tense."""
    if seen.tension[1, 2] > 0.2:
        raise ValueError("too tense")
    return plan


def problem_of(task: Any) -> Exception | None:
    try:
        task()
    except (SimulationError, ValueError) as problem:
        return problem
    return None


@pytest.mark.parametrize(
    ("policy", "error", "words"),
    [(fail_late, SimulationError, "skill 2.0 received"), (raise_late, ValueError, "too tense")],
)
def test_a_failing_policy_fails_its_own_cases_alone(
    packed_baseline: Inputs, policy: Any, error: type[Exception], words: str
) -> None:
    cases = take(some_cases(), slice(0, 40))._replace(levers=np.array([OWN] * 4))
    tense = compute(Ensemble(packed_baseline, record=["tension"]), cases).paths["tension"]
    expected = (tense[:, :-1, 1, 2] > 0.2).any(axis=1)
    assert 3 < expected.sum() < 37, expected.sum()
    ensemble = Ensemble(packed_baseline, policy=policy)
    results = ensemble.allocate(40)
    problems = [problem_of(task) for task in ensemble.tasks(cases, SEED, results, 1)]
    failed = [problem is not None for problem in problems]
    assert {type(problem) for problem in problems} == {error, type(None)}
    assert all(words in str(problem) for problem in problems if problem)
    assert failed == expected.tolist()
    plain = compute(Ensemble(packed_baseline), cases)
    for name, values in ensemble.unpack(results).outcomes.items():
        np.testing.assert_array_equal(
            values[~expected], plain.outcomes[name][~expected], err_msg=name
        )
    with pytest.raises(error, match=words):
        compute(ensemble, cases)


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"runs": [0.5]}, "cases.runs: .*float64 received; one list of whole numbers"),
        ({"runs": [-1]}, "cases.runs: -1 to -1 received"),
        ({"runs": []}, "cases.runs"),
        ({"runs": [1, 2]}, "cases.parameter_set: 1 entries received for 2 runs"),
        ({"parameter_set": [1]}, "cases.parameter_set: 1 received; allowed are 0 to 0"),
        ({"policy": [2]}, "cases.policy: 2 received; allowed are 0 to 0"),
        ({"policy": [[0]]}, r"cases.policy: shape \(1, 1\)"),
        ({"parameters": np.zeros((1, 3))}, r"cases.parameters: shape \(1, 3\) received"),
        ({"parameters": np.full((1, len(PARAMETERS)), np.nan)}, "row 0, .*: nan received"),
        ({"parameters": "much"}, "cases.parameters: a table of numbers"),
        ({"levers": np.zeros((1, 3))}, r"cases.levers: shape \(1, 3\) received; \(rows, 8\)"),
        ({"levers": [lever_row(skill=1.1)]}, "row 0, skill: 1.1 received; allowed: 0 to 1"),
        ({"levers": [lever_row(openness=np.inf)]}, "row 0, openness: inf received"),
        ({"levers": [lever_row(openness=-0.1)]}, "row 0, openness: -0.1 received"),
    ],
)
def test_bad_cases_are_told(packed_baseline: Inputs, change: Any, message: str) -> None:
    ensemble = Ensemble(packed_baseline)
    good = Cases([0], [0], [packed_baseline.parameters], [0], [OWN])  # type: ignore[arg-type]
    ensemble.tasks(good, SEED, ensemble.allocate(1))
    with pytest.raises(InputError, match=message):
        ensemble.tasks(good._replace(**change), SEED, ensemble.allocate(1))


def test_rows_that_no_case_refers_to_are_not_judged(packed_baseline: Inputs) -> None:
    table = np.full((2, len(PARAMETERS)), np.nan)
    table[1] = packed_baseline.parameters
    cases = Cases(np.array([3]), np.array([1]), table, np.array([0]), np.array([OWN, [9.0] * 8]))
    plain = run_ensemble(packed_baseline, 1, SEED, first_run=3)
    assert_same(compute(Ensemble(packed_baseline), cases), plain)


def test_bad_sizes_are_told(ensemble: Ensemble) -> None:
    results = ensemble.allocate(61)
    for size in (0, -1, 2.5, True):
        with pytest.raises(InputError, match=f"size: {size} received"):
            ensemble.tasks(some_cases(), SEED, results, size)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="tables for 61 cases received; 60 are needed"):
        ensemble.tasks(some_cases(60), SEED, results)
    with pytest.raises(InputError, match="seed: -1 received"):
        ensemble.tasks(some_cases(), -1, results)
    with pytest.raises(InputError, match="runs: 0 received"):
        ensemble.allocate(0)
    with pytest.raises(InputError, match="GiB are allowed"):
        ensemble.allocate(10**7)
