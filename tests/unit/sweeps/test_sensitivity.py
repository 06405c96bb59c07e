"""Indices of sensitivity against closed forms, other libraries and chance of a known size."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from SALib.analyze import pawn as salib_pawn
from scipy import stats

from multivector_sim.errors import InputError
from multivector_sim.sweeps.design import as_problem, block_length, make_design
from multivector_sim.sweeps.noise import NOISE_LIMIT, needed_replications, noise_share
from multivector_sim.sweeps.pawn import Ranked, slide_by_category, slide_by_rank
from multivector_sim.sweeps.sensitivity import sensitivity

A, B = 7.0, 0.1
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def ishigami(unit):
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_shares():
    """Return first, total and the only pair's share of Ishigami's function (1990)."""
    alone = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    second = A**2 / 8
    pair = 8 * B**2 * np.pi**8 / 225
    whole = alone + second + pair
    return (
        np.array([alone, second, 0]) / whole,
        np.array([alone + pair, second, pair]) / whole,
        pair / whole,
    )


def g_function(unit):
    return np.prod((np.abs(4 * unit - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)


def g_shares():
    """Return first and total shares of the function of Saltelli and Sobol' (1995)."""
    parts = 1 / (3 * (1 + WEIGHTS) ** 2)
    whole = np.prod(1 + parts) - 1
    return parts / whole, parts * np.prod(1 + parts) / (1 + parts) / whole


def value(found, index, column="value"):
    return found.table.loc[found.table["index"] == index, column].to_numpy()


def names(count):
    return [f"x{i}" for i in range(count)]


def analyse(kind, function, factors, points, *, seed=1, noise=0.0, **more):
    """Analyse a function on a design; ``noise`` is the variance of independent noise."""
    levels = 5 if kind == "grid" else None
    design = make_design(kind, factors, points, seed, levels=levels)
    chance = np.random.default_rng(seed).normal(size=len(design.unit))
    means = function(design.unit) + noise**0.5 * chance
    given = {"noise": np.full(len(means), noise), "replications": 8} | more
    return sensitivity(design, means, **given)


@pytest.mark.parametrize(
    ("function", "count", "shares"), [(ishigami, 3, ishigami_shares()), (g_function, 4, g_shares())]
)
def test_shares_are_those_of_the_closed_form(function, count, shares):
    found = analyse("saltelli", function, names(count), 4096)
    assert found.method == "sobol"
    assert found.trusted
    for index, expected in zip(("first", "total"), shares, strict=False):
        assert value(found, index) == pytest.approx(expected, abs=0.02)
        assert (value(found, index, "low") <= expected + 1e-9).all()
        assert (value(found, index, "high") >= expected - 1e-9).all()
    assert found.ranked()[0] == names(count)[int(np.argmax(shares[1]))]
    assert found.ranked()[-1] == names(count)[int(np.argmin(shares[1]))]


def test_pairs_are_those_of_the_closed_form():
    design = make_design("saltelli", names(3), 4096, 1, second_order=True)
    means = ishigami(design.unit)
    found = sensitivity(design, means, noise=0 * means, replications=8)
    pairs = found.table[found.table["index"] == "second"].set_index(["factor", "other"])["value"]
    assert pairs.loc[("x0", "x2")] == pytest.approx(ishigami_shares()[2], abs=0.02)
    assert pairs.drop(("x0", "x2")).abs().max() < 0.02


def test_shares_agree_with_those_of_scipy():
    found = analyse("saltelli", ishigami, names(3), 4096)
    peer = stats.sobol_indices(
        func=lambda x: ishigami(x.T), n=4096, dists=[stats.uniform()] * 3,
        rng=np.random.default_rng(2),
    )  # fmt: skip
    for index, theirs in (("first", peer.first_order), ("total", peer.total_order)):
        slack = 0.01  # theirs has an error too
        assert (value(found, index, "low") - slack <= theirs).all()
        assert (theirs <= value(found, index, "high") + slack).all()


def test_effects_of_a_linear_function_are_its_coefficients():
    coefficients = np.array([3.0, -1.5, 0.0, 0.25])
    found = analyse("morris", lambda unit: 7 + unit @ coefficients, names(4), 20)
    assert found.method == "morris"
    assert value(found, "mu_star") == pytest.approx(np.abs(coefficients), abs=1e-12)
    assert value(found, "mu") == pytest.approx(coefficients, abs=1e-12)
    assert value(found, "sigma") == pytest.approx(0, abs=1e-12)
    assert found.trusted
    assert found.ranked()[0] == "x0"


