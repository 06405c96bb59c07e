"""Figures of sweeps show what the runs say: against made-up answers with known ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PatchCollection, PolyCollection, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.text import Text

from made_sweeps import (
    INSTITUTIONS,
    NOTHING_UNKNOWN,
    ONE_UNKNOWN,
    REACTION,
    SKILL,
    made,
    policies,
    sweep_of_choices,
    sweep_of_policies,
    tilted,
)
from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.sweeps import plan

METRIC = "tension_rus_chn"
Numbers = Mapping[str, float]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def labelled(axes: Any) -> dict[str, Any]:
    return {str(artist.get_label()): artist for artist in axes.get_children()}


def exact(policy: int, _: Numbers, unknowns: Numbers, __: float) -> float:
    """Return numbers without chance: the effect of policy p is p (u - 0.3)."""
    return 0.5 + policy * (unknowns[REACTION] - 0.3)


def ends(bar: PolyCollection) -> tuple[float, float]:
    x = bar.get_paths()[0].vertices[:, 0]
    return x.min(), x.max()


def test_bars_are_the_quantiles_of_futures_and_markers_their_means():
    results = made(
        exact, policies=policies(3), points=50, replications=2, noise="own", **ONE_UNKNOWN
    )
    drawn = results.futures[REACTION].to_numpy() - 0.3
    (axes,) = plots.sweep_effects(results, [METRIC]).axes
    parts = labelled(axes)
    for policy in (1, 2):
        name = f"policy {policy}"
        effects = np.sort(policy * drawn)
        assert parts[f"_mean {name}"].get_xdata() == pytest.approx([effects.mean()])
        for label, low in (("range", 0.05), ("half", 0.25)):
            expected = np.interp([low, 1 - low], np.linspace(0, 1, 50), effects)
            assert ends(parts[f"_{label} {name}"]) == pytest.approx(expected)
        share = f"lower in {100 * (drawn < 0).mean():.0f} %"
        assert texts(axes.figure).count(share) == 2
    assert [label.get_text() for label in axes.get_yticklabels()] == ["policy 1", "policy 2"]
    spread = np.std(drawn, ddof=1) / 50**0.5
    half = np.ptp(parts["_interval policy 1"].get_xdata()) / 2
    assert half == pytest.approx(2.0096 * spread, rel=1e-3)  # t with 49 degrees of freedom
    assert any(line.get_xdata()[0] == 0 for line in axes.get_lines())


def test_in_one_future_the_bars_are_those_of_runs():
    def noisy(policy: int, _: Numbers, __: Numbers, chance: float) -> float:
        return policy * chance

    results = made(noisy, policies=policies(2), replications=9, **NOTHING_UNKNOWN)
    runs = results.runs([METRIC, "policy"])
    chance = np.sort(runs[METRIC][runs["policy"] == "policy_1"].to_numpy())
    figure = plots.sweep_effects(results, [METRIC])
    bar = labelled(figure.axes[0])["_half policy 1"]
    assert ends(bar) == pytest.approx((chance[2], chance[6]))
    shown = texts(figure)
    assert f"lower in {100 * (chance < 0).mean():.0f} %" in shown
    assert any("of runs (there is one future)" in text for text in shown)
    assert not any("of futures" in text for text in shown)


def test_shares_near_the_ends_are_not_rounded_to_them():
    def rarely(policy: int, _: Numbers, unknowns: Numbers, __: float) -> float:
        return policy * (-1.0 if unknowns[REACTION] < 0.004 else (2 * policy - 3))

    results = made(
        rarely, policies=policies(3), design="random", points=400, replications=1, noise="own",
        **ONE_UNKNOWN,
    )  # fmt: skip
    below = (results.futures[REACTION] < 0.004).mean()
    assert 0 < below < 0.01
    shown = texts(plots.sweep_effects(results, [METRIC]))
    assert "lower in 100 %" in shown
    assert "lower in < 1 %" in shown


def test_twelve_rows_are_drawn_in_order_and_the_rest_counted():
    results = sweep_of_policies(16, long=True)
    figure = plots.sweep_effects(results, [METRIC, "autonomy"])
    for axes in figure.axes:
        means = [line for line in axes.get_lines() if str(line.get_label()).startswith("_mean")]
        numbers = [int(str(line.get_label()).split()[2]) for line in means]
        assert numbers == list(range(1, 13))
    assert "3 more" in texts(figure)
    rest = results.summary([METRIC])["effect"].iloc[13:]
    assert f"means {rest.min():+.2g} to {rest.max():+.2g}" in texts(figure)


def test_equal_policies_make_no_difference():
    results = made(lambda *_: 0.3, policies=policies(2), points=4, **ONE_UNKNOWN)
    assert "no difference" in texts(plots.sweep_effects(results, [METRIC]))


def test_what_failed_is_said_and_left_out():
    def failing(policy: int, _: Numbers, __: Numbers, ___: float) -> float:
        return np.nan if policy == 1 else float(policy)

    results = made(failing, policies=policies(3), points=4, replications=2, **ONE_UNKNOWN)
    figure = plots.sweep_effects(results, [METRIC])
    shown = texts(figure)
    assert "no numbers" in shown
    assert any(text.endswith("8 runs failed, left out") for text in shown)
    assert "_mean policy 1" not in labelled(figure.axes[0])
    assert "policy 1 no numbers" in plots.alt_text(figure)


def test_every_figure_says_what_it_is_made_of():
    policies_, choices = sweep_of_policies(), sweep_of_choices(3, 2)
    for figure, words in (
        (plots.sweep_effects(policies_), "40 futures (lhs), 4 runs of each"),
        (plots.sweep_convergence(policies_, METRIC), "40 futures (lhs), 4 runs of each"),
        (plots.sweep_grid(choices, METRIC), "12 futures (lhs), 3 runs of each"),
        (plots.sweep_grid(choices, METRIC, at={SKILL: 0}), "648 runs  ·  12 futures"),
    ):
        for shown in (" ".join(texts(figure)), plots.alt_text(figure)):
            assert "exploratory, not a forecast" in shown
            assert words in shown
            assert "seed 1" in shown
        assert len(plots.alt_text(figure)) > 100
        assert "mean Russia-China tension" in plots.alt_text(figure).replace("Mean", "mean")


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sweeps of few runs have several shards."""
    monkeypatch.setattr(plan, "SHARD", 24)


