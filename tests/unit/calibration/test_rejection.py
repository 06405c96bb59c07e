"""Answers that are known: a normal mean with a normal prior."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from multivector_sim.calibration.checks import (
    BINS,
    RANKS,
    contraction,
    flatness,
    simulation_check,
)
from multivector_sim.calibration.rejection import ADJUSTED, METHODS, REJECTED, Rejection
from multivector_sim.errors import InputError

ERROR = 0.5
"""Standard deviation of the one observation of each mean."""


def normal_problem(rows: int, seed: int):
    """Return units and summaries: two means with prior N(0, 1), seen once each, and two decoys."""
    generator = np.random.default_rng(seed)
    means = generator.standard_normal((rows, 2))
    seen = means + ERROR * generator.standard_normal((rows, 2))
    decoys = generator.standard_normal((rows, 2))
    return ndtr(means), np.concatenate([seen, decoys], axis=1)


@pytest.fixture(scope="module")
def rejection() -> Rejection:
    return Rejection(*normal_problem(60_000, 1))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seen", [(0.0, 0.0), (1.0, -0.7)])
def test_accepted_values_approach_the_closed_form(rejection, method, seen):
    place = rejection.place(np.array([*seen, 0.3, -0.2]))[0]
    found = ndtri(rejection.accept(place, 600, method).units)
    variance = ERROR**2 / (1 + ERROR**2)
    assert found.mean(axis=0) == pytest.approx(np.array(seen) / (1 + ERROR**2), abs=0.09)
    assert found.std(axis=0) == pytest.approx(np.sqrt(variance), rel=0.12)
    assert abs(np.corrcoef(found.T)[0, 1]) < 0.2


def test_regression_brings_a_wide_acceptance_nearer_to_the_closed_form(rejection):
    place = rejection.place(np.array([1.0, -0.7, 0.0, 0.0]))[0]
    right = ERROR / np.sqrt(1 + ERROR**2)
    wide = {m: ndtri(rejection.accept(place, 20_000, m).units).std(axis=0) for m in METHODS}
    assert (np.abs(wide[ADJUSTED] - right) < 0.5 * np.abs(wide[REJECTED] - right)).all()


@pytest.mark.parametrize("method", METHODS)
def test_ranks_are_flat_on_it_and_intervals_cover(rejection, method):
    checks = simulation_check(rejection, *normal_problem(400, 2), 400, method)
    assert not checks.uneven.any()
    assert checks.covered[0] == pytest.approx(0.5, abs=0.09)
    assert checks.covered[1] == pytest.approx(0.9, abs=0.06)
    assert ((checks.ranks >= 0) & (checks.ranks <= RANKS)).all()


@pytest.mark.parametrize("factor", [0.6, 1.6])
def test_ranks_are_not_flat_where_the_answer_is_too_narrow_or_too_wide(rejection, factor):
    checks = simulation_check(rejection, *normal_problem(400, 2), 400, ADJUSTED, narrowed=factor)
    assert checks.uneven.all()
    edges = ((checks.ranks < 10) | (checks.ranks >= 90)).mean()
    assert (edges > 0.3) if factor < 1 else (edges < 0.1)


def test_contraction_is_that_of_the_closed_form_in_quantiles(rejection):
    place = rejection.place(np.zeros(4))[0]
    found = contraction(rejection.accept(place, 600, ADJUSTED).units)
    draws = ndtr(np.sqrt(ERROR**2 / (1 + ERROR**2)) * ndtri((np.arange(4000) + 0.5) / 4000))
    assert found == pytest.approx(1 - 12 * draws.var(), abs=0.06)


def test_decoys_tell_nothing():
    generator = np.random.default_rng(3)
    rejection = Rejection(generator.random((20_000, 1)), generator.standard_normal((20_000, 3)))
    accepted = rejection.accept(rejection.place(np.zeros(3))[0], 500)
    assert rejection.explained == pytest.approx(0, abs=0.01)
    assert contraction(accepted.units) == pytest.approx(0, abs=0.15)


def test_flatness_of_ranks_by_hand():
    even = np.repeat(np.arange(RANKS + 1), 4)[:, None]
    assert flatness(even) == pytest.approx(1)
    heaped = np.zeros((400, 1), dtype=np.int64)
    assert flatness(heaped)[0] < 1e-12
    assert (RANKS + 1) % BINS == 0


def test_rows_are_the_nearest_and_moved_values_stay_inside(rejection):
    place = rejection.place(np.array([3.0, 3.0, 0.0, 0.0]))[0]
    near = rejection.accept(place, 100)
    every = rejection.accept(place, 60_000)
    assert every.rows.tolist() == list(range(60_000))
    assert near.distance < every.distance
    assert np.array_equal(near.units, rejection.units[near.rows])
    moved = rejection.accept(place, 100, ADJUSTED).units
    assert ((moved > 0) & (moved < 1)).all()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda r: r.accept(np.zeros(2), 1), "accept: 1 received"),
        (lambda r: r.accept(np.zeros(2), 60_001), "allowed are 2 to 60000"),
        (lambda r: r.accept(np.zeros(2), 5, "magic"), "method: 'magic'"),
        (lambda r: Rejection(r.units[:5], np.zeros((6, 2))), "one row a simulation"),
        (lambda r: Rejection(r.units[:5], np.zeros((5, 4))), "more than 9 are"),
        (lambda r: Rejection(np.full((50, 1), np.nan), np.zeros((50, 2))), "finite"),
        (lambda r: simulation_check(r, r.units[:2], np.zeros((2, 4)), 50, REJECTED), "99 or more"),
        (lambda r: simulation_check(r, r.units[:0], np.zeros((0, 4)), 99, REJECTED), "one or more"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_told(rejection, act, words):
    with pytest.raises(InputError, match=words):
        act(rejection)
