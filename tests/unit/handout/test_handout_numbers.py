"""The numbers inside of a page are those of simulations and comparisons of the same policies."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from scipy import stats

import multivector_sim as mv
from multivector_sim.calibration import accepted
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.handout import Grid, Sizes, lesson, make_handout, runs_of
from multivector_sim.handout.lessons import TURNED
from multivector_sim.handout.pack import Packed, unpack
from multivector_sim.handout.page import SERIES_STEP
from multivector_sim.results.dataset import path_variable

POINTS = ((0, 0, 0, 0, 0), (2, 1, 2, 1, 1), (0, 2, 0, 0, 1), (2, 2, 2, 2, 2))


def content(html):
    (found,) = re.findall(r'<script type="application/json" id="content">(.*?)</script>', html)
    return json.loads(found)


def numbers(html, row):
    """Return the numbers of a block of a page, read without the code that wrote it."""
    (data,) = re.findall(rf'id="block-{row["block"]}">([^<]*)</script>', html)
    return unpack(Packed(row["shape"], row["base"], row["step"], row["axes"], data))


def scenario(levels, places, name="a"):
    changes = {f"policy.{x}": levels[k] for x, k in zip(TURNED, places, strict=True)}
    return mv.load_scenario("laissez_faire", changes).named(name)


@pytest.mark.parametrize("places", POINTS)
def test_runs_and_bands_are_those_of_a_simulation(made, places):
    (world,) = content(made.html)["worlds"]
    names = [row["label"] for row in world["outcomes"]]
    found = mv.simulate(
        scenario(made.grid.levels, places), runs=10, seed=3,
        outcomes=[name.partition("[")[0] for name in names],
        record=["tension", "leverage_transit"],
    )  # fmt: skip
    for row in world["outcomes"]:
        name, _, actor = row["label"].partition("[")
        direct = found[name].sel(actor=actor.rstrip("]")) if actor else found[name]
        kept = numbers(made.html, row)[places]
        assert np.abs(kept - direct.values).max() <= row["step"] / 2 * (1 + 1e-6), row["label"]
    pair = found["tension"].sel(actor="RUS", partner="CHN").values
    back = found["tension"].sel(actor="CHN", partner="RUS").values
    transit = found[path_variable("leverage_transit")].sel(actor="RUS").values
    for of, path in (("tension.RUS-CHN", (pair + back) / 2), ("leverage_transit.RUS", transit)):
        (row,) = (one for one in world["series"] if one["of"] == of)
        annual = path.reshape(10, -1, 4).mean(axis=2)
        direct = np.quantile(annual, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
        assert np.abs(numbers(made.html, row)[places] - direct).max() <= SERIES_STEP / 2 + 1e-9
    assert world["years"] == list(range(1992, 2026))


def test_paired_effects_are_those_of_compare(made):
    (world,) = content(made.html)["worlds"]
    a, b = POINTS[1], POINTS[2]
    levels = made.grid.levels
    effects = mv.compare(
        [scenario(levels, a, "a"), scenario(levels, b, "b")], runs=10, seed=3, against=(), record=()
    ).to_frame()
    for row in world["outcomes"]:
        (direct,) = effects[effects["label"] == row["label"]].itertuples()
        kept = numbers(made.html, row)
        apart = kept[a] - kept[b]
        half = world["t"] * apart.std(ddof=1) / 10**0.5
        lower = ((apart < 0).sum() + (np.abs(apart) < 1e-12).sum() / 2) / 10
        step = row["step"]
        assert apart.mean() == pytest.approx(direct.mean, abs=step)
        assert apart.mean() - half == pytest.approx(direct.mean_low, abs=3 * step)
        assert lower == pytest.approx(direct.p_negative)
    assert world["t"] == pytest.approx(stats.t.ppf(0.975, 9))


@pytest.mark.parametrize(
    ("name", "at", "scenario", "changes", "runs"),
    [
        ("other", 1, "laissez_faire", {"mechanisms.common_other": False}, 5),
        ("limits", 2, "country_georgia", {}, 5),
    ],
)
def test_each_world_is_its_own(name, at, scenario, changes, runs):
    made = make_handout(
        lesson(name), Grid((0.0, 0.8)), Sizes(runs=10, seed=2, sets=2, set_runs=1), threads=1
    )
    worlds = content(made.html)["worlds"]
    assert [world["runs"] for world in worlds] == [runs] * 3
    places = (1, 0, 1, 1, 0)
    levels = {f"policy.{x}": 0.8 * k for x, k in zip(TURNED, places, strict=True)}
    found = mv.simulate(
        mv.load_scenario(scenario, changes | levels),
        runs=runs,
        seed=2,
        outcomes=["tension_rus_chn"],
    )
    label = [row["label"] for row in worlds[at]["outcomes"]].index("tension_rus_chn")
    values = [numbers(made.html, world["outcomes"][label])[places] for world in worlds]
    assert values[at] == pytest.approx(found["tension_rus_chn"].values, abs=1e-5)
    assert (values[at] != values[0]).any()


def test_counts_and_shares_of_quarters_are_not_rounded(made):
    (world,) = content(made.html)["worlds"]
    steps = {row["label"]: row["step"] for row in world["outcomes"]}
    assert steps["obstructions"] == 1
    assert steps["autonomy"] == 1 / 136
    assert steps["tension_rus_chn"] < 1e-5


def test_signs_are_those_of_runs_with_these_parameters(made):
    document = content(made.html)
    (world,) = document["worlds"]
    step = document["steps"][0]
    number = {side: made.grid.number(step[side]) for side in "ab"}
    (held,) = (row for row in world["held"] if (row["a"], row["b"]) == (number["a"], number["b"]))
    sets, _ = accepted().sets(4, 3)
    means = np.empty((2, 4))
    for at, side in enumerate("ab"):
        packed = scenario(made.grid.levels, step[side]).pack()
        for k, parameters in enumerate(sets):
            values = run_ensemble(
                packed, 2, 3, first_run=k << 20, parameters=parameters, outcomes=["autonomy"]
            )
            means[at, k] = values.outcomes["autonomy"].mean()
    apart = means[0] - means[1]
    row = held["rows"][1]
    assert row["mean"] == pytest.approx(apart.mean())
    assert row["lower"] == ((apart < 0).sum() + (apart == 0).sum() / 2) / 4


def test_the_page_does_not_depend_on_threads(made):
    again = make_handout(made.lesson.name, made.grid, made.sizes, threads=2)
    assert again.html == made.html


def test_another_seed_is_another_page(made):
    other = make_handout(
        made.lesson, Grid((0.0, 0.8)), Sizes(runs=2, seed=4, sets=2, set_runs=1), threads=1
    )
    same = make_handout(
        made.lesson, Grid((0.0, 0.8)), Sizes(runs=2, seed=3, sets=2, set_runs=1), threads=1
    )
    assert content(other.html)["levels"] == content(same.html)["levels"]
    key = "tension_rus_chn"
    assert (other.worlds[0].outcomes[key] != same.worlds[0].outcomes[key]).any()


@pytest.mark.parametrize(
    "levels", [(), (0.5,), (0.0, 0.0), (0.8, 0.2), (0.0, 1.1), (-0.1, 1.0), (0.0, float("nan")),
               (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)],
)  # fmt: skip
def test_levels_that_make_no_grid_are_refused(levels):
    with pytest.raises(InputError, match="rising numbers from 0 to 1"):
        Grid(levels)


def test_the_nearest_point_is_told_from_an_exact_one():
    grid = Grid((0.0, 0.4, 0.8))
    assert grid.nearest((0.0, 0.4, 0.8, 0.0, 0.8)) == ((0, 1, 2, 0, 2), True)
    assert grid.nearest((0.2, 0.5, 0.7, 1.0, 0.0)) == ((0, 1, 2, 2, 0), False)
    policies = grid.policies
    assert [grid.number(grid.nearest(row)[0]) for row in policies] == list(range(243))


def test_what_would_take_too_long_is_refused():
    with pytest.raises(InputError, match="at most 2,000,000"):
        runs_of(lesson("tension"), Grid(), Sizes(runs=1000))
    assert runs_of(lesson("tension"), Grid(), Sizes()) < 700_000


@pytest.mark.parametrize("sizes", [{"runs": 1}, {"runs": 1001}, {"sets": 501}, {"set_runs": 0}])
def test_sizes_out_of_range_are_refused(sizes):
    with pytest.raises(InputError, match="allowed are"):
        Sizes(**sizes)