@pytest.mark.usefixtures("small_shards")
def test_a_sweep_that_is_not_finished_says_so():
    settings: dict[str, Any] = {"policies": policies(3), "points": 20, "replications": 2}
    part = made(tilted, shards=2, **settings, **ONE_UNKNOWN)
    whole = made(tilted, **settings, **ONE_UNKNOWN)
    words = "48 of 120 runs (not finished)  ·  8 of 20 futures (lhs)"
    for draw in (plots.sweep_effects, lambda row: plots.sweep_convergence(row, METRIC)):
        assert words in " ".join(texts(draw(part)))
        assert "not finished" not in " ".join(texts(draw(whole)))
    empty = made(tilted, shards=0, **settings, **ONE_UNKNOWN)
    for draw in (
        plots.sweep_effects,
        lambda row: plots.sweep_convergence(row, METRIC),
        lambda row: plots.sweep_grid(row, METRIC),
    ):
        with pytest.raises(InputError, match="nothing to draw"):
            draw(empty)


def cells(axes: Any) -> np.ndarray:
    (mesh,) = [artist for artist in axes.get_children() if isinstance(artist, QuadMesh)]
    return np.ma.filled(mesh.get_array(), np.nan)


def test_a_grid_of_one_policy_shows_the_metric_with_x_across():
    def steep(_: int, choices: Numbers, __: Numbers, ___: float) -> float:
        return 10 * choices[SKILL] + choices[INSTITUTIONS]

    choices = {SKILL: [0, 0.3, 1], INSTITUTIONS: [0, 0.5]}
    results = made(steep, base="multivector", choices=choices, replications=2, **NOTHING_UNKNOWN)
    axes = plots.sweep_grid(results, METRIC).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == (SKILL, INSTITUTIONS)
    expected = [[10 * skill + row for skill in choices[SKILL]] for row in choices[INSTITUTIONS]]
    assert cells(axes) == pytest.approx(np.array(expected))
    numbers = [text.get_text() for text in axes.texts]
    assert numbers == ["0.0", "3.0", "10.0", "0.5", "3.5", "10.5"]
    turned = plots.sweep_grid(results, METRIC, x=INSTITUTIONS).axes[0]
    assert (turned.get_xlabel(), turned.get_ylabel()) == (INSTITUTIONS, SKILL)
    assert cells(turned) == pytest.approx(np.array(expected).T)


