"""Cells of the tables that commands print."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from multivector_sim.cli.table import effect_table, records
from multivector_sim.results.words import number, signed


@pytest.fixture
def effects():
    row = {
        "label": "concern[RUS, status]", "outcome": "concern", "meaning": "mean concern of a power",
        "unit": "1", "scored": True, "mean": -0.01234, "mean_low": -0.02, "mean_high": 0.0,
        "median": 0.0, "low": np.nan, "high": 0.1, "p_negative": 0.75, "p_positive": 0.25,
    }  # fmt: skip
    other = {
        **row,
        "label": "ceded",
        "outcome": "ceded",
        "meaning": "shares ceded",
        "unit": "share",
    }
    return pd.DataFrame([row, {**other, "scored": False}])


def cells(table, column):
    return list(table.columns[column].cells)


def test_words_names_and_marks(effects):
    wide = effect_table(effects, title="t", outcomes=("concern", "ceded"))
    assert cells(wide, 0) == ["mean concern: RUS, status", "shares ceded, share *"]
    narrow = effect_table(effects, title="t", outcomes=("concern", "ceded"), narrow=True)
    assert cells(narrow, 0) == ["concern[RUS, status]", "ceded *"]
    assert cells(effect_table(effects, title="t"), 0) == ["shares ceded, share *"]


def test_numbers_carry_sign_interval_and_dash(effects):
    table = effect_table(effects, title="t", outcomes=("concern",))
    assert cells(table, 1)[0] == "-0.0123 [-0.02, 0]"
    assert cells(table, 3)[0] == "- to +0.1"
    assert (number(0.123456), number(np.nan), signed(0.0)) == ("0.1235", "-", "0")


def test_json_rows_hold_null_where_there_is_no_number(effects):
    rows = records(effects)
    assert rows[0]["low"] is None
    assert rows[1]["scored"] is False
    json.dumps(rows, allow_nan=False)
