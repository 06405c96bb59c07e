"""The accepted set: the shipped one, its record, and joint sets drawn from it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import multivector_sim
from multivector_sim.calibration import accepted, read_accepted
from multivector_sim.calibration.targets import FITTED
from multivector_sim.errors import InputError
from multivector_sim.model.parameters import LINK, PARAMETERS, parameter_index

DATA = Path(multivector_sim.__file__).parent / "data"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("accepted.csv", "accepted.json"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def test_the_shipped_file_is_that_of_its_record():
    record = json.loads((DATA / "accepted.json").read_text(encoding="utf-8"))
    content = (DATA / "accepted.csv").read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"] == accepted().sha256
    assert accepted().rows == record["rows"] == record["accept"]
    assert accepted().csv() == content
    assert {"seed", "simulations", "code", "scenario_hash", "method"} <= record.keys()


def test_it_holds_every_fitted_parameter_within_its_prior():
    found = accepted()
    assert found.names == tuple(row.name for row in FITTED)
    low, high = np.array([row.row.prior for row in FITTED]).T
    assert ((low <= found.values) & (found.values <= high)).all()
    assert len(np.unique(found.values, axis=0)) == found.rows


def test_what_the_record_says_is_in_it():
    """Russia's attraction for trade was calibrated near the default; the prior's middle is far."""
    found = accepted()
    at = found.names.index("russia_trade_attraction")
    low, high = FITTED[at].row.prior
    assert found.values[:, at].std() < 0.5 * (high - low) / np.sqrt(12)


def test_a_changed_file_is_refused(copy):
    text = (copy / "accepted.csv").read_text()
    (copy / "accepted.csv").write_text(text.replace("1", "2", 1))
    with pytest.raises(InputError, match="SHA-256"):
        read_accepted(copy)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("magic\n1\n", "'magic' is no fitted parameter"),
        ("fatigue,fatigue\n0.8,0.8\n", "stands twice"),
        ("fatigue\nmuch\n", "is damaged"),
        ("fatigue\n", "no rows"),
        ("fatigue\n9\n", "outside its prior"),
        ("fatigue\nnan\n", "outside its prior"),
        ("fatigue,reaction\n0.8\n", "no rows of 2"),
    ],
)
@pytest.mark.filterwarnings("ignore:loadtxt")
def test_a_file_that_holds_something_else_is_refused(copy, content, words):
    (copy / "accepted.csv").write_text(content)
    record = {"sha256": hashlib.sha256(content.encode()).hexdigest()}
    (copy / "accepted.json").write_text(json.dumps(record))
    with pytest.raises(InputError, match=words):
        read_accepted(copy)


def test_missing_and_damaged_records_are_told(copy, tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        read_accepted(tmp_path / "nowhere")
    (copy / "accepted.json").write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        read_accepted(copy)


def test_joint_sets_take_whole_rows_and_the_rest_from_the_prior():
    found = accepted()
    sets, link = found.sets(3000, 7)
    columns = [link if n == LINK.name else sets[:, parameter_index(n)] for n in found.names]
    drawn = np.stack(columns, axis=1)
    rows = {row.tobytes(): at for at, row in enumerate(found.values)}
    places = [rows[np.ascontiguousarray(row).tobytes()] for row in drawn]
    counts = np.bincount(places, minlength=found.rows)
    expected = 3000 / found.rows
    assert ((counts - expected) ** 2 / expected).sum() < found.rows + 5 * np.sqrt(2 * found.rows)
    for row in PARAMETERS:
        if row.name not in found.names:
            values = sets[:, parameter_index(row.name)]
            low, high = row.prior
            assert values.mean() == pytest.approx((low + high) / 2, abs=0.03 * (high - low))
            assert abs(np.corrcoef(values, places)[0, 1]) < 0.1


def test_a_set_depends_on_seed_and_number_alone():
    few, many, other = (accepted().sets(n, s)[0] for n, s in ((5, 7), (50, 7), (5, 8)))
    assert np.array_equal(few, many[:5])
    assert not np.array_equal(few, other)
    assert accepted().sets(0, 1)[0].shape == (0, len(PARAMETERS))


@pytest.mark.parametrize(("draws", "seed"), [(-1, 1), (1.5, 1), (True, 1), (1, -1), (1, 2**64)])
def test_numbers_that_are_not_allowed(draws, seed):
    with pytest.raises(InputError, match="received"):
        accepted().sets(draws, seed)


def test_the_report_in_the_documentation_is_that_of_the_set():
    page = Path(__file__).parents[3] / "docs" / "calibration_report.md"
    assert accepted().sha256 in page.read_text(encoding="utf-8")