def test_effects_show_curves_pairs_and_repetition():
    found = analyse("morris", ishigami, names(3), 200)
    assert (value(found, "mu_star") > 1).all()
    assert (value(found, "sigma") > 1).all()
    product = analyse("morris", lambda unit: unit[:, 0] * unit[:, 1], names(3), 400)
    # Of x y, the effect of x is y, whose mean over levels is 1/2 and whose variance is known.
    spread = np.std([0.05, 0.35, 0.65, 0.95])
    assert value(product, "mu") == pytest.approx([0.5, 0.5, 0], abs=0.05)
    assert value(product, "sigma") == pytest.approx([spread, spread, 0], abs=0.03)


def test_distances_are_those_of_kolmogorov_and_smirnov():
    unit = np.random.default_rng(3).random((400, 2))
    values = np.round(ishigami(np.column_stack([unit, unit[:, 0]])), 1)  # with ties
    slides = slide_by_rank(unit[:, 0])
    assert np.bincount(slides).tolist() == [50] * 8
    own = Ranked(values).distances(slides)
    theirs = [stats.ks_2samp(values[slides == s], values).statistic for s in range(8)]
    assert own == pytest.approx(theirs, abs=1e-12)
    peer = salib_pawn.analyze(as_problem(["a", "b"]), unit, values, S=8)
    # SALib leaves the largest value out of its slides: one point of fifty in one of eight.
    assert Ranked(values).indices(slides) == pytest.approx(
        [peer["median"][0], peer["maximum"][0]], abs=1 / 50
    )


def test_steps_of_many_points_are_fine_enough():
    generator = np.random.default_rng(6)
    slides = np.arange(20000) % 8
    smooth = generator.normal(size=20000) + 0.1 * slides
    lumpy = np.where(smooth > 1, np.round(smooth), smooth)  # a fifth of the values are equal
    for values in (smooth, lumpy):
        theirs = [stats.ks_2samp(values[slides == s], values).statistic for s in range(8)]
        assert Ranked(values).distances(slides) == pytest.approx(theirs, abs=1e-3)


def test_weights_count_points_as_often():
    generator = np.random.default_rng(4)
    values, slides = generator.normal(size=60), np.arange(60) % 3
    weights = generator.integers(0, 4, size=60)
    repeated = np.repeat(np.arange(60), weights)
    assert Ranked(values).distances(slides, weights) == pytest.approx(
        Ranked(values[repeated]).distances(slides[repeated]), abs=1e-12
    )
    gone = Ranked(values).distances(slides, np.where(slides == 1, 0, 1))
    assert np.isnan(gone).tolist() == [False, True, False]


@pytest.mark.parametrize("kind", ["random", "lhs", "sobol", "grid", "saltelli"])
def test_a_factor_without_effect_stays_below_its_threshold(kind):
    found = analyse(
        kind, lambda unit: 3 * unit[:, 0] + 2 * unit[:, 1], names(3), 256, method="pawn"
    )
    table = found.table[found.table["index"] == "pawn_median"].set_index("factor")
    assert (table["value"] > table["threshold"])[["x0", "x1"]].all()
    assert table["value"]["x2"] <= table["threshold"]["x2"]
    assert found.ranked() == ("x0", "x1", "x2")


def false_alarms(kind, points, rounds, noise, index):
    """Return in what share of analyses any of three factors without effect seems to have one."""
    count = 0
    for seed in range(rounds):
        found = analyse(
            kind, lambda unit: unit[:, 0], names(4), points, seed=seed, noise=noise, resamples=2
        )
        table = found.table[found.table["index"] == index].iloc[1:]
        count += bool((table["value"] > table["threshold"]).any())
    return count / rounds


@pytest.mark.parametrize(
    ("kind", "points", "rounds", "noise", "index"),
    [
        ("saltelli", 128, 200, 0.05, "total"),
        ("morris", 60, 200, 0.05, "mu_star"),
        ("random", 100, 40, 0.0, "pawn_median"),
    ],
)
def test_thresholds_hold_what_they_promise(kind, points, rounds, noise, index):
    # Three factors of four: 3.75 % are promised; twice the standard error of 200 rounds is 2.7 %.
    assert false_alarms(kind, points, rounds, noise, index) < (0.07 if rounds > 100 else 0.13)


def test_without_the_threshold_noise_looks_like_an_effect():
    found = analyse("saltelli", lambda unit: unit[:, 0], names(4), 512, noise=0.05)
    table = found.table[found.table["index"] == "total"].iloc[1:]
    assert (table["low"] > 0.2).all()
    assert (table["threshold"] > table["low"]).all()


