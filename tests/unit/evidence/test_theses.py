"""The theses as a table: what every claim must have."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import multivector_sim
from multivector_sim.errors import InputError
from multivector_sim.evidence import STATUSES, THESIS_KINDS, Thesis, event, events, theses, thesis

ROWS = theses()
FILE = Path(multivector_sim.__file__).parent / "data" / "theses.csv"


def test_ids_run_without_a_gap() -> None:
    assert [row.id for row in ROWS] == [f"H{number:02}" for number in range(1, 75)]


def test_the_primary_claims() -> None:
    assert [row.id for row in ROWS if row.primary] == [
        "H01",
        "H03",
        "H05",
        "H06",
        "H08",
        "H12",
        "H48",
        "H51",
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_claim_is_whole(row: Thesis) -> None:
    assert row.status in STATUSES
    assert row.kind in THESIS_KINDS
    # One sentence, short enough for a line of a table.
    assert 4 <= len(row.claim.split()) <= 22
    assert row.claim[0].isupper()
    assert not row.claim.endswith(".")
    if row.status != "stated":
        assert len(row.note) > 10


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_its_texts_are_those_of_the_ledger_of_events(row: Thesis) -> None:
    cited = {part for known in events() for part in known.source.split("; ")}
    texts = {known.source for known in events() if known.status == "stated"}
    parts = row.source.split("; ")
    assert set(parts) <= cited
    assert parts[0] in texts


def test_rows_that_notes_name_exist() -> None:
    named = [word for row in ROWS for word in re.findall(r"\bE[0-9]{3}\b", row.note)]
    assert len(named) > 20
    assert all(event(word) for word in named)
    claims = [word for row in ROWS for word in re.findall(r"\bH[0-9]{2}\b", row.note)]
    assert {thesis(word).id for word in claims} == {"H01", "H36", "H39"}


def test_a_contested_claim_cites_both_sides() -> None:
    contested = [row for row in ROWS if row.doubtful]
    assert [row.id for row in contested] == ["H17", "H30"]
    assert all("; " in row.source for row in contested)


def test_words_of_the_table_are_read_as_they_stand() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["id", "primary", "kind", "claim", "source", "status", "note"]
    assert {line[1] for line in lines[1:]} == {"yes", "no"}
    assert [line[3] for line in lines[1:]] == [row.claim for row in ROWS]


@pytest.mark.parametrize(
    ("row", "words"),
    [("H99", "did you mean 'H74'"), ("h2", "'H02'"), ("core", "allowed: H01 to H74")],
)
def test_an_unknown_thesis_names_the_nearest(row: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        thesis(row)
