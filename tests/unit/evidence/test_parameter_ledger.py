"""The ledger of parameters: a row for each number of the table, and what it rests on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import multivector_sim
from multivector_sim.errors import InputError
from multivector_sim.evidence import (
    DOUBTFUL,
    INDICATORS,
    STATUSES,
    SUPPORTS,
    ParameterRow,
    alternatives,
    documents,
    event,
    events,
    parameter_row,
    parameter_rows,
    series_rows,
    thesis,
)
from multivector_sim.model.parameters import LINK, PARAMETERS
from multivector_sim.model.variants import MODEL_VARIANTS

ROWS = parameter_rows()
FILE = Path(multivector_sim.__file__).parent / "data" / "parameters.csv"
SERIES = {row.indicator for row in series_rows()}


def without_a_row(names: list[str]) -> list[str]:
    """Return the parameters that the ledger does not have."""
    with FILE.open(encoding="utf-8", newline="") as file:
        told = {fields["name"] for fields in csv.DictReader(file)}
    return [name for name in names if name not in told]


def test_every_parameter_has_a_row_and_no_row_is_of_another() -> None:
    names = [row.name for row in (*PARAMETERS, LINK)]
    assert without_a_row(names) == []
    assert without_a_row([*names, "free_lunch"]) == ["free_lunch"]
    with FILE.open(encoding="utf-8", newline="") as file:
        assert [fields["name"] for fields in csv.DictReader(file)] == names
    assert [row.name for row in ROWS] == names


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_whole(row: ParameterRow) -> None:
    assert row.status in STATUSES
    assert row.support in SUPPORTS
    assert documents(row.source) or row.source == "judgement"
    assert (row.source == "judgement") == (row.support == "none")
    assert (row.alternative is None) == (row.status not in DOUBTFUL)
    assert bool(row.reading) == (row.alternative is not None)
    if row.alternative is not None:
        low, high = row.parameter.prior
        assert low <= row.alternative <= high
        assert row.alternative != row.parameter.default


def unknown(names: tuple[str, ...]) -> list[str]:
    """Return the names under which there is no event, thesis or indicator."""
    missing = []
    for name in names:
        try:
            known = thesis(name) if name[0] == "H" else event(name) if name[0] == "E" else None
        except InputError:
            missing.append(name)
            continue
        if known is None and name not in SERIES:
            missing.append(name)
    return missing


def test_what_it_rests_on_exists() -> None:
    assert [(row.name, unknown(row.rests_on)) for row in ROWS if unknown(row.rests_on)] == []
    assert unknown(("H99", "E999", "gdp", "E009")) == ["H99", "E999", "gdp"]


def test_motives_and_rows_agree() -> None:
    for row in ROWS:
        fitted = "calibrated" in row.parameter.motive
        assert (row.status == "derived") == fitted, row.name
        # Where the table gives a reason, the ledger has more than judgement, or the reason says so.
        if row.parameter.motive != "judgement" and row.support == "none":
            assert "judgement" in row.parameter.motive, row.name
    assert "Walt" in parameter_row("threat_attribution").source
    assert "E009, E098, E141" in parameter_row("obstruction_length").parameter.motive
    assert parameter_row("obstruction_length").rests_on == ("E009", "E098", "E141")


def test_where_a_variant_takes_a_contested_rule_away_the_alternative_is_the_same() -> None:
    fixed = {name: value for row in MODEL_VARIANTS for name, value in row.parameters.items()}
    for row in ROWS:
        if row.alternative is not None and row.name in fixed:
            assert row.alternative == fixed[row.name]


@pytest.mark.parametrize(
    ("name", "words"), [("reactoin", "did you mean 'reaction'"), ("zzz", "has all of them")]
)
def test_an_unknown_parameter_names_the_nearest(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parameter_row(name)


def test_series_have_one_row_each() -> None:
    ids = [row.id for row in series_rows()]
    assert len(set(ids)) == len(ids)
    assert set(INDICATORS) < SERIES
    assert {row.indicator for row in series_rows() if row.role == "driver"} == {
        "brent_usd_per_barrel",
        "cinc",
        "gdp_usd",
    }
    for row in series_rows():
        assert row.status in STATUSES
        assert row.source
        assert row.note
        assert row.figures <= row.last - row.first + 1
    # Counted by hand in the files: 1992-2023, and 1994-2013 without 2010.
    by_id = {row.id: row for row in series_rows()}
    assert (by_id["gdp_usd.RUS"].first, by_id["gdp_usd.RUS"].figures) == (1992, 32)
    assert by_id["trade_share.KAZ.RUS"].figures == 19


def test_every_doubtful_event_has_another_reading() -> None:
    doubtful = {row.id for row in events() if row.doubtful}
    assert doubtful <= set(alternatives())
    for name, row in alternatives().items():
        assert event(name).id == name
        assert len(row.reading) > 10
        assert not row.against or row.against in event(name).source


def test_documents_of_a_citation() -> None:
    assert documents("judgement") == ()
    assert documents("size by judgement") == ()
    assert documents("judgement, after World Bank WDI and COW NMC") == (
        "World Bank WDI and COW NMC",
    )
    assert documents("wiiw FDI database") == ("wiiw FDI database",)
    assert documents("Agency (one; two); Paper; opening told") == ("Agency (one; two)", "Paper")
    assert documents("contested: x; whether y is disputed") == ()
    for row in events():
        assert documents(row.source), row.id