def test_the_share_of_noise_is_the_known_one():
    noise = 1 / 12  # as much as a uniform factor
    found = analyse("random", lambda unit: unit[:, 0], names(2), 20000, noise=noise)
    assert found.noise_share == pytest.approx(0.5, abs=0.02)
    assert not found.trusted
    share = found.noise_share
    exact = 8 * share * 0.95 / (0.05 * (1 - share))
    assert found.needed_replications == int(np.ceil(exact))
    assert f"about {found.needed_replications:,} runs a point are needed" in found.doubts[0]


@pytest.mark.parametrize("replications", [1, 7, 1000])
@pytest.mark.parametrize("share", [0.02, 0.05, 0.3, 0.9, 0.999])
def test_the_needed_runs_are_enough_and_no_more(share, replications):
    signal, noise = 1 - share, share
    needed = needed_replications(share, replications)

    def at(runs):
        own = noise * replications / runs
        return own / (signal + own)

    assert at(needed) <= NOISE_LIMIT * (1 + 1e-9)
    assert needed == 1 or at(needed - 1) > NOISE_LIMIT


def test_nothing_but_noise_asks_for_no_number():
    assert needed_replications(1.0, 10) is None
    assert needed_replications(float("nan"), 10) is None
    design = make_design("saltelli", names(2), 64, 1)
    means = np.random.default_rng(1).normal(size=256)
    found = sensitivity(design, means, noise=np.full(256, 1.5), replications=8, independent=True)
    assert found.needed_replications is None
    assert any("nothing but noise" in doubt for doubt in found.doubts)


def test_what_shared_noise_hides_is_told_as_a_bound():
    """Chance that all points share moves every mean alike: no part of their variance is noise."""
    design = make_design("saltelli", names(2), 64, 1)
    generator = np.random.default_rng(2)
    chance = generator.normal(size=8)  # of eight replications, the same at every point
    runs = 0.3 * design.unit[:, :1] + chance
    means, noise = runs.mean(axis=1), runs.var(axis=1, ddof=1) / 8
    shared = sensitivity(design, means, noise=noise, replications=8)
    assert value(shared, "total")[1] == pytest.approx(0, abs=1e-9)  # no noise is there in truth
    assert shared.noise_share > 1
    assert any("noise may be all of the variance" in doubt for doubt in shared.doubts)
    assert any("(noise: shared)" in note for note in shared.notes)
    little = sensitivity(design, means, noise=noise / 80, replications=8)
    assert 0.05 < little.noise_share < 1
    assert f"noise is at most {100 * little.noise_share:.0f} %" in " ".join(little.doubts)
    assert any("(noise: shared)" in note for note in little.notes)
    own = sensitivity(design, means, noise=noise / 80, replications=8, independent=True)
    assert f"noise is {100 * own.noise_share:.0f} %" in " ".join(own.doubts)
    assert not any("(noise: shared)" in note for note in own.notes)
    quiet = sensitivity(design, means, noise=noise / 1e4, replications=8)
    assert quiet.notes == ()


def test_a_single_run_with_much_noise_is_not_trusted():
    found = analyse("saltelli", lambda unit: unit[:, 0], names(3), 1024, noise=1.0, replications=1)
    assert not found.trusted
    assert found.noise_share > 0.8
    quiet = analyse("saltelli", lambda unit: unit[:, 0], names(3), 1024, noise=1e-4, replications=1)
    assert quiet.trusted
    unknown = analyse(
        "saltelli", lambda unit: unit[:, 0], names(3), 1024, noise=0.0, replications=1
    )
    assert unknown.trusted  # a variance of nought was handed over
    for given, words in ((None, "single run"), (np.full(5120, np.nan), "single run")):
        design = make_design("saltelli", names(3), 1024, 1)
        found = sensitivity(design, design.unit[:, 0], noise=given, replications=1)
        assert not found.trusted
        assert words in found.doubts[0]
        assert np.isnan(found.noise_share)
        assert np.isnan(value(found, "total", "threshold")).all()


def test_independent_noise_can_be_taken_out():
    first, total = g_shares()
    noise = np.prod(1 + 1 / (3 * (1 + WEIGHTS) ** 2)) - 1  # as much as the function varies
    found = analyse("saltelli", g_function, names(4), 16384, noise=noise, independent=True)
    for index, expected, seen in (
        ("first", first, first / 2),
        ("total", total, (total + 1) / 2),
    ):
        assert value(found, index, "corrected") == pytest.approx(expected, abs=0.06)
        assert value(found, index) == pytest.approx(seen, abs=0.03)
    shared = analyse("saltelli", g_function, names(4), 1024, noise=noise)
    assert shared.table["corrected"].isna().all()


