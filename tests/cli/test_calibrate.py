"""``multivector calibrate`` as a user runs it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from multivector_sim.calibration import accepted

SMALL = ("--simulations", "2000", "--accept", "150", "--seed", "2")


def test_a_small_calibration_writes_tables_report_and_figures(multivector, tmp_path):
    call = multivector("calibrate", "--out", "found", *SMALL, "--figures")
    assert call.returncode == 0, call.stderr
    assert "xploratory, not a forecast" in call.stdout
    assert "| fatigue |" in call.stdout
    folder = tmp_path / "found"
    for name in ("accepted.csv", "calibration.md", "ranks.csv", "predictive.csv", "summaries.csv"):
        assert (folder / name).stat().st_size > 100
    for stem in ("posterior", "ranks", "predictive"):
        assert (folder / "figures" / f"{stem}.png").exists()
        assert "not a forecast" in (folder / "figures" / f"{stem}.svg").read_text("utf-8")
    record = json.loads((folder / "accepted.json").read_text("utf-8"))
    assert (record["seed"], record["simulations"], record["rows"]) == (2, 2000, 150)
    before = (folder / "accepted.csv").read_bytes()
    again = multivector("calibrate", "--out", "found", *SMALL)
    assert again.returncode == 0
    assert "1 of 1 parts are there already" in again.stderr
    assert (folder / "accepted.csv").read_bytes() == before
    other = multivector("calibrate", "--out", "found", *SMALL[:-1], "3")
    assert other.returncode == 2
    assert "what differs: seed" in other.stderr


def test_bad_input_is_told_without_a_traceback(multivector, tmp_path):
    for arguments, words in (
        (("--simulations", "10"), "2000"),
        (("--simulations", "2000", "--accept", "500"), "allowed are 100 to 200"),
        (("--seed", "-1"), "seed"),
        (("no_such_scenario",), "no_such_scenario"),
    ):
        call = multivector("calibrate", "--out", "none", *arguments)
        assert call.returncode == 2
        assert words in call.stderr
        assert "Traceback" not in call.stderr
    assert not (tmp_path / "none").exists()
    assert multivector("calibrate").returncode == 2


def test_a_plan_says_which_set_it_draws_from(multivector):
    wide = multivector("sweep", "thesis", "--plan")
    assert wide.returncode == 0
    assert "accepted set" not in wide.stdout
    joint = multivector("sweep", "thesis", "--plan", "--set", "uncertain={accepted: all}")
    assert joint.returncode == 0, joint.stderr
    assert "11 of them drawn together from the accepted set" in joint.stdout
    assert accepted().sha256[:16] in joint.stdout


PAGE = (Path(__file__).parents[2] / "docs" / "calibration.md").read_text(encoding="utf-8")


def test_the_page_tells_every_option_and_its_python_works(multivector, capsys):
    options = set(re.findall(r"--[a-z][a-z-]+", multivector("calibrate", "--help").stdout))
    assert options - {"--help", "--debug"} <= set(re.findall(r"--[a-z][a-z-]+", PAGE))
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(code, {})
    assert capsys.readouterr().out.strip().endswith("True")


@pytest.mark.full
def test_the_example_of_the_page_works(multivector, tmp_path):
    (command,) = re.findall(r"^\$ multivector (.*)$", PAGE, re.MULTILINE)
    assert multivector(*shlex.split(command)).returncode == 0
    named = set(re.findall(r"`([a-z_]+\.(?:csv|json|md))`", PAGE))
    assert named <= {path.name for path in (tmp_path / "calibration").iterdir()}
