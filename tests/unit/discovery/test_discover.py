"""Scenario discovery in a sweep: a planted box is found, nothing is found in noise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from made_sweeps import made
from multivector_sim import plots
from multivector_sim.discovery import Discovery, discover
from multivector_sim.discovery import discover as package_discover
from multivector_sim.discovery.boxes import inside
from multivector_sim.discovery.numbers import chance_of, effective_share, numbers_of, quasi_p
from multivector_sim.errors import InputError
from multivector_sim.sweeps import plan
from multivector_sim.sweeps.results import SweepResults

FIRST, SECOND = "parameters.reaction", "parameters.fatigue"
NOISE = ("parameters.cession_envy", "parameters.lever_cost")
UNKNOWN: dict[str, Any] = {
    "uncertain": {key: {"uniform": [0, 1]} for key in (FIRST, SECOND, *NOISE)}
}


def in_the_box(unknowns: Mapping[str, float]) -> bool:
    """The planted box."""
    return unknowns[FIRST] > 0.6 and unknowns[SECOND] < 0.5


def planted(
    policy: int, choices: Mapping[str, float], unknowns: Mapping[str, float], chance: float
) -> float:
    """Return a number that is large in the planted box, with a little noise."""
    return float(in_the_box(unknowns)) + 0.1 * chance


@cache
def planted_sweep(**settings: Any) -> SweepResults:
    usual = {"points": 400, "replications": 3, "noise": "own", "base": "multivector"}
    return made(planted, **{**usual, **UNKNOWN, **settings})


@cache
def found() -> Discovery:
    results = planted_sweep()
    return discover(results, f"{results.labels[0]} > 0.5")


def test_a_planted_box_is_found_with_its_limits() -> None:
    pytest.importorskip("ema_workbench")
    methods = {box.method: box for box in found().boxes}
    assert set(methods) == {"PRIM", "tree"}
    for box in methods.values():
        limits = {limit.name: limit for limit in box.limits}
        assert {FIRST, SECOND} <= set(limits)
        assert limits[FIRST].low == pytest.approx(0.6, abs=0.05)
        assert limits[SECOND].high == pytest.approx(0.5, abs=0.05)
        assert box.held_out.density > 0.85
        assert box.held_out.coverage > 0.85
        assert box.p < 1e-6
        tests = {test.limit.name: test for test in box.tests}
        assert max(tests[FIRST].held_out, tests[SECOND].held_out) < 1e-3


def test_numbers_are_those_of_points_that_no_search_saw() -> None:
    one = found()
    assert one.seen.sum() == 200
    box = one.boxes[0]
    within = np.ones(400, dtype=bool)
    futures = planted_sweep().futures
    for limit in box.limits:
        column = futures[limit.name].to_numpy()
        within &= column >= (-np.inf if limit.low is None else limit.low)
        within &= column <= (np.inf if limit.high is None else limit.high)
    truth = planted_sweep().values(planted_sweep().labels[0])[:, 0].mean(axis=1) > 0.5
    out = ~one.seen
    assert box.held_out.rows == (within & out).sum()
    assert box.held_out.density == truth[within & out].mean()
    assert box.held_out.coverage == truth[within & out].sum() / truth[out].sum()
    assert box.held_out.mass == within[out].mean()


def test_the_searched_half_alone_decides_which_boxes_there_are() -> None:
    """What is held out may say anything: the boxes stay, and hold no more."""
    pytest.importorskip("ema_workbench")
    seen = found().seen
    futures = planted_sweep().futures

    def turned(
        policy: int, choices: Mapping[str, float], unknowns: Mapping[str, float], chance: float
    ) -> float:
        future = int((futures[FIRST] - unknowns[FIRST]).abs().argmin())
        return float(in_the_box(unknowns)) if seen[future] else float(chance > 0.8)

    results = made(turned, points=400, replications=1, noise="own", base="multivector", **UNKNOWN)
    other = discover(results, f"{results.labels[0]} > 0.5")
    assert not other.boxes
    assert other.candidates
    assert "on the futures held out" in other.told
    assert "Nothing is found" in other.summary()


def test_in_noise_a_box_is_told_as_seldom_as_stated() -> None:
    pytest.importorskip("ema_workbench")
    told = 0
    for number in range(5):
        rng = np.random.default_rng(number)
        results = made(
            lambda *_, rng=rng: rng.random(), points=160, replications=1, noise="own",
            base="multivector", **UNKNOWN,
        )  # fmt: skip
        told += bool(discover(results, f"{results.labels[0]} > 0.6").boxes)
    assert told <= 2  # with a rate of 0.05 more than two of five have a chance of 0.001


def test_futures_stay_whole_where_each_has_several_points() -> None:
    """A future's points all say the same here: taken for trials, they would find boxes in noise."""
    results = made(
        lambda policy, choices, unknowns, chance: float(np.sin(1e4 * unknowns[FIRST])),
        points=120, replications=1, base="multivector",
        choices={"policy.skill": np.linspace(0, 1, 6).tolist()}, **UNKNOWN,
    )  # fmt: skip
    one = discover(results, f"{results.labels[0]} > 0", inputs=[*NOISE, SECOND])
    assert one.case.size == 720
    for future in range(120):
        assert np.unique(one.seen[one.rows.future == future]).size == 1
    assert one.rows.clusters is not None
    assert not one.boxes