@pytest.mark.parametrize("kind", ["saltelli", "morris", "lhs"])
def test_what_failed_is_left_out_whole_and_counted(kind):
    design = make_design(kind, names(3), 128, 1)
    block = block_length(kind, 3)
    means = g_function(np.column_stack([design.unit, design.unit[:, 0]]))
    holes = means.copy()
    holes[-block] = np.nan
    holes[0] = np.inf
    found = sensitivity(design, holes, noise=0 * means, replications=8)
    rest = design._replace(unit=design.unit[block:-block], points=126)
    expected = sensitivity(rest, means[block:-block], noise=0 * means[block:-block], replications=8)
    assert found.table.equals(expected.table)
    assert (found.dropped, found.rows) == (2 * block, len(design.unit))
    assert "2 of 128" in found.notes[-1]
    assert found.trusted == expected.trusted
    holes[: 20 * block : block] = np.nan
    doubtful = sensitivity(design, holes, noise=0 * means, replications=8)
    assert not doubtful.trusted
    assert any("seldom fail by chance" in doubt for doubt in doubtful.doubts)


@pytest.mark.parametrize("kind", ["saltelli", "morris", "random", "grid"])
def test_constant_and_failed_outcomes_get_words_and_no_warnings(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        constant = analyse(kind, lambda unit: 0.3 + 0 * unit[:, 0], names(2), 64)
        failed = analyse(kind, lambda unit: np.nan * unit[:, 0], names(2), 64)
        tiny = analyse(kind, lambda unit: 0.1 + 1e-17 * unit[:, 0], names(2), 64, noise=1e-40)
    assert "the same at every point" in constant.doubts[-1]
    assert "the same at every point" in tiny.doubts[-1]
    assert failed.dropped == failed.rows
    for found in (constant, failed, tiny):
        assert not found.trusted
        assert found.table["value"].isna().all()
        assert found.needed_replications is None
        assert set(found.table["factor"]) == {"x0", "x1"}
        assert found.ranked() == ("x0", "x1")


def test_an_outcome_that_varies_only_between_the_samples_gets_words():
    design = make_design("saltelli", names(3), 16, 1)
    means = np.zeros(len(design.unit))
    means[1] = 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = sensitivity(design, means, noise=0 * means, replications=8)
    assert any("too rare" in doubt for doubt in found.doubts)


def test_a_factor_of_names_is_told_by_its_categories():
    design = make_design("random", ["policy", "other"], 600, 5)
    policy = np.array(["hedge", "tilt", "wait"])[
        np.searchsorted([0.2, 0.9], design.unit[:, 0])
    ]  # weights .2, .7, .1
    means = 2.0 * (policy == "tilt") + design.unit[:, 1]
    given = {"noise": 0 * means, "replications": 8}
    found = sensitivity(design, means, categories={"policy": policy}, **given)
    theirs = [stats.ks_2samp(means[policy == name], means).statistic for name in np.unique(policy)]
    assert value(found, "pawn_median")[0] == pytest.approx(np.median(theirs))
    assert value(found, "pawn_max")[0] == pytest.approx(max(theirs))
    blurred = sensitivity(design, means, **given)
    assert abs(value(blurred, "pawn_median")[0] - np.median(theirs)) > 0.05
    codes = np.unique(policy, return_inverse=True)[1]
    again = sensitivity(design, means, categories={"policy": codes}, **given)
    assert again.table.equals(found.table)


def test_shares_of_a_factor_of_names_do_not_mind_its_order():
    design = make_design("saltelli", ["policy", "other"], 4096, 5)
    policy = np.floor(design.unit[:, 0] * 3).astype(int)
    results = []
    for effects in ([0.0, 3.0, 1.0], [3.0, 0.0, 1.0]):
        means = np.array(effects)[policy] + design.unit[:, 1]
        found = sensitivity(
            design, means, noise=0 * means, replications=8, categories={"policy": policy}
        )
        assert found.trusted
        whole = np.var(effects) + 1 / 12
        assert value(found, "first") == pytest.approx(
            [np.var(effects) / whole, 1 / 12 / whole], abs=0.02
        )
        results.append(value(found, "total"))
    assert results[0] == pytest.approx(results[1], abs=0.02)


def test_effects_of_a_factor_of_names_are_not_trusted():
    design = make_design("morris", ["policy", "other"], 40, 5)
    policy = np.floor(design.unit[:, 0] * 3).astype(int)
    means = 1.0 * policy + design.unit[:, 1]
    given = {"noise": 0 * means, "replications": 8}
    assert sensitivity(design, means, **given).trusted
    found = sensitivity(design, means, categories={"policy": policy}, **given)
    assert not found.trusted
    assert "policy" in found.doubts[0]


def test_few_points_and_wide_intervals_are_not_trusted():
    for kind, word in (("saltelli", "blocks"), ("morris", "trajectories"), ("random", "points")):
        found = analyse(kind, lambda unit: unit[:, 0], names(2), 8)
        assert any(f"8 {word} are too few" in doubt for doubt in found.doubts)
    wide = analyse("saltelli", ishigami, names(3), 64)
    assert any("intervals reach" in doubt for doubt in wide.doubts)


@pytest.mark.parametrize("kind", ["saltelli", "morris", "random"])
def test_the_same_seed_gives_the_same_table_whatever_numpy_drew_before(kind):
    tables = []
    for state in (1, 2):
        np.random.seed(state)  # noqa: NPY002
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        found = analyse(kind, ishigami, names(3), 64)
        assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
        tables.append(found.table)
    assert tables[0].equals(tables[1])
    last = make_design(kind, names(3), 64, 1)
    for seed in (5, 2**64 - 1):
        other = sensitivity(
            last, ishigami(last.unit), noise=np.zeros(len(last.unit)), replications=8, seed=seed
        )
        assert other.table["value"].equals(tables[0]["value"])
        assert not other.table["low"].equals(tables[0]["low"])


def test_too_many_categories_and_broken_designs_are_told():
    design = make_design("random", names(2), 300, 1)
    means = design.unit[:, 0]
    with pytest.raises(InputError, match="300 different values received for 'x0'"):
        sensitivity(design, means, replications=8, categories={"x0": means})
    blocks = make_design("saltelli", names(2), 4, 1)
    for broken in (
        blocks._replace(unit=blocks.unit[:-1]),
        blocks._replace(factors=tuple(names(3))),
        blocks._replace(second_order=True, unit=blocks.unit[:8]),
    ):
        with pytest.raises(InputError, match="blocks of"):
            sensitivity(broken, broken.unit[:, 0], replications=8)


def test_a_grid_of_many_levels_is_cut_by_rank():
    design = make_design("grid", ["a"], 1, 1, levels=400)
    found = sensitivity(design, design.unit[:, 0], noise=np.zeros(400), replications=8)
    # The k-th of eight slides of a rising line lies (7 - k) / 8 or k / 8 from the whole.
    assert value(found, "pawn_max") == pytest.approx(7 / 8)
    assert value(found, "pawn_median") == pytest.approx(np.median([7, 6, 5, 4, 4, 5, 6, 7]) / 8)


def test_categories_are_slides():
    assert slide_by_category(["b", "a", "b", "c"]).tolist() == [1, 0, 1, 2]
    assert noise_share(np.array([0.0, 2.0]), np.array([1.0, 1.0])) == 0.5


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("lhs", {"method": "sobol"}, "needs a Saltelli design"),
        ("lhs", {"method": "morris"}, "go together"),
        ("morris", {"method": "pawn"}, "go together"),
        ("lhs", {"method": "shap"}, "allowed are sobol, morris, pawn"),
        ("lhs", {"replications": 0}, "replications: 0 received"),
        ("lhs", {"seed": 2**64}, "seed: "),
        ("lhs", {"resamples": 1}, "resamples: 1 received"),
        ("lhs", {"means": [1.0]}, r"shape \(1,\) received; the design has 4 rows"),
        ("lhs", {"means": ["a"] * 4}, "numbers are needed"),
        ("lhs", {"noise": [1.0, 2.0]}, "noise: an array of shape"),
        ("lhs", {"noise": [1.0, np.nan, -1.0, 0.0]}, "-1.0 received; variances are 0 or more"),
        ("lhs", {"categories": {"z": [0] * 4}}, "'z' received; the factors are x0, x1"),
        ("lhs", {"categories": {"x0": [0] * 3}}, "a value for each is needed"),
    ],
)
def test_what_is_not_allowed_is_told(kind, options, message):
    design = make_design(kind, names(2), 4, 1)
    means = options.pop("means", design.unit[:, 0])
    with pytest.raises(InputError, match=message):
        sensitivity(design, means, **{"replications": 8} | options)
