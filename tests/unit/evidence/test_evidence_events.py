"""The ledger of events as a table: what every row must have."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from multivector_sim.errors import InputError
from multivector_sim.evidence import STATUSES, EvidenceRow, countries, event, events

SECTORS = {"upstream", "routes", "trade", "military", "finance"}
OTHER_SECTORS = {"all", "diplomacy", "regime", "technology"}
ROWS = events()


def test_ids_are_unique_and_in_order() -> None:
    ids = [row.id for row in ROWS]
    assert all(re.fullmatch(r"E[0-9]{3}", row) for row in ids)
    assert all(before < after for before, after in pairwise(ids))
    assert ids[:120] == [f"E{number:03}" for number in range(1, 121)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_whole(row: EvidenceRow) -> None:
    assert row.status in STATUSES
    assert len(row.source) > 15
    assert len(row.what.split()) >= 2
    assert row.kind.isidentifier()
    assert row.kind.islower()
    assert set(row.sector.split(";")) <= SECTORS or row.sector in OTHER_SECTORS
    assert all(re.fullmatch(r"EU|[A-Z]{3}", code) for code in row.actors)
    assert not row.unit or row.magnitude
    assert not row.magnitude or float(row.magnitude) > 0
    if row.status in ("derived", "contested", "implausible", "judgement"):
        assert len(row.note) > 10


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_its_dates_agree_with_its_words(row: EvidenceRow) -> None:
    if row.since is None:
        assert row.until is None
        assert row.date == "standing"
        return
    assert 1900 < row.since < 2100
    if row.until is None:
        assert row.date.startswith("since ")
    else:
        assert row.since < row.until
    year, decade = re.findall(r"([12][0-9]{3})(s?)", row.date)[0]
    assert int(row.since) <= int(year) + (9 if decade else 0)
    assert int(year) < (row.until or 9999)


def test_what_was_flagged_stays_flagged() -> None:
    by_status = {status: {row.id for row in ROWS if row.status == status} for status in STATUSES}
    assert by_status["implausible"] == {"E119", "E120"}
    assert {"E011", "E024", "E025", "E058", "E083", "E100"} <= by_status["contested"]
    assert {"E088", "E090"} <= by_status["derived"]
    assert all(row.doubtful for row in ROWS if row.id in by_status["contested"])
    assert not event("E062").doubtful


def test_what_is_external_cites_what_is_not_one_of_the_five_texts() -> None:
    texts = {row.source for row in ROWS if row.status == "stated"}
    assert len(texts) == 5
    for row in ROWS:
        if row.status == "external":
            assert row.source not in texts
        if row.id > "E120":
            assert row.status in ("external", "judgement", "contested")


def test_arithmetic_of_derived_rows() -> None:
    tonnage = {row: float(event(row).magnitude) for row in ("E088", "E089", "E090", "E091")}
    assert tonnage["E088"] == pytest.approx(tonnage["E089"] / 1.65, abs=0.005)
    assert tonnage["E090"] == pytest.approx(tonnage["E091"] / 2.47, abs=1)
    # Ten million tons in 2027 need that growth a year from 2023 on.
    growth = (float(event("E093").magnitude) / tonnage["E089"]) ** (1 / 4) - 1
    assert f"{growth:.0%}".replace("%", " %") in event("E093").note


@pytest.mark.parametrize(
    ("row", "words"),
    [("E999", "did you mean 'E157'"), ("E62", "'E062'"), ("Crimea", "allowed: E001 to E157")],
)
def test_an_unknown_row_names_the_nearest(row: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        event(row)


def test_every_country_has_every_figure_with_a_source() -> None:
    figures = countries()
    codes = {row.country for row in figures}
    assert codes == {"KAZ", "UKR", "GEO", "TKM", "KGZ", "UZB"}
    names = {row.covariate for row in figures}
    assert len(figures) == len(codes) * len(names)
    assert len({(row.country, row.covariate) for row in figures}) == len(figures)
    assert all(row.status in STATUSES and len(row.source) > 2 for row in figures)
    for row in figures:
        if row.unit.startswith("fraction"):
            assert 0 <= row.value <= 1