def test_futures_of_one_row_of_the_accepted_set_stay_together() -> None:
    results = made(
        lambda policy, choices, unknowns, chance: unknowns[FIRST], points=600, replications=1,
        base="multivector", uncertain={"accepted": "all", "prior": "none"},
    )  # fmt: skip
    one = discover(results, f"{results.labels[0]} in lowest 20%", inputs=[FIRST])
    joint = results.plan.joint
    assert joint is not None
    rows = results.futures[list(joint.keys)].to_numpy()
    _, row = np.unique(rows, axis=0, return_inverse=True)
    row = row.reshape(-1)
    assert np.unique(row).size < 600
    for number in np.unique(row):
        assert np.unique(one.seen[row == number]).size == 1
    assert any("row of the accepted set" in note for note in one.notes)


def test_blocks_of_a_design_and_policies_as_factors_are_known() -> None:
    results = made(
        planted, points=256, replications=1, design="saltelli", base="multivector", **UNKNOWN
    )
    one = discover(results, f"{results.labels[0]} > 0.5", inputs=[FIRST, SECOND])
    block = np.arange(one.case.size) // 6
    assert all(np.unique(one.seen[block == number]).size == 1 for number in range(256))
    assert {limit.name for limit in one.boxes[0].limits} <= {FIRST, SECOND}
    results = made(
        planted, points=40, replications=1, cross=False, policies=["multivector", "hedge", "own"],
        base="pro_west", **UNKNOWN,
    )  # fmt: skip
    with pytest.raises(InputError, match="no two of them meet the same draws"):
        discover(results, f"{results.labels[0]} of hedge < multivector")
    assert discover(results, f"{results.labels[0]} > 0.5").rows.names[:3] == (
        "policy is multivector", "policy is hedge", "policy is own",
    )  # fmt: skip


def test_two_policies_are_compared_on_the_same_draws() -> None:
    def answer(
        policy: int, choices: Mapping[str, float], unknowns: Mapping[str, float], chance: float
    ) -> float:
        return 5 * chance + policy * (0.1 if unknowns[FIRST] > 0.7 else -0.1)

    results = made(
        answer, policies=["multivector", "hedge"], points=300, replications=2, noise="own",
        **UNKNOWN,
    )  # fmt: skip
    metric = results.labels[0]
    one = discover(results, f"{metric} of hedge < multivector")
    assert one.base_rate == pytest.approx(0.7, abs=0.01)
    limits = {limit.name: limit for limit in one.boxes[0].limits}
    assert limits[FIRST].high == pytest.approx(0.7, abs=0.03)
    same = discover(results, f"{metric} of hedge minus multivector < 0")
    assert (same.case == one.case).all()
    assert discover(results, f"{metric} of multivector > hedge").boxes == one.boxes
    pooled = discover(results, f"{metric} > 0")
    assert [name for name in pooled.rows.names if " is " in name] == ["policy is multivector"]
    assert pooled.case.size == 600