def doubts(axes: Any) -> set[tuple[float, float]]:
    """Return the middles (x, y) of the cells that are hatched."""
    return {
        (path.get_extents().intervalx.mean(), path.get_extents().intervaly.mean())
        for artist in axes.get_children()
        if isinstance(artist, PatchCollection)
        for path in artist.get_paths()
    }


def effect_of_skill(policy: int, choices: Numbers, _: Numbers, chance: float) -> float:
    """Return an effect that is skill less a half, and noisy where skill is a quarter."""
    noise = 5 * chance if choices[SKILL] == 0.25 else 0.0
    return policy * (choices[SKILL] - 0.5 + noise)


def test_grids_of_effects_have_a_contour_of_zero_and_hatch_what_may_be_none():
    results = made(
        effect_of_skill, policies=policies(2), replications=8,
        choices={SKILL: [0, 0.25, 0.75, 1], INSTITUTIONS: [0, 1]}, **NOTHING_UNKNOWN,
    )  # fmt: skip
    figure = plots.sweep_grid(results, METRIC)
    axes = figure.axes[0]
    assert doubts(axes) == {(1, 0), (1, 1)}
    shown = texts(figure)
    assert any("of the effect includes zero" in text for text in shown)
    (contour,) = [artist for artist in axes.get_children() if isinstance(artist, ContourSet)]
    across = contour.get_paths()[0].vertices[:, 0]
    row = cells(axes)[0]
    sign = np.flatnonzero(np.diff(np.sign(row)))
    assert across == pytest.approx([sign[0] - row[sign[0]] / np.diff(row)[sign[0]]] * across.size)
    assert cells(axes)[0, 3] == pytest.approx(0.5)


def test_grids_of_sure_effects_of_one_sign_are_plain():
    results = made(
        lambda policy, choices, *_: policy * (1 + choices[SKILL]), policies=policies(3),
        choices={SKILL: [0, 0.5, 1], INSTITUTIONS: [0, 1]}, replications=3, **NOTHING_UNKNOWN,
    )  # fmt: skip
    figure = plots.sweep_grid(results, METRIC)
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert [axes.get_title(loc="left") for axes in panels] == ["policy 1", "policy 2"]
    for axes in panels:
        assert not doubts(axes)
        assert not any(isinstance(artist, ContourSet) for artist in axes.get_children())
    assert not any("zero" in text for text in texts(figure))
    assert {text.get_text() for text in panels[1].texts} == {"+2.0", "+3.0", "+4.0"}


