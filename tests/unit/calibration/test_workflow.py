"""A small calibration: the same bits again, after interrupts, and on other numbers of threads."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from multivector_sim.calibration import (
    Request,
    Stages,
    accepted,
    calibrate,
    load_calibration,
    table,
    workflow,
)
from multivector_sim.calibration.targets import FITTED_NAMES
from multivector_sim.errors import InputError
from multivector_sim.scenario import load_scenario
from multivector_sim.scenario.override import with_overrides

SMALL = {"accept": 150}
PARTS = 4


def small(seed: int = 3, simulations: int = 3000) -> Request:
    return Request(load_scenario("baseline"), simulations, seed)


def shrink(patch: pytest.MonkeyPatch) -> None:
    """Make parts small, and checks few."""
    patch.setattr(table, "PART", 800)
    patch.setattr(workflow, "PSEUDO", 100)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    shrink(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch)
        folder = tmp_path_factory.mktemp("whole")
        return folder, calibrate(small(), folder, threads=1, **SMALL)


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_request_gives_the_same_bits(whole, tmp_path):
    calibrate(small(), tmp_path, threads=2, **SMALL)
    first, second = content(whole[0]), content(tmp_path)
    assert first == second
    assert sum(name.startswith("runs/") for name in first) == PARTS


def test_another_seed_gives_another_set(whole, tmp_path):
    other = calibrate(small(seed=4), tmp_path, **SMALL)
    assert other.accepted.sha256 != whole[1].accepted.sha256


def test_it_goes_on_after_an_interrupt(whole, tmp_path):
    done = []

    def stop(count: int) -> None:
        done.append(count)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(small(), tmp_path, stages=Stages(simulated=stop), **SMALL)
    found, new = [], []
    calibrate(small(), tmp_path, stages=Stages(simulated=new.append, found=found.append), **SMALL)
    assert found == [1600]
    assert sum(new) == 1400
    assert content(tmp_path) == content(whole[0])


KILLED = """
import os, signal, sys
from multivector_sim.calibration import accepted, Request, Stages, calibrate, table, workflow
from multivector_sim.scenario import load_scenario
table.PART, workflow.PSEUDO = 800, 100
calibrate(
    Request(load_scenario("baseline"), 3000, 3), sys.argv[1], accept=150,
    stages=Stages(simulated=lambda _: os.kill(os.getpid(), signal.SIGKILL)),
)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_it_goes_on_after_a_kill(whole, tmp_path):
    call = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert call.returncode == -signal.SIGKILL
    assert not (tmp_path / "accepted.csv").exists()
    found = []
    calibrate(small(), tmp_path, stages=Stages(found=found.append), **SMALL)
    assert found == [800]
    made = content(tmp_path)
    made.pop(".lock", None)
    assert made == content(whole[0])


def test_a_damaged_part_is_computed_again(whole, tmp_path):
    calibrate(small(), tmp_path, **SMALL)
    part = next((tmp_path / "runs").iterdir())
    part.write_bytes(part.read_bytes()[:-3] + b"abc")
    notes = []
    calibrate(small(), tmp_path, stages=Stages(note=notes.append), **SMALL)
    assert any("is damaged and is computed again" in words for words in notes)
    assert content(tmp_path) == content(whole[0])


def test_what_was_written_can_be_read(whole):
    folder, made = whole
    read = load_calibration(folder)
    assert np.array_equal(read.accepted.values, made.accepted.values)
    assert read.record == made.record
    assert read.text() == made.text() == (folder / "calibration.md").read_text(encoding="utf-8")
    assert read.silent == made.silent
    pd.testing.assert_frame_equal(read.ranks, made.ranks)


def test_the_report_says_what_it_should(whole):
    _, made = whole
    text = made.text()
    assert "Exploratory, not a forecast" in text
    assert all(f"| {name} |" in text for name in FITTED_NAMES)
    assert made.accepted.sha256 in text
    assert "outlier" in text


def test_trade_tells_much_and_intervals_hold_the_truth(whole):
    _, made = whole
    rows = made.parameters.set_index("parameter")
    assert rows.loc["russia_trade_attraction", "contraction"] > 0.4
    assert rows["covered_90"].between(0.75, 1).all()
    assert rows["contraction"].between(-0.3, 1).all()


def test_bands_hold_most_of_what_is_observed_and_the_accepted_are_narrower(whole):
    _, made = whole
    table_ = made.predictive.dropna()
    inside = (table_["q05"] <= table_["observed"]) & (table_["observed"] <= table_["q95"])
    assert inside[table_["sets"] == "accepted"].mean() > 0.7
    widths = (table_["q95"] - table_["q05"]).groupby([table_["indicator"], table_["sets"]]).mean()
    assert widths["trade_share", "accepted"] < 0.9 * widths["trade_share", "prior"]


def test_an_impossible_record_is_an_outlier(tmp_path, monkeypatch):
    """Negative control: a record that no run comes near to is told."""
    request = small()
    monkeypatch.setattr(request.targets, "observed", request.targets.observed[::-1] + 1.0)
    made = calibrate(request, tmp_path, **SMALL)
    assert made.record["record"]["outlier"]
    assert "The record is an outlier" in made.text()


def test_other_folders_are_refused(whole, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        calibrate(small(), tmp_path, **SMALL)
    with pytest.raises(InputError, match="what differs: seed"):
        calibrate(small(seed=5), whole[0], **SMALL)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda out: calibrate(small(simulations=500), out), "2,000 or more"),
        (lambda out: calibrate(small(), out, accept=50), "allowed are 100 to 300"),
        (lambda out: calibrate(small(), out, accept=2000), "a tenth of the simulations"),
        (lambda out: small(seed=-1), "seed: -1"),
        (lambda out: small(simulations=True), "simulations: True"),
        (lambda out: load_calibration(out), "cannot read"),
        (
            lambda out: calibrate(
                Request(with_overrides(load_scenario("baseline"), {"start": "1996Q1"}), 3000, 1),
                out,
                accept=200,
            ),
            "starts at 1996",
        ),
    ],
)
def test_what_is_not_allowed_is_told(tmp_path, act, words):
    with pytest.raises(InputError, match=words):
        act(tmp_path)
    assert not any(tmp_path.iterdir())


@pytest.mark.full
def test_the_shipped_set_can_be_made_again(tmp_path, monkeypatch):
    """Also tells when the model has moved on: then `python tests/update_accepted.py` is due."""
    monkeypatch.undo()
    shipped = accepted()
    assert shipped.is_current, "the code has changed since the set was made: make it anew"
    record = shipped.record
    request = Request(load_scenario(record["scenario"]), record["simulations"], record["seed"])
    made = calibrate(request, tmp_path, accept=record["accept"])
    assert made.accepted.values == pytest.approx(shipped.values, rel=1e-6)
    assert not made.parameters["uneven"].any()
    assert made.parameters["covered_90"].to_numpy() == pytest.approx(0.9, abs=0.04)