def test_a_step_of_the_trajectory_can_be_chosen() -> None:
    pytest.importorskip("ema_workbench")
    way = found().trajectory()
    assert way["held_out_coverage"].iloc[0] == way["coverage"].iloc[0] == 1.0
    assert (way["coverage"].diff().iloc[1:] <= 0).sum() >= len(way) - 3
    chosen = discover(planted_sweep(), found().question.text, step=4)
    (box,) = [row for row in chosen.candidates if row.method == "chosen"]
    assert chosen.shown is box
    first = way[(way["search"] == 1) & (way["step"] == 4)].iloc[0]
    assert (box.seen.coverage, box.seen.density) == (first["coverage"], first["density"])
    assert str(box) == first["conditions"]
    with pytest.raises(InputError, match="the trajectory has the steps 1 to"):
        discover(planted_sweep(), found().question.text, step=1000)


def test_coverage_density_and_quasi_p_are_those_of_the_workbench() -> None:
    """The workbench tells its own numbers of the same box on the same points."""
    pytest.importorskip("ema_workbench")
    import pandas as pd
    from ema_workbench.analysis import prim

    rng = np.random.default_rng(5)
    table = rng.random((500, 3))
    case = rng.random(500) < np.where((table[:, 0] > 0.5) & (table[:, 1] < 0.6), 0.8, 0.15)
    frame = pd.DataFrame(table, columns=["a", "b", "c"])
    names = prim.Prim.__init__.__code__.co_varnames
    search = prim.Prim(
        frame, case.astype(int), **({"threshold": 0.5} if "threshold" in names else {})
    )
    theirs = search.find_box()
    at = int((theirs.peeling_trajectory["res_dim"] > 1).to_numpy().argmax()) + 3
    ends = theirs.box_lims[at]
    within = np.ones(500, dtype=bool)
    for name in frame:
        within &= (frame[name] >= ends[name][0]) & (frame[name] <= ends[name][1])
    ours = numbers_of(within, case, None)
    row = theirs.peeling_trajectory.iloc[at]
    assert ours.coverage == pytest.approx(row["coverage"])
    assert ours.density == pytest.approx(row["density"])
    assert ours.mass == pytest.approx(row["mass"])
    told = (theirs.p_values if hasattr(theirs, "p_values") else theirs.qp)[at]  # from version 3 on
    for name, (low, high) in told.items():
        for end, value in ((0, low), (1, high)):
            if value in (-1, None) or np.isnan(value):
                continue
            free = ends.copy()
            free.loc[end, name] = frame[name].min() if end == 0 else frame[name].max()
            without = np.ones(500, dtype=bool)
            for other in frame:
                without &= (frame[other] >= free[other][0]) & (frame[other] <= free[other][1])
            assert quasi_p(case, within, without, None) == pytest.approx(value, rel=1e-6)


def test_quasi_p_is_the_binomial_test_and_chance_is_fishers() -> None:
    rng = np.random.default_rng(6)
    case, within = rng.random(200) < 0.4, rng.random(200) < 0.3
    without = within | (rng.random(200) < 0.3)
    exact = stats.binomtest(
        int(case[within].sum()), int(within.sum()), case[without].mean(), "greater"
    )
    assert quasi_p(case, within, without, None) == pytest.approx(exact.pvalue)
    table = [
        [(case & within).sum(), (~case & within).sum()],
        [(case & ~within).sum(), (~case & ~within).sum()],
    ]
    exact = stats.fisher_exact(table, "greater")
    assert chance_of(case, within, None) == pytest.approx(exact.pvalue)


def test_points_that_repeat_each_other_count_once() -> None:
    rng = np.random.default_rng(7)
    case, within = rng.random(100) < 0.4, rng.random(100) < 0.5
    groups = np.repeat(np.arange(100), 8)
    share = effective_share(np.repeat(case, 8), groups)
    assert share == pytest.approx(1 / 8, rel=0.02)
    eightfold = numbers_of(np.repeat(within, 8), np.repeat(case, 8), groups)
    once = numbers_of(within, case, None)
    assert eightfold.density == once.density
    assert eightfold.density_low == pytest.approx(once.density_low, abs=0.01)
    assert chance_of(np.repeat(case, 8), np.repeat(within, 8), groups) == pytest.approx(
        chance_of(case, within, None), abs=0.1
    )


def test_an_unfinished_sweep_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD", 900)
    results = made(
        planted, points=400, replications=3, noise="own", base="multivector", shards=1, **UNKNOWN
    )
    one = discover(results, f"{results.labels[0]} > 0.5")
    assert not one.finished
    there = one.case.size
    assert there == 300
    assert any(f"not finished: {there:,} of 400 points" in note for note in one.notes)
    assert one.boxes


