"""Lesson 1 against Richardson's closed forms, the bounded fixed point, and sums by hand."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.optimize import fsolve

import multivector_sim as mv
from lessons_checked.again import agrees

A, K, G = 0.8, 0.3, np.array([0.1, 0.3])
REST = (A * G + K * G[::-1]) / (A * A - K * K)


WEIGHTS = {"leverage_economic": 0.6, "leverage_transit": 0.25, "leverage_security": 0.15}


@cache
def dependence(name):
    """Return dependence and transit leverage in 2016-2025 from recorded shares, by hand.

    Both are those of the start of a quarter, so the shares are those of the quarter before.
    """
    data = mv.simulate(name, runs=300, seed=1, record=["share"], outcomes=())
    share = data["share"].sel(actor="RUS").isel(time=slice(95, 135)).values
    upstream, routes, trade, military, finance = np.moveaxis(share, 2, 0)
    dates = np.arange(2016.0, 2026.0, 0.25)
    # From docs/odd.md, section 6: 0.14 in 2011, 0.15 in 2022, 0.18 in 2025, straight lines.
    spare = np.interp(dates, [2011.0, 2022.0, 2025.0], [0.14, 0.15, 0.18])
    transit = routes * (1.0 - spare)
    economic = (0.3 * upstream + 0.2 * trade + 0.1 * finance) / 0.6
    whole = 0.6 * economic + 0.25 * transit + 0.15 * military
    return {"leverage_transit": transit.mean(axis=1), "dependence": whole.mean(axis=1)}


def bounded_rest(a, k, grievance):
    """Return where the bounded pair stands still, by a root finder."""

    def push(x):
        return (k * x[::-1] + np.array(grievance)) * (1.0 - x) - a * x

    return fsolve(push, [0.4, 0.4])


def check_calming(results, rest):
    own, both, fatigue, sco = np.array(results["calming"])
    for row, a, grievance in [
        (own, A, (0.08, 0.3)),
        (both, A, (0.08, 0.24)),
        (fatigue, 0.96, (0.1, 0.3)),
        (sco, 1.2, (0.1, 0.3)),
    ]:
        quiet = bounded_rest(a, K, grievance)[0] - rest[0]
        assert row[0] == pytest.approx(quiet, rel=0.1)  # noise moves it little
        assert row[1] < row[0] < row[2] < 0.0
    own_by_hand, both_by_hand, fatigue_by_hand = results["by_formula"]
    solved = np.linalg.solve([[0.96, -K], [-K, 0.96]], G)[0] - REST[0]
    assert own_by_hand == pytest.approx(-0.02 * A / (A * A - K * K), rel=1e-12)
    assert both_by_hand == pytest.approx(-0.2 * REST[0], rel=1e-12)
    assert fatigue_by_hand == pytest.approx(solved, rel=1e-12)
    assert [round(x, 3) for x in results["by_formula"]] == [-0.029, -0.062, -0.085]
    # Smaller than by hand, in the same order, and fatigue does most.
    for row, by_hand in zip((own, both, fatigue), results["by_formula"], strict=True):
        assert row[0] > by_hand
    assert sco[2] < fatigue[1] < fatigue[2] < both[1] < both[2] < own[1]
    assert own[0] > -0.2 * rest[0]  # most of the tension stays


def check(results):
    assert results["by_hand"] == pytest.approx(REST, abs=1e-6)

    euler = [np.zeros(2)]
    for _ in range(4):
        euler.append(euler[-1] + 0.25 * (K * euler[-1][::-1] - A * euler[-1] + G))
    assert np.array(results["euler"]) == pytest.approx(np.array(euler), abs=1e-12)
    # The model in the small does what the table does.
    assert results["small_first_quarters"] == pytest.approx([row[0] for row in euler], rel=1e-5)
    assert results["small_rest"] == pytest.approx(REST, rel=1e-4)

    stable, saturated = results["ends"]
    rest = bounded_rest(A, K, G)
    for end in stable:
        assert end == pytest.approx(rest, abs=1e-5)
    assert (rest < REST).all()
    for end in saturated:
        assert end == pytest.approx([results["saturated"]] * 2, abs=1e-3)
    assert results["saturated"] == pytest.approx(bounded_rest(0.4, 0.7, (0.05, 0.05))[0], rel=1e-9)
    assert results["saturated"] < 0.99

    check_calming(results, rest)

    parts = results["parts_by_hand"]
    assert parts == pytest.approx([0.281666667, 0.9215, 0.88, 0.531375], abs=1e-8)
    assert results["parts_in_model"] == pytest.approx(parts, rel=1e-12)

    check_credit(results)


def check_credit(results):
    credit = results["credit"]
    fell, fell_anyway, tenders, russia, china, west = credit.values()
    assert fell[0] == pytest.approx(-0.1, abs=0.003)
    assert fell_anyway[0] == pytest.approx(fell[0], abs=0.003)
    for row in (tenders, china, west):
        assert 0.0 < row[1] < row[0] < row[2]
    assert tenders[2] < 0.01
    assert russia[1] < russia[0] < russia[2] < -0.1

    recorded, without = dependence("baseline"), dependence("laissez_faire")
    for name, state in (("parts", "dependence"), ("parts", "leverage_transit")):
        assert agrees(results[name][state], recorded[state], without[state])
    assert results["parts"]["dependence"] == pytest.approx(tenders, rel=1e-12)

    parts, by_lever = results["parts"], results["by_lever"]
    for rows in (parts, *by_lever.values()):
        weighed = sum(weight * rows[name][0] for name, weight in WEIGHTS.items())
        assert rows["dependence"][0] == pytest.approx(weighed, rel=1e-9)
    assert parts["leverage_transit"][2] < 0
    assert parts["leverage_security"][2] < 0
    assert parts["leverage_economic"][1] > 0
    for lever in ("retention", "inclusion", "leveraging"):
        assert by_lever[lever]["leverage_transit"][2] < 0
    conceding = by_lever["concession"]
    assert conceding["leverage_transit"][1] > 0
    assert conceding["leverage_economic"][1] > 0
    assert conceding["dependence"][1] > tenders[2]  # without it, lower than under laissez_faire
