"""Tension against closed forms: a small, a bounded, and an unprovoked dyad (limits L1-L3)."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import CONCERNS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from worlds import quiet_world

DT = 0.25
PAIRS = [(i, j) for i in range(5) for j in range(i + 1, 5)]
RATES = [(0.8, 0.3), (1.4, 0.05), (0.4, 0.7), (0.5, 0.45), (0.6, 0.6)]  # (fatigue, reaction)


def dyads(
    baseline: Inputs, quarters: int, grievance: np.ndarray, start: np.ndarray, substeps: int = 1
) -> Inputs:
    """Return a world in which all ten pairs only feel, answer and forget."""
    return quiet_world(
        baseline,
        quarters,
        {"grievance_scale": 1.0},
        initial_tension=start,
        base_grievance=grievance,
        substeps=substeps,
    )


def tension(world: Inputs, rates: list[tuple[float, float]]) -> np.ndarray:
    """Return the tension path (rates, quarters + 1, actors, actors), the start included."""
    sets = np.tile(world.parameters, (len(rates), 1))
    sets[:, parameter_index("fatigue")] = [a for a, _ in rates]
    sets[:, parameter_index("reaction")] = [k for _, k in rates]
    raw = run_ensemble(world, len(rates), 0, parameters=sets, record=["tension"])
    start = np.broadcast_to(world.initial_tension, (len(rates), 1, 5, 5))
    return np.concatenate([start, raw.paths["tension"]], axis=1)


def random_matrix(seed: int, scale: float, symmetric: bool) -> np.ndarray:
    values = scale * np.random.default_rng(seed).random((5, 5))
    values = values + values.T if symmetric else values
    np.fill_diagonal(values, 0.0)
    return values


def bounded_fixed_point(a: float, k: float, g: np.ndarray) -> np.ndarray:
    b = a - k + g
    root = np.sqrt(b * b + 4.0 * k * g)
    # The second form is the same number without the cancellation that b > 0 would bring.
    return np.where(b < 0.0, (root - b) / (2.0 * k), 2.0 * g / (root + b))


SMALL = 1e-11


def test_small_tension_follows_the_linear_dyad() -> None:
    a, k = 0.8, 0.3
    matrix = np.array([[1.0 - a * DT, k * DT], [k * DT, 1.0 - a * DT]])
    for g in ([0.1, 0.3], [0.0, 0.2]):
        fixed = np.array([a * g[0] + k * g[1], a * g[1] + k * g[0]]) / (a * a - k * k)
        # The closed form itself: rest is where grievance and reaction meet fatigue.
        assert fixed == pytest.approx(matrix @ fixed + DT * np.array(g), rel=1e-14)


def test_linear_limit_path_and_rest(packed_baseline: Inputs) -> None:
    grievance, start = random_matrix(1, SMALL, False), random_matrix(2, SMALL, False)
    world = dyads(packed_baseline, 400, grievance, start)
    path = tension(world, RATES[:2])
    for rate, (a, k) in enumerate(RATES[:2]):
        matrix = np.array([[1.0 - a * DT, k * DT], [k * DT, 1.0 - a * DT]])
        for i, j in PAIRS:
            g = np.array([grievance[i, j], grievance[j, i]])
            rest = (a * g + k * g[::-1]) / (a * a - k * k)
            begin = np.array([start[i, j], start[j, i]])
            after = rest + np.linalg.matrix_power(matrix, 37) @ (begin - rest)
            seen = path[rate, :, [i, j], [j, i]].T
            # Second-order terms are of the size of tension itself, 1e-11 relative.
            assert seen[37] == pytest.approx(after, rel=3e-11)
            assert seen[-1] == pytest.approx(rest, rel=3e-11)


def test_linear_stability_is_fatigue_against_reaction(packed_baseline: Inputs) -> None:
    start = np.full((5, 5), SMALL) - SMALL * np.eye(5)
    path = tension(dyads(packed_baseline, 20, np.zeros((5, 5)), start), RATES)
    for (a, k), values in zip(RATES, path[:, :, 1, 2], strict=True):
        expected = SMALL * (1.0 + DT * (k - a)) ** np.arange(21)
        assert values == pytest.approx(expected, rel=1e-9)
        assert (values[-1] > values[0]) == (k > a)


@pytest.mark.parametrize("substeps", [1, 3])
def test_bounded_dyad_rests_at_its_fixed_point(packed_baseline: Inputs, substeps: int) -> None:
    grievance = random_matrix(3, 0.8, True)
    start = random_matrix(4, 0.5, True)
    path = tension(dyads(packed_baseline, 600, grievance, start, substeps), RATES)
    for (a, k), last in zip(RATES, path[:, -1], strict=True):
        for i, j in PAIRS:
            fixed = bounded_fixed_point(a, k, grievance[i, j])
            assert 0.0 < fixed < 1.0
            assert last[i, j] == pytest.approx(fixed, rel=1e-14)
            assert last[j, i] == last[i, j]


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["symmetric", "antisymmetric"])
def test_exact_maps_about_the_fixed_point(packed_baseline: Inputs, sign: float) -> None:
    grievance = random_matrix(5, 0.6, True)
    for a, k in RATES:
        fixed = bounded_fixed_point(a, k, grievance + np.eye(5))
        off = 0.15 * np.triu(fixed * (1.0 - fixed), 1)
        start = fixed + off + sign * off.T
        np.fill_diagonal(start, 0.0)
        path = tension(dyads(packed_baseline, 1, grievance, start), [(a, k)])[0]
        for i, j in PAIRS:
            d, g, x = off[i, j], grievance[i, j], fixed[i, j]
            after = path[1, i, j] - x, path[1, j, i] - x
            if sign > 0.0:
                root = np.sqrt((a - k + g) ** 2 + 4.0 * k * g)
                expected = d * (1.0 - DT * root) - DT * k * d * d
                assert after == pytest.approx((expected, expected), abs=3e-16)
            else:
                linear, bend = d * (1.0 - DT * (a + g + k)), DT * k * d * d
                assert after == pytest.approx((linear + bend, -linear + bend), abs=3e-16)


def test_unprovoked_tension_dies_or_settles(packed_baseline: Inputs) -> None:
    start = np.full((5, 5), 0.6) - 0.6 * np.eye(5)
    steps = 2000
    path = tension(dyads(packed_baseline, steps, np.zeros((5, 5)), start), RATES)
    for (a, k), values in zip(RATES, path[:, :, 1, 2], strict=True):
        if k > a:
            assert values[-1] == pytest.approx(1.0 - a / k, rel=1e-14)
        elif k < a:
            assert values[-1] < 0.6 * (1.0 - DT * (a - k)) ** steps + 1e-300
        else:  # at the margin tension falls like 1/t: 1/x grows by k dt (and a little) each step
            count = np.arange(steps + 1)
            slow = 1.0 / (1.0 / 0.6 + k * DT * count / (1.0 - k * DT * 0.6))
            assert (values <= 1.0 / (1.0 / 0.6 + k * DT * count) * (1.0 + 1e-12)).all()
            assert (values >= slow * (1.0 - 1e-12)).all()


def test_events_institutions_and_balance_enter_where_the_equation_says(
    packed_baseline: Inputs,
) -> None:
    # A symmetric world keeps every tension equal: grievance jev g, fatigue a(1 + mu), and the
    # balance of two third parties, 2 beta (x - x0)^2, on the side of fatigue.
    a, k, jev, mu, beta, hostile, g = 0.8, 0.3, 1.3, 0.5, 0.6, 0.2, 0.4
    between = np.ones((5, 5)) - np.eye(5)
    between[0] = between[:, 0] = 0.0
    weights = {f"{concern}_grievance": 0.0 for concern in CONCERNS}
    world = quiet_world(
        packed_baseline,
        300,
        {
            "fatigue": a,
            "reaction": k,
            "event_scale": jev,
            "institution_fatigue": mu,
            "structural_balance": beta,
            "hostility_threshold": hostile,
            **weights,
        },
        switches=np.ones(5),
        initial_tension=0.3 * between,
        event_grievance=g * between,
        institution=between,
        capability=[0.0, 0.25, 0.25, 0.25, 0.25],
    )
    x = run_ensemble(world, 1, 0, record=["tension"]).paths["tension"][0, -1]
    rest = x[1, 2]
    assert x == pytest.approx(rest * between, rel=1e-14)
    drain = a * (1.0 + mu) + 2.0 * beta * (rest - hostile) ** 2
    assert (k * rest + jev * g) * (1.0 - rest) == pytest.approx(drain * rest, rel=1e-13)
