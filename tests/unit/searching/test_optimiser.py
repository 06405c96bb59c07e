"""The optimiser finds fronts that are known, and its tools agree with counting and geometry."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.searching.optimiser import evolve, hypervolume, non_dominated

FloatArray = NDArray[np.float64]
VARIABLES = 6


def zdt1(_: int, points: FloatArray) -> FloatArray:
    """Return minus the two objectives of ZDT1 (Zitzler, Deb & Thiele 2000)."""
    first = points[:, 0]
    far = 1 + 9 * points[:, 1:].mean(axis=1)
    return -np.stack([first, far * (1 - np.sqrt(first / far))], axis=1)


def search(
    seed: int, method: Any = "nsga2", generations: int = 80
) -> tuple[FloatArray, FloatArray]:
    found = evolve(
        zdt1,
        variables=VARIABLES,
        aims=2,
        population=60,
        generations=generations,
        seed=seed,
        method=method,
    )
    return found.points, found.scores


@pytest.mark.parametrize("method", ["nsga2", "nsga3"])
def test_the_front_of_zdt1_is_found(method: str) -> None:
    points, scores = search(1, method)
    front = -scores[non_dominated(scores)]
    # The true front is f2 = 1 - sqrt(f1); the area that it dominates from (1, 1) on is 2/3.
    away = np.abs(front[:, 1] - (1 - np.sqrt(front[:, 0])))
    assert np.quantile(away, 0.9) < 0.01
    area = hypervolume(scores, np.array([-1.0, -1.0]), np.array([0.0, 0.0]))
    assert 0.64 < area < 2 / 3
    drawn = zdt1(0, np.random.default_rng(1).random(points.shape))
    assert hypervolume(drawn, np.array([-1.0, -1.0]), np.array([0.0, 0.0])) < 0.3


def test_the_same_seed_tries_the_same_points() -> None:
    first = search(3, generations=10)[0]
    assert np.array_equal(first, search(3, generations=10)[0])
    assert not np.array_equal(first, search(4, generations=10)[0])


def test_points_depend_on_nothing_but_seed_and_scores() -> None:
    np.random.seed(1)  # noqa: NPY002  (whether the optimiser looks at the global state)
    first = search(5, generations=10)[0]
    np.random.seed(2)  # noqa: NPY002
    assert np.array_equal(first, search(5, generations=10)[0])


def test_dominance_is_that_of_counting() -> None:
    rng = np.random.default_rng(2)
    for aims in (2, 3, 5):
        table = rng.integers(0, 4, size=(60, aims)).astype(float)  # with ties and copies
        for at, row in enumerate(table):
            beaten = any(
                all(x >= y for x, y in zip(other, row, strict=True))
                and any(x > y for x, y in zip(other, row, strict=True))
                for other in table
            )
            assert non_dominated(table)[at] == (not beaten)


def test_the_hypervolume_is_that_of_boxes() -> None:
    low, high = np.zeros(2), np.array([4.0, 2.0])
    # Two rectangles that overlap: 1 x 2 and 3 x 1, less 1 x 1, in a box of 8.
    assert hypervolume(np.array([[1.0, 2.0], [3.0, 1.0]]), low, high) == pytest.approx(4 / 8)
    assert hypervolume(np.array([[-1.0, 2.0]]), low, high) == 0.0
    assert hypervolume(np.array([[5.0, 2.0]]), low, high) > 1.0
    flat = np.array([4.0, 0.0])  # nothing to gain in the second
    assert hypervolume(np.array([[2.0, 0.0]]), low, flat) == pytest.approx(0.5)


def test_a_missing_optimiser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pymoo"):
            raise ImportError("no module")
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"pip install 'multivector-sim\[search\]'"):
        search(1)
