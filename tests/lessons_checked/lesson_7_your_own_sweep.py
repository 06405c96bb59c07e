"""What lesson 7 says, against arithmetic, the readable engine and runs outside of the sweep."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest

import multivector_sim as mv

UNKNOWN = {
    *("reaction", "fatigue", "institution_fatigue"),
    *("deception_grievance", "power_grievance"),
}


@cache  # checks run once for every result that is spoilt
def first_run(future: tuple[tuple[str, float], ...]) -> float:
    """Return tension in the first run of a future, by the engine of agents."""
    world = mv.load_scenario("multivector", dict(future))
    runs = mv.simulate(world, runs=1, seed=1, engine="mesa", outcomes=["tension_rus_chn"])
    return float(runs["tension_rus_chn"][0])


@cache
def effect(deception: float, power: float) -> float:
    """Return the policy's effect at two weights, on other chance than that of the lesson."""
    weights = {
        "parameters.deception_grievance": deception,
        "parameters.power_grievance": power,
    }
    policy, tenders = (
        mv.simulate(
            mv.load_scenario(name, weights), runs=200, seed=77, outcomes=["tension_rus_chn"]
        )["tension_rus_chn"].mean()
        for name in ("multivector", "laissez_faire")
    )
    return float(policy - tenders)


def check(results: dict[str, Any]) -> None:
    """Check what lesson 7 left."""
    assert results["faults"] == 3
    assert results["runs"] == 400 * 2 * 8
    assert results["shape"] == [400, 2, 8]
    assert results["same_bytes"] is True
    assert "seed: 1 there, 2 here" in results["refused"]
    assert results["by_hand"] == pytest.approx(results["told"], abs=1e-12)
    shared, own = results["widths"]
    assert 0 < own < shared

    point = results["point"]
    assert {key.removeprefix("parameters.") for key in point["future"]} == UNKNOWN
    assert point["again"] == point["kept"]
    assert len(point["kept"]) == 8
    assert all(map(math.isfinite, point["future"].values()))
    assert point["kept"][0] == first_run(tuple(sorted(point["future"].items())))

    ranks, pawn = results["ranks"], results["pawn"]
    first, second = sorted(ranks, key=lambda name: -abs(ranks[name]))[:2]
    assert {first, second} == {"deception_grievance", "power_grievance"}
    assert ranks["deception_grievance"] < -0.4
    assert ranks["power_grievance"] > 0.4
    assert set(ranks) == set(pawn) == UNKNOWN
    for value, threshold in pawn.values():
        assert value > 0
        assert threshold > 0
    assert {first, second} == set(sorted(pawn, key=lambda name: -pawn[name][0])[:2])
    assert all(pawn[name][0] > pawn[name][1] for name in (first, second))
    assert effect(0.6, 0.1) < 0 < effect(0.1, 0.6)

    box = results["box"]
    assert "deception_grievance >" in box["limits"]
    assert "power_grievance <" in box["limits"]
    assert box["share"] == results["told"][1]
    density, low, high = box["density"]
    assert box["share"] < low < density < high
    assert 0.5 < box["coverage"] <= 1
    assert "held out" in results["nothing"]

    found = results["found"]
    assert found["calm_share"] == pytest.approx(results["told"][1], abs=1e-12)
    assert found["calm_share"] < 0.5
    assert found["decides"] == first
    assert found["runs"] == 6400