def test_cells_without_numbers_are_empty_and_large_grids_have_none_written():
    def holed(_: int, choices: Numbers, __: Numbers, ___: float) -> float:
        return np.nan if choices[SKILL] == 0 else 1.0

    settings: dict[str, Any] = {"base": "multivector", "replications": 1, **NOTHING_UNKNOWN}
    small = made(holed, choices={SKILL: [0, 1], INSTITUTIONS: [0, 1]}, **settings)
    figure = plots.sweep_grid(small, METRIC, x=SKILL)
    assert [text.get_text() for text in figure.axes[0].texts] == ["–", "1.00", "–", "1.00"]
    assert "–  no numbers" in texts(figure)
    large = made(
        holed, choices={SKILL: np.linspace(0, 1, 13).tolist(), INSTITUTIONS: [0, 1]}, **settings
    )
    assert not plots.sweep_grid(large, METRIC).axes[0].texts


def test_choices_that_are_left_over_make_panels():
    results = sweep_of_choices(2, 3, 2, several=1)
    figure = plots.sweep_grid(results, METRIC, y="policy.inclusion")
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]
    assert titles == ["skill 0", "skill 1"]
    cut = plots.sweep_grid(results, METRIC, y="policy.inclusion", at={SKILL: 1})
    assert cells(cut.axes[0]) == pytest.approx(cells(figure.axes[1]))


def test_one_choice_is_a_line_a_policy_beside_the_effects():
    results = sweep_of_choices(4)
    runs = results.runs().groupby(["policy", SKILL], observed=True)[METRIC].mean().unstack()
    means, effects = plots.sweep_grid(results, METRIC).axes
    for policy in range(3):
        line = labelled(means)[f"policy {policy}"]
        assert line.get_xdata() == pytest.approx(np.linspace(0, 1, 4))
        assert line.get_ydata() == pytest.approx(runs.loc[f"policy_{policy}"].to_numpy())
    expected = (runs.loc["policy_2"] - runs.loc["policy_0"]).to_numpy()
    assert labelled(effects)["policy 2"].get_ydata() == pytest.approx(expected)
    assert "policy 0" not in labelled(effects)


def test_lines_of_a_grid_that_is_cut_are_its_rows():
    results = sweep_of_choices(3, 2)
    grid = plots.sweep_grid(results, METRIC)
    lines = plots.sweep_grid(results, METRIC, at={INSTITUTIONS: 1})
    row = cells(grid.axes[0])[1]
    assert labelled(lines.axes[1])["policy 1"].get_ydata() == pytest.approx(row)
    assert any("institutions 1" in text for text in texts(lines))


def test_what_does_not_fit_is_told_with_the_way_out():
    crowded = sweep_of_choices(2, 2, 2, several=5)
    with pytest.raises(
        InputError, match=r"8 panels would be needed \(4 policies, 2 levels"
    ) as told:
        plots.sweep_grid(crowded, METRIC)
    assert "x and y" in str(told.value)
    proposal = str(told.value).split("at=")[1]
    plots.sweep_grid(crowded, METRIC, at=eval(proposal))
    plots.sweep_grid(crowded, METRIC, at={"policy": "policy_3"})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"x": "policy.skil"}, "'policy.skil' received; the choices that at leaves free are"),
        ({"x": SKILL, "y": SKILL}, "x and y are both"),
        ({"at": {SKILL: 0.3}}, "has no level 0.3; there are 0, 0.5, 1"),
        ({"at": {SKILL: True}}, "has no level True"),
        ({"at": {"policy.skil": 0}}, "did you mean 'policy.skill'"),
        ({"at": {"policy": "policy_9"}}, "no policy 'policy_9'"),
        ({"at": {"policy": "policy_0"}}, "is the counterfactual and has no effect"),
        ({"at": {SKILL: 0, INSTITUTIONS: 0}}, "nothing is left to draw"),
        ({"at": {SKILL: 0}, "x": SKILL}, "the choices that at leaves free are policy.inst"),
    ],
)
def test_wrong_axes_and_levels_are_told(arguments, words):
    results = sweep_of_choices(3, 2)
    with pytest.raises(InputError, match=words):
        plots.sweep_grid(results, METRIC, **arguments)


