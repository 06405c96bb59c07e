"""Lesson 1 against Richardson's closed forms, the bounded fixed point, and sums by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import fsolve

A, K, G = 0.8, 0.3, np.array([0.1, 0.3])
REST = (A * G + K * G[::-1]) / (A * A - K * K)


def bounded_rest(a, k, grievance):
    """Return where the bounded pair stands still, by a root finder."""

    def push(x):
        return (k * x[::-1] + np.array(grievance)) * (1.0 - x) - a * x

    return fsolve(push, [0.4, 0.4])


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

    own, both, fatigue = np.array(results["calming"])
    for row, a, grievance in [
        (own, A, (0.08, 0.3)), (both, A, (0.08, 0.24)), (fatigue, 1.2, (0.1, 0.3)),
    ]:  # fmt: skip
        quiet = bounded_rest(a, K, grievance)[0] - rest[0]
        assert row[0] == pytest.approx(quiet, rel=0.1)  # noise moves it little
        assert row[1] < row[0] < row[2] < 0.0
    # Smaller than by hand, and fatigue does most.
    assert round(-0.02 * A / (A * A - K * K), 3) == -0.029
    assert round(-0.2 * REST[0], 3) == -0.062
    assert own[0] > -0.029
    assert both[0] > -0.062
    assert fatigue[2] < both[1]

    parts = results["parts_by_hand"]
    assert parts == pytest.approx([0.281666667, 0.9215, 0.88, 0.531375], abs=1e-8)
    assert results["parts_in_model"] == pytest.approx(parts, rel=1e-12)

    fell, fell_anyway, difference = np.array(results["credit"])
    assert fell[0] == pytest.approx(-0.1, abs=0.003)
    assert fell_anyway[0] == pytest.approx(fell[0], abs=0.003)
    assert 0.0 < difference[1] < difference[0] < difference[2] < 0.01
    for world, row in (("baseline", fell), ("laissez_faire", fell_anyway)):
        changes = {part: values[world] for part, values in results["by_part"].items()}
        assert changes["dependence"] == pytest.approx(row[0], rel=1e-9)
        assert min(changes, key=changes.get) == "leverage_transit"
        weighed = (
            0.6 * changes["leverage_economic"]
            + 0.25 * changes["leverage_transit"]
            + 0.15 * changes["leverage_security"]
        )
        assert changes["dependence"] == pytest.approx(weighed, rel=1e-9)
    transit, economic = (
        results["by_part"][name] for name in ("leverage_transit", "leverage_economic")
    )
    assert transit["baseline"] < transit["laissez_faire"]
    assert economic["baseline"] > economic["laissez_faire"]
