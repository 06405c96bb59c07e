"""What is taken home holds the numbers of the page, and runs again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from multivector_sim import load_scenario
from multivector_sim.classroom import Side, State, compute, read_link
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.state import scenario_of
from multivector_sim.ensemble.engine import run_ensemble

CHOSEN = State(
    a=Side("baseline", {"inclusion": 0.35, "openness": 1.5}), b=Side("responsive"),
    off=("sco", "power_asymmetry"), variants=("no_relative_gains",), seed=5,
)  # fmt: skip


def rows_of(text):
    lines = text.splitlines()
    assert lines[0].startswith("# A minus B: baseline (inclusion=0.35, openness=1.5)")
    assert "not a forecast" in lines[0]
    assert read_link(lines[1].removeprefix("# ?")) == CHOSEN
    return list(csv.DictReader(io.StringIO("\n".join(lines[2:]))))


def test_the_scorecard_has_the_numbers_of_the_view():
    view = compute(CHOSEN)
    rows = rows_of(FILES["effects.csv"].write(CHOSEN))
    assert [row["outcome"] for row in rows] == [row.outcome.name for row in view.rows]
    for row, shown in zip(rows, view.rows, strict=True):
        assert float(row["mean"]) == shown.effect.mean
        assert float(row["b_mean"]) == shown.b


def test_the_figure_has_the_history_that_is_open():
    state = State(b=Side("responsive"), seed=5, history="b", run=7)
    told, silent = (
        ET.fromstring(FILES["tension.svg"].write(one))
        for one in (state, replace(state, history=""))
    )
    svg = "{http://www.w3.org/2000/svg}"
    assert [len(list(one.iter(f"{svg}polyline"))) for one in told.iter(f"{svg}svg")] == [5, 2, 3]
    assert len(list(silent.iter(f"{svg}polyline"))) == 4
    assert "run 7 of B" in "".join(told.itertext())
    assert "run" not in "".join(silent.itertext()).partition("A minus B")[0].replace("runs", "")
    paths = run_ensemble(scenario_of(state.b, state).pack(), 8, 5, record=("tension",)).paths
    codes = scenario_of(state.b, state).actor_codes
    first, second = (codes.index(code) for code in ("RUS", "CHN"))
    expected = (paths["tension"][7, :, first, second] + paths["tension"][7, :, second, first]) / 2
    drawn = [
        pair.split(",") for pair in list(told.iter(f"{svg}polyline"))[-1].get("points").split()
    ]
    height = np.array([float(y) for _, y in drawn])
    assert np.corrcoef(-height, expected)[0, 1] > 0.9999


def test_the_paths_have_the_bands_of_the_view():
    view = compute(CHOSEN)
    rows = rows_of(FILES["paths.csv"].write(CHOSEN))
    found = {
        (row["side"], row["quantity"], float(row["year"]), float(row["quantile"])): row["value"]
        for row in rows
    }
    assert len(found) == len(rows) == 2 * 136 * 5 * (10 + 3 * 4)
    column = view.b.pairs.index(("RUS", "CHN"))
    value = found["B", "tension[RUS-CHN]", 2014.0, 0.95]
    assert float(value) == pytest.approx(view.b.tension[4, 88, column], rel=1e-5)


@pytest.mark.parametrize("which", ["a", "b"])
def test_the_scenario_file_is_the_side(which, tmp_path):
    path = tmp_path / "lesson.yaml"
    path.write_text(FILES[f"policy_{which}.yaml"].write(CHOSEN), encoding="utf-8")
    loaded, side = load_scenario(path), scenario_of(getattr(CHOSEN, which), CHOSEN)
    assert (loaded.runs, loaded.seed) == (CHOSEN.runs, CHOSEN.seed)
    for part in ("policy", "mechanisms", "variants", "parameters", "events", "timelines"):
        assert getattr(loaded, part) == getattr(side, part), part


def test_a_scenario_file_says_that_it_draws_no_parameters():
    drawn = replace(CHOSEN, parameters="accepted")
    words = "parameters stand at their defaults"
    assert words in " ".join(FILES["policy_a.yaml"].write(drawn).split())
    assert words not in " ".join(FILES["policy_a.yaml"].write(CHOSEN).split())
    assert "agree with the record" in FILES["effects.csv"].write(drawn).splitlines()[0]


def test_the_figure_is_sound_and_says_what_it_is_not():
    text = FILES["tension.svg"].write(CHOSEN)
    ET.fromstring(text)
    assert "not a forecast" in text
