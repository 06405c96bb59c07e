"""What a sweep varies holds in its runs as it would in a scenario file that says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.connectors.points import Points
from multivector_sim.errors import ScenarioError
from multivector_sim.scenario.override import with_overrides
from multivector_sim.sweeps.analysis import analyse
from multivector_sim.sweeps.reach import reach
from sweeping import SMALL

KEYS = ("policy.inclusion", "policy.phases.0.inclusion")
LEVELS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


def alone(values: tuple[float, ...]) -> list[float]:
    """Return the outcome of runs of a scenario that says these numbers itself."""
    scenario = with_overrides(mv.load_scenario("baseline"), dict(zip(KEYS, values, strict=True)))
    scenario = with_overrides(scenario, {"end": "1997Q4"})
    raw = mv.simulate(scenario, runs=3, seed=5, outcomes=["tension_rus_chn"])
    return [float(value) for value in raw["tension_rus_chn"]]


def test_a_lever_beside_a_phase_is_the_scenario_with_both(tmp_path: Path) -> None:
    """A lever that is set leaves the phases; the number of a phase brings one back."""
    sweep = mv.Sweep(
        choices={KEYS[0]: [0, 1], KEYS[1]: [0, 1]}, uncertain={"prior": "none"}, replications=3,
        seed=5, end="1997Q4", outcomes=["tension_rus_chn"],
    )  # fmt: skip
    results = sweep.run(tmp_path / "both")
    values = results.values("tension_rus_chn")[0]
    for arm, levels in enumerate(LEVELS):
        assert values[arm].tolist() == alone(levels), levels
    points = Points(
        "baseline", KEYS, outcomes=["tension_rus_chn"], replications=3, seed=5, threads=1
    )
    full = mv.Sweep(
        choices={KEYS[0]: [0, 1], KEYS[1]: [0, 1]}, uncertain={"prior": "none"}, replications=3,
        seed=5, outcomes=["tension_rus_chn"],
    ).run(tmp_path / "full")  # fmt: skip
    found = points.run(np.array(LEVELS)).outcomes[0]
    assert np.array_equal(found, full.values("tension_rus_chn")[0])


def test_each_kind_of_number_reaches_the_engine_its_own_way() -> None:
    scenario = mv.load_scenario("baseline")
    given = [(4, "policy.skill"), (1, "parameters.reaction"), (2, "timelines.spare")]
    how = reach(scenario, given)
    assert (how.levers.tolist(), how.parameters.tolist(), how.packed.tolist()) == ([4], [1], [2])
    assert how.packed_keys == ("timelines.spare",)
    for other in (
        reach(scenario, given, levers_reach=False),
        reach(scenario, [*given[:1], (0, "policy.phases.1.skill"), *given[1:]]),
    ):
        assert other.levers.size == 0
        assert "policy.skill" in other.packed_keys


@pytest.mark.parametrize("noise", ["own", "shared"])
def test_one_number_under_two_keys_is_refused(noise: str) -> None:
    event = mv.load_scenario("baseline").events[0].id
    with pytest.raises(ScenarioError, match=r"'events\.0\.size' is the same number"):
        mv.Sweep(
            uncertain={"events.0.size": [0.1, 0.2], f"events.{event}.size": [0.1, 0.3]},
            design="grid", noise=noise,
        )  # fmt: skip


def test_the_noise_of_points_is_known_without_their_runs(tmp_path: Path) -> None:
    """Points keep mean and spread of their runs: the shares of noise are those of the runs."""
    settings = {**SMALL, "design": "saltelli", "points": 16, "outcomes": ["tension_rus_chn"]}
    found = {
        keep: analyse(
            mv.Sweep(**settings, keep=keep).run(tmp_path / keep), "tension_rus_chn", resamples=2
        )
        for keep in ("runs", "points")
    }
    of_runs, of_points = ({row.subject: row.sensitivity for row in rows} for rows in found.values())
    for policy in SMALL["policies"]:
        assert of_points[policy].noise_share == pytest.approx(of_runs[policy].noise_share)
        assert 0 < of_points[policy].noise_share < np.inf
    effect = "multivector minus laissez_faire"
    assert np.isfinite(of_runs[effect].noise_share)
    assert np.isnan(of_points[effect].noise_share)