def test_a_question_reads_the_column_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from multivector_sim.sweeps import results as module

    asked: list[list[str]] = []
    read = module.read_columns

    def watched(source: Any, names: Any) -> Any:
        asked.append(list(names))
        return read(source, names)

    monkeypatch.setattr(module, "read_columns", watched)
    results = planted_sweep()
    discover(results, f"{results.labels[1]} > 1")
    assert asked == [[results.labels[1]]] * len(results.shards)


def test_means_are_those_of_the_runs() -> None:
    results = planted_sweep(keep="points")
    means, counts = results.means(results.labels[0])
    same, runs = planted_sweep().means(results.labels[0])
    assert np.allclose(means, same)
    assert (counts == 3).all()
    assert (runs == 3).all()
    assert np.allclose(same[:, 0], planted_sweep().values(results.labels[0])[:, 0].mean(axis=1))


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("autonmy > 1", "did you mean 'autonomy'"),
        ("autonomy", "allowed forms"),
        ("autonomy > much", "a number is needed"),
        ("autonomy > nan", "a number is needed"),
        ("autonomy in worst", "a share such as 10%"),
        ("autonomy in wurst 10%", "did you mean 'worst'"),
        ("autonomy in worst 0%", "more than 0%"),
        ("cost in worst 10%", "write lowest or highest"),
        ("autonomy of multivektor > 1", "did you mean 'multivector'"),
        ("autonomy of multivector < hegde", "did you mean 'hedge'"),
        ("autonomy of multivector < multivector", "compared with itself"),
    ],
)
def test_bad_questions_are_explained(where: str, words: str) -> None:
    from multivector_sim.discovery import read_question

    with pytest.raises(InputError, match="where") as refused:
        read_question(where, ["autonomy", "cost"], ["multivector", "hedge"])
    assert words in str(refused.value)


def test_requests_that_cannot_be_served_are_explained() -> None:
    results = planted_sweep()
    where = f"{results.labels[0]} > 0.5"
    with pytest.raises(InputError, match=r"did you mean 'parameters.reaction'"):
        discover(results, where, inputs=["parameters.reactoin"])
    with pytest.raises(InputError, match="seed"):
        discover(results, where, seed=-1)
    still = made(planted_nowhere, points=1, replications=2, uncertain={"prior": "none"})
    with pytest.raises(InputError, match="no input varied"):
        discover(still, where)
    none = discover(results, f"{results.labels[0]} > 1e9")
    assert "too few futures" in none.told
    assert package_discover is discover


def planted_nowhere(*_: Any) -> float:
    return 0.5


def test_without_the_workbench_the_tree_alone_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("not installed")

    where = found().question.text  # kept by others, so made before
    monkeypatch.setattr("multivector_sim.discovery.finding.require_prim", missing)
    one = discover(planted_sweep(), where)
    assert {box.method for box in one.boxes} == {"tree"}
    assert any("needs the EMA Workbench" in note for note in one.notes)
    with pytest.raises(InputError, match="the EMA Workbench is not installed"):
        discover(planted_sweep(), where, step=1)
    with pytest.raises(InputError, match="no trajectory to draw"):
        plots.discovery_trajectory(one)


def test_figures_tell_in_words_what_they_show() -> None:
    pytest.importorskip("ema_workbench")
    box = found().boxes[0]
    for draw in (plots.discovery_limits, plots.discovery_scatter, plots.discovery_trajectory):
        words = plots.alt_text(draw(found()))
        assert found().question.words(found().rows.values) in words
        assert "not a forecast" in words
    assert str(box) in plots.alt_text(plots.discovery_scatter(found()))
    none = discover(planted_sweep(), f"{planted_sweep().labels[0]} > 1e9")
    with pytest.raises(InputError, match="no box to draw: too few futures"):
        plots.discovery_limits(none)


def test_ends_are_those_of_the_values() -> None:
    results = planted_sweep()
    low = discover(results, f"{results.labels[0]} in lowest 10%")
    assert low.case.sum() == 40
    high = discover(results, f"{results.labels[0]} in highest 25%")
    assert high.case.sum() == 100
    within = inside((), high.rows.column, 400)
    assert within.all()