def test_sweeps_without_what_a_figure_needs_are_told():
    single = made(tilted, base="multivector", points=4, **ONE_UNKNOWN)
    factors = made(tilted, policies=policies(3), points=4, cross=False, **ONE_UNKNOWN)
    fixed = made(tilted, policies=policies(2), replications=2, **NOTHING_UNKNOWN)
    failed = made(lambda *_: np.nan, policies=policies(2), points=4, **ONE_UNKNOWN)
    for results, draw, words in (
        (single, lambda row: plots.sweep_effects(row), "name a second policy"),
        (factors, lambda row: plots.sweep_effects(row), "factors of the design"),
        (single, lambda row: plots.sweep_grid(row, METRIC), "no choices"),
        (factors, lambda row: plots.sweep_grid(row, METRIC), "factors of the design"),
        (fixed, lambda row: plots.sweep_convergence(row, METRIC), "are one only"),
        (failed, lambda row: plots.sweep_convergence(row, METRIC), "--failures tells why"),
        (fixed, lambda row: plots.sweep_effects(row, []), "0 metrics received"),
        (fixed, lambda row: plots.sweep_effects(row, row.labels[:7]), "7 metrics received"),
        (fixed, lambda row: plots.sweep_effects(row, ["tension"]), "no metric 'tension'"),
        (single, lambda row: plots.sweep_convergence(row, "x"), "no metric 'x'"),
    ):
        with pytest.raises(InputError, match=words):
            draw(results)


def test_convergence_is_the_mean_and_the_quantiles_of_the_first_futures():
    results = sweep_of_policies(3)
    runs = results.runs(["policy", "future", METRIC])
    runs = runs[runs["policy"] == "policy_1"]
    mean, high, median, low = plots.sweep_convergence(results, METRIC).axes
    counts = labelled(high)["_high policy 1"].get_xdata()
    assert list(counts)[:2] == [1, 2]
    assert counts[-1] == 40
    for place, number in enumerate(counts):
        part = runs[runs["future"] < number]
        expected = part.groupby("future")[METRIC].mean().mean()
        assert labelled(mean)["policy 1"].get_ydata()[place] == pytest.approx(expected)
        for axes, name, share in (
            (high, "high", 0.95),
            (median, "median", 0.5),
            (low, "low", 0.05),
        ):
            line = labelled(axes)[f"_{name} policy 1"]
            assert line.get_ydata()[place] == pytest.approx(part[METRIC].quantile(share))
    bars = labelled(mean)["_interval policy 1"].get_segments()
    last = results.summary([METRIC]).iloc[1]
    assert bars[-1][:, 1] == pytest.approx([last["mean_low"], last["mean_high"]])
    assert mean.get_xscale() == "log"


def test_convergence_draws_six_and_counts_the_rest():
    figure = plots.sweep_convergence(sweep_of_policies(8), METRIC)
    named = [name for name in labelled(figure.axes[0]) if name.startswith("policy ")]
    assert named == [f"policy {place}" for place in range(6)]
    assert any("2 more are not drawn" in text for text in texts(figure))


def test_points_that_were_kept_instead_of_runs_are_called_so():
    results = made(
        tilted, policies=policies(2), points=8, replications=3, noise="own", keep="points",
        **ONE_UNKNOWN,
    )  # fmt: skip
    assert "95 % of points" in texts(plots.sweep_convergence(results, METRIC))


def figures() -> Iterator[Figure]:
    yield plots.sweep_effects(sweep_of_policies())
    yield plots.sweep_grid(sweep_of_choices(3, 2), METRIC)
    yield plots.sweep_convergence(sweep_of_policies(), METRIC)


def test_figures_are_saved_alike_twice(tmp_path):
    for name in ("first", "again"):
        for place, figure in enumerate(figures()):
            plots.save(figure, tmp_path / f"{name}_{place}.svg")
    for place in range(3):
        first = (tmp_path / f"first_{place}.svg").read_text(encoding="utf-8")
        again = (tmp_path / f"again_{place}.svg").read_text(encoding="utf-8")
        assert first == again
