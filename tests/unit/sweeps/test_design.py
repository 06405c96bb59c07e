"""Designs cover the unit cube as their definitions say, by the same bits every time."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.stats import kstest, qmc

from multivector_sim.errors import InputError
from multivector_sim.model.chance import uniform_deviates
from multivector_sim.sweeps.design import (
    DESIGNS,
    MORRIS_LEVELS,
    MOST_NUMBERS,
    block_length,
    make_design,
)

FACTORS = ("a", "b", "c")


def make(kind, factors=FACTORS, points=16, seed=1, **more):
    if kind == "grid":
        more.setdefault("levels", 4)
    return make_design(kind, factors, points, seed, **more)


@pytest.mark.parametrize("kind", DESIGNS)
def test_a_seed_gives_the_same_bits_and_no_global_state_is_touched(kind):
    before = np.random.get_state()  # noqa: NPY002
    first = make(kind, seed=2**64 - 1)
    np.random.seed(5)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    again = make(kind, seed=2**64 - 1)
    assert np.array_equal(first.unit, again.unit)
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002
    np.random.set_state(before)  # noqa: NPY002
    if kind != "grid":
        for other in (0, 1):
            assert not np.array_equal(first.unit, make(kind, seed=other).unit)


@pytest.mark.parametrize("kind", DESIGNS)
def test_units_lie_inside_and_nothing_is_warned_of(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        design = make(kind, points=64, second_order=kind == "saltelli")
    assert design.kind == kind
    assert design.factors == FACTORS
    assert design.unit.shape[1] == 3
    assert len(design.unit) % block_length(kind, 3, design.second_order) == 0
    assert design.unit.min() > 0
    assert design.unit.max() < 1
    assert abs(design.unit.mean() - 0.5) < 0.05
    assert design.notes == ()


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli"])
def test_an_end_of_the_interval_is_moved_inside(kind, monkeypatch):
    class Ends:
        def __init__(self, d, **_):
            self.d = d

        def random(self, n):
            return np.resize([0.0, 1.0, 0.25], (n, self.d))

        def random_base2(self, m):
            return self.random(2**m)

    monkeypatch.setattr(qmc, "LatinHypercube", Ends)
    monkeypatch.setattr(qmc, "Sobol", Ends)
    assert np.unique(make(kind).unit).tolist() == [2.0**-31, 0.25, 1 - 2.0**-31]


def test_a_grid_has_every_combination_once_in_the_middle_of_its_quantiles():
    design = make_design("grid", FACTORS, 1, 0, levels={"a": 2, "b": 3, "c": 1})
    assert design.points == 6
    assert np.unique(design.unit, axis=0).shape == (6, 3)
    assert np.unique(design.unit[:, 0]).tolist() == [0.25, 0.75]
    assert np.unique(design.unit[:, 1]) == pytest.approx([1 / 6, 1 / 2, 5 / 6])
    values = np.array(["x", "y", "z"])[np.floor(design.unit[:, 1] * 3).astype(int)]
    assert values.tolist() == ["x", "y", "z"] * 2


def test_random_columns_do_not_know_of_each_other_nor_of_later_rows():
    small = make("random", points=10)
    more = make("random", points=1000)
    assert np.array_equal(small.unit, more.unit[:10])
    wider = make("random", factors=("z", *FACTORS), points=1000)
    assert np.array_equal(wider.unit[:, 1:], more.unit)
    rows = np.arange(10, dtype=np.uint64)
    assert np.array_equal(small.unit[:, 1], uniform_deviates("b", 1, rows))
    for column in range(3):
        assert kstest(more.unit[:, column], "uniform").pvalue > 0.001
    assert np.abs(np.corrcoef(more.unit.T) - np.eye(3)).max() < 0.12


def test_a_latin_hypercube_has_one_point_in_every_slice():
    unit = make("lhs", points=37).unit
    for column in range(3):
        assert np.sort(np.floor(unit[:, column] * 37)).tolist() == list(range(37))
    chance = make("random", points=37).unit
    assert np.unique(np.floor(chance[:, 0] * 37)).size < 37


def test_a_sobol_sequence_is_more_even_than_chance_and_begins_alike():
    whole, part = make("sobol", points=256), make("sobol", points=100)
    assert np.array_equal(whole.unit[:100], part.unit)
    assert "not a power of two" in part.notes[0]
    assert "64 or 128" in part.notes[0]
    for column in range(3):
        counts = np.bincount(np.floor(whole.unit[:, column] * 256).astype(int))
        assert counts.tolist() == [1] * 256
    chance = make("random", points=256)
    assert qmc.discrepancy(whole.unit) < qmc.discrepancy(chance.unit) / 4


def test_trajectories_move_one_factor_a_row_by_two_levels():
    design = make("morris", points=50)
    assert np.unique(design.unit) == pytest.approx([0.05, 0.35, 0.65, 0.95])
    assert len(np.unique(design.unit)) == MORRIS_LEVELS
    steps = np.diff(design.unit.reshape(50, 4, 3), axis=1)
    assert np.abs(steps).sum(axis=2) == pytest.approx(np.full((50, 3), 0.6))
    assert ((steps != 0).sum(axis=1) == 1).all()
    assert np.array_equal(make("morris", points=20).unit, design.unit[: 20 * 4])


@pytest.mark.parametrize("second_order", [False, True])
def test_blocks_of_saltelli_cross_two_samples(second_order):
    design = make("saltelli", points=8, second_order=second_order)
    blocks = design.unit.reshape(8, -1, 3)
    assert blocks.shape[1] == (8 if second_order else 5)
    a, b = blocks[:, 0], blocks[:, -1]
    assert not (a == b).any()
    for factor in range(3):
        mixed = a.copy()
        mixed[:, factor] = b[:, factor]
        assert np.array_equal(blocks[:, 1 + factor], mixed)
        if second_order:
            mixed = b.copy()
            mixed[:, factor] = a[:, factor]
            assert np.array_equal(blocks[:, 4 + factor], mixed)
    more = make("saltelli", points=16, second_order=second_order)
    assert np.array_equal(more.unit[: len(design.unit)], design.unit)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("latin", FACTORS, 4, 1), "'latin' received; allowed are grid, random"),
        (("random", "abc", 4, 1), "a list of names"),
        (("random", ["a", 3], 4, 1), "a list of names"),
        (("random", [], 4, 1), "at least one name"),
        (("random", ["a", "b", "a"], 4, 1), "a received twice"),
        (("random", FACTORS, 0, 1), "points: 0 received"),
        (("random", FACTORS, 2.5, 1), "points: 2.5 received; a whole number"),
        (("random", FACTORS, True, 1), "points: True received"),
        (("random", FACTORS, 4, -1), "seed: -1 received"),
        (("random", FACTORS, 4, 2**64), "seed: 18446744073709551616 received"),
        (("random", FACTORS, MOST_NUMBERS // 2, 1), "ask for fewer points"),
        (("saltelli", FACTORS, 1000, 1), "the nearest are 512 and 1024"),
        (("saltelli", FACTORS, 3, 1), "the nearest are 2 and 4"),
        (("saltelli", FACTORS, 2**25, 1), "ask for fewer points"),
        (("sobol", [f"x{i}" for i in range(21202)], 2, 1), "at most 21201"),
        (("grid", FACTORS, 4, 1), "levels: a grid needs them"),
    ],
)
def test_what_is_not_allowed_is_told(arguments, message):
    with pytest.raises(InputError, match=message):
        make_design(*arguments)


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("lhs", {"levels": 3}, "only a grid has levels"),
        ("sobol", {"second_order": True}, "choose 'saltelli'"),
        ("grid", {"levels": 0}, "levels: 0 received"),
        ("grid", {"levels": {"a": 2, "b": 2}}, "no number for c; the factors are a, b, c"),
        ("grid", {"levels": {"a": 2, "b": 2, "c": 2, "d": 1}}, "no such factor: d"),
        ("grid", {"levels": {"a": 2, "b": 2, "c": "2"}}, "levels of c: '2' received"),
        ("grid", {"levels": 10**6}, "ask for fewer levels"),
        ("grid", {"factors": [f"x{i}" for i in range(900)], "levels": 10**6}, "more than 10"),
    ],
)
def test_what_does_not_go_together_is_told(kind, options, message):
    with pytest.raises(InputError, match=message):
        make(kind, **options)
