"""No word of a figure is cut off, and none lies on another."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from findings import finding, six_findings
from made_answers import made_answer
from made_attribution import LONG, made_attribution, made_mediation
from made_calibration import made_calibration
from made_discovery import made_discovery
from made_forecasts import MADE, made_forecast, made_table, made_verified
from made_search import FIVE, made_search
from made_sweeps import SKILL, sweep_of_choices, sweep_of_policies
from made_verdicts import MADE as MADE_VERDICTS
from made_verdicts import made_verdicts
from multivector_sim import plots
from multivector_sim.explanation import explain

WANT = {"tension_rus_chn": "lower", "autonomy": "higher"}
TENSION = "tension_rus_chn"
EXPORTS = "export_share KAZ-EU"
WEST = ("pro_west",)
SLACK = 1.0
"""Dots by which words may touch."""


def side_by_side(*names):
    """Return the figure of one run under several policies, with all that turned in it."""
    runs = {name: explain(name, run=7, seed=1, overrides=["end=2001Q4"]) for name in names}
    turned = [point.quarter.quarter for point in runs[names[0]].turning_points()]
    return plots.histories(runs, turned=turned[:5])


DRAWINGS = {
    "fan": lambda c: plots.fan(c.paths[c.focal]),
    "multiples": lambda c: plots.fan(c.paths),
    "compare": plots.compare,
    "forest": plots.forest,
    "dyads": lambda c: plots.dyads(c.paths),
    "leverage": lambda c: plots.leverage(c.paths[c.focal]),
    "against": lambda c: plots.leverage(c.paths, layout="stacked", against="laissez_faire"),
    "against West": lambda c: plots.leverage(c.paths, layout="stacked", against="pro_west"),
    "concern_path": lambda c: plots.concern_path(c.paths[c.focal]),
    "network": lambda c: plots.network(c.paths[c.focal]),
    "four networks": lambda c: plots.network(c.paths[c.focal], ["1993", "2003", "2013", "2023"]),
    "chronicle": lambda c: plots.chronicle(
        c.paths[c.focal], run=c.paths[c.focal].sizes["run"] // 6
    ),
    "map": lambda c: plots.routes_map(c.paths[c.focal]),
    "early map": lambda c: plots.routes_map(c.paths[c.focal], "1992"),
    "scorecard": plots.scorecard,
    "trade_off": lambda c: plots.trade_off(c, *WANT, better=WANT),
    "shares": lambda _: plots.sensitivity({"tension": finding("saltelli", 18, 256, noise=0.2)}),
    "doubts": lambda _: plots.sensitivity({"tension": finding("saltelli", 6, 8, noise=4.0)}),
    "effects": lambda _: plots.sensitivity({"tension": finding("morris", 18, 40, noise=0.2)}),
    "distances": lambda _: plots.sensitivity(finding("lhs", 18, 400)),
    "six sensitivities": lambda _: plots.sensitivity(six_findings()),
    "effects of sweeps": lambda _: plots.sweep_effects(sweep_of_policies()),
    "long effects": lambda _: plots.sweep_effects(sweep_of_policies(16, long=True)),
    "effects of choices": lambda _: plots.sweep_effects(sweep_of_choices(3, 2, 2)),
    "grid": lambda _: plots.sweep_grid(sweep_of_choices(12, 12), TENSION),
    "grid of 30": lambda _: plots.sweep_grid(sweep_of_choices(30, 9, several=1), TENSION),
    "six grids": lambda _: plots.sweep_grid(sweep_of_choices(4, 3, 3), TENSION),
    "lines": lambda _: plots.sweep_grid(sweep_of_choices(5, 2), TENSION, at={SKILL: 1}),
    "fans": lambda _: plots.forecast_fan(made_forecast(), made=MADE),
    "fans of pairs": lambda _: plots.forecast_fan(
        made_forecast(2013, 2024), targets=made_forecast().labels[12:22], made=MADE
    ),
    "one fan": lambda _: plots.forecast_fan(made_forecast(), targets=[EXPORTS], made=MADE),
    "scores": lambda _: plots.scores(made_verified()),
    "scores of one origin": lambda _: plots.scores(made_verified(2008, 2008)),
    "calibration": lambda _: plots.calibration(made_verified()),
    "hostility": lambda _: plots.hostility(made_table(), made=MADE),
    "posterior": lambda _: plots.posterior(made_calibration()),
    "ranks": lambda _: plots.rank_histograms(made_calibration()),
    "predictive": lambda _: plots.predictive(made_calibration()),
    "verdicts": lambda _: plots.verdicts(*made_verdicts(), MADE_VERDICTS),
    "two verdicts": lambda _: plots.verdicts(*(table[:16] for table in made_verdicts())),
    "thesis": lambda _: plots.thesis(*made_verdicts(4), "H01", MADE_VERDICTS),
    "thesis of one claim": lambda _: plots.thesis(*made_verdicts(1), "H01", MADE_VERDICTS),
    "attribution": lambda _: plots.attribution(made_attribution()),
    "attribution of one": lambda _: plots.attribution(made_attribution(counterfactuals=WEST)),
    "one set": lambda _: plots.attribution(made_attribution(LONG, sets=("accepted",))),
    "large values": lambda _: plots.attribution(made_attribution("obstructions", scale=4000)),
    "small values": lambda _: plots.attribution(made_attribution(scale=1e-5)),
    "pairs": lambda _: plots.attribution_pairs(made_attribution(LONG)),
    "pairs of one": lambda _: plots.attribution_pairs(made_attribution(counterfactuals=WEST)),
    "small pairs": lambda _: plots.attribution_pairs(made_attribution(scale=1e-5), "symmetric"),
    "large pairs": lambda _: plots.attribution_pairs(made_attribution("welfare", scale=4e6)),
    "mediation": lambda _: plots.mediation(made_mediation()),
    "mediation of one": lambda _: plots.mediation(made_mediation(LONG, WEST, ("prior",))),
    "answer": lambda _: plots.answer_effects(made_answer()),
    "answer of one": lambda _: plots.answer_effects(made_answer(1, scale=4000)),
    "long answer": lambda _: plots.answer_effects(made_answer(5, scale=1e-5, long=True)),
    "flips": lambda _: plots.answer_flips(made_answer()),
    "flips by one": lambda _: plots.answer_flips(made_answer(1, box=1, scale=1e-5)),
    "flips by three": lambda _: plots.answer_flips(made_answer(2, box=3, long=True)),
    "discovery trajectory": lambda _: plots.discovery_trajectory(made_discovery()),
    "discovery limits": lambda _: plots.discovery_limits(made_discovery(3)),
    "discovery limits with a policy": lambda _: plots.discovery_limits(
        made_discovery(3, policy=True)
    ),
    "discovery scatter": lambda _: plots.discovery_scatter(made_discovery(3)),
    "discovery scatter of one": lambda _: plots.discovery_scatter(made_discovery(1)),
    "discovery scatter with a policy": lambda _: plots.discovery_scatter(
        made_discovery(2, policy=True)
    ),
    "no flips": lambda _: plots.answer_flips(made_answer(3, box=0, long=True)),
    "run timeline": lambda _: plots.run_timeline(explain("baseline", run=8, seed=1)),
    "short timeline": lambda _: plots.run_timeline(
        explain("country_uzbekistan", run=3, seed=1, overrides=["end=1999Q4"])
    ),
    "histories": lambda _: side_by_side("baseline", "multivector", "bandwagon_russia"),
    "short histories": lambda _: side_by_side("laissez_faire"),
    "searched": lambda _: plots.search_parallel(made_search()),
    "long search": lambda _: plots.search_parallel(made_search(3, 8, FIVE, scale=4e6, long=True)),
    "regrets searched": lambda _: plots.search_parallel(made_search(robust="regret")),
    "pairs searched": lambda _: plots.search_pairs(made_search()),
    "one pair searched": lambda _: plots.search_pairs(made_search(5, 2, FIVE[:2], scale=1e-5)),
    "ten pairs searched": lambda _: plots.search_pairs(made_search(9, 8, FIVE, scale=4000)),
    "convergence": lambda _: plots.sweep_convergence(sweep_of_policies(8, long=True), TENSION),
}


def words(figure: Figure) -> dict[Text, Bbox]:
    """Return the words that are drawn, with their boxes in dots; slanted ones are left out."""
    figure.draw_without_rendering()
    drawn = set(figure.findobj(Text))
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.majorTicks, *axis.minorTicks):
                if not low <= tick.get_loc() <= high or not axes.axison:
                    drawn -= {tick.label1, tick.label2}
    return {
        text: text.get_window_extent()
        for text in drawn
        if text.get_visible() and text.get_text().strip() and text.get_rotation() % 90 == 0
    }


def touching(boxes: dict[Text, Bbox]) -> list[tuple[str, str]]:
    """Return the pairs of words whose boxes share more than the slack, each pair once."""
    lowest = np.array([box.min for box in boxes.values()])
    highest = np.array([box.max for box in boxes.values()])
    shared = np.minimum(highest[:, None], highest) - np.maximum(lowest[:, None], lowest)
    told = [text.get_text() for text in boxes]
    return [(told[i], told[j]) for i, j in np.argwhere((shared > SLACK).all(axis=2)) if i < j]


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.full if one == "grid" else ()) for one in DRAWINGS]
)  # the grid of 30 has more cells
def test_words_are_whole_and_apart(name, comparison):
    figure = DRAWINGS[name](comparison)
    boxes = words(figure)
    assert len(boxes) > 10
    for text, box in boxes.items():
        inside = (
            box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        )
        assert inside, text.get_text()
    assert touching(boxes) == []


def test_the_check_finds_words_on_words_and_words_cut_off():
    figure = Figure(figsize=(4, 3))
    figure.text(0.5, 0.5, "one thing")
    figure.text(0.52, 0.5, "another thing")
    figure.text(0.95, 0.1, "a long line of words")
    boxes = words(figure)
    assert [set(pair) for pair in touching(boxes)] == [{"one thing", "another thing"}]
    assert any(box.x1 > figure.bbox.x1 for box in boxes.values())
