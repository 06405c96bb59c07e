"""The frozen forecast: it does not change, and its table says what a forecast says."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest

from multivector_sim.errors import InputError
from multivector_sim.forecast import frozen
from multivector_sim.forecast.api import predict
from multivector_sim.forecast.frozen import (
    COLUMNS,
    FROZEN_VERSION,
    RANKING,
    digest,
    forecast_from,
    forecast_text,
    frozen_forecast,
    frozen_record,
)
from multivector_sim.forecast.scores import LEVELS
from multivector_sim.measurement import observed_series

DIGESTS = {
    1: "5e853d878589f1f27ad124957caeb7ffbfadd4c2392324206ed41c06ced9b814",
    2: "d5abd8da5015cf31780257e4024274c5b4bbe7be0fb38f92439fc93e3f0950b8",
}
"""Digest of every version that was ever shipped; a new file is a new version, and a new line."""

TARGETS = len(observed_series())


def test_the_file_is_the_one_that_was_frozen() -> None:
    record = frozen_record()
    assert record["version"] == FROZEN_VERSION == max(DIGESTS)
    assert record["sha256"] == DIGESTS[FROZEN_VERSION]
    assert digest(forecast_text(frozen_forecast())) == DIGESTS[FROZEN_VERSION]


def test_the_record_tells_what_made_it() -> None:
    record = frozen_record()
    assert record["origin"] == 2013
    assert {"seed", "members", "settings", "code", "scenario_hash", "command", "note"} <= set(
        record
    )


def test_it_holds_every_target_year_and_quantile() -> None:
    table = frozen_forecast()
    assert tuple(table.columns) == COLUMNS
    targets = table[table["indicator"] != RANKING]
    assert sorted(targets["year"].unique()) == list(range(2014, 2025))
    assert len(targets) == TARGETS * 11 * len(LEVELS)
    assert targets["value"].between(0, 1).all()
    known = {(row.indicator, row.actor, row.partner) for row in observed_series()}
    keys = ["indicator", "actor", "partner"]
    assert set(map(tuple, targets[keys].drop_duplicates().to_numpy())) == known
    wide = targets.pivot(index=[*keys, "year"], columns="quantile", values="value")
    assert tuple(wide.columns) == LEVELS
    assert (np.diff(wide.to_numpy(), axis=1) >= 0).all()
    places = table[table["indicator"] == RANKING]
    for _, year in places.groupby("year"):
        assert sorted(year["value"]) == list(range(1, 11))


def test_a_changed_file_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "forecast_2013.csv"
    changed.write_text(forecast_text(frozen_forecast()).replace("2014,", "2015,", 1))
    monkeypatch.setattr(frozen, "_FILE", changed)
    with pytest.raises(InputError, match="must not change"):
        frozen_forecast()


def test_nothing_after_2013_is_known_to_it() -> None:
    """The shipped observations end there, and so does what the forecast looks at."""
    assert max(int(row.years.max()) for row in observed_series(9999)) == 2013


def test_a_table_and_its_forecast_say_the_same() -> None:
    made, table = predict(origin=2009, last=2011, members=40)
    text = forecast_text(table)
    again = forecast_from(pd.read_csv(io.StringIO(text)), 2009)
    assert again.labels == made.labels
    assert again.quantiles == pytest.approx(made.quantiles, rel=1e-3)
    assert (again.persistence == made.persistence).all()
    assert (again.drift == made.drift).all()


def test_places_follow_the_median_share_of_conflict() -> None:
    _, table = predict(origin=2011, last=2012, members=40)
    keys = ["year", "actor", "partner"]
    conflict = table[
        (table["indicator"] == "event_conflict_share") & (table["quantile"] == 0.5)
    ].set_index(keys)["value"]
    places = table[table["indicator"] == RANKING].set_index(keys)["value"]
    expected = conflict.groupby(level="year").rank(ascending=False)
    assert (places.sort_index() == expected.sort_index()).all()


def test_the_record_is_plain_json() -> None:
    assert json.loads(json.dumps(frozen_record())) == frozen_record()


@pytest.mark.full
def test_the_frozen_forecast_can_be_made_again() -> None:
    """By its own command, up to what other processors round otherwise."""
    record = frozen_record()
    _, table = predict(members=record["members"], seed=record["seed"])
    shipped = frozen_forecast()
    assert (table[list(COLUMNS[:5])] == shipped[list(COLUMNS[:5])]).all(axis=None)
    targets = shipped["indicator"] != RANKING
    assert np.abs(table["value"] - shipped["value"])[targets].max() < 0.02
