"""The page on validation says what the code gives: its tables cannot drift."""

from __future__ import annotations

import re

import pytest

from multivector_sim.forecast.scores import LEVELS
from multivector_sim.measurement import observed_series
from update_validation import COSTLY, PAGE, QUICK, refresh

TEXT = PAGE.read_text(encoding="utf-8")


def test_tables_that_are_quick_are_as_the_code_has_them() -> None:
    assert re.findall(r"<!-- table: (\w+) -->", TEXT)
    assert set(re.findall(r"<!-- table: (\w+) -->", TEXT)) == {*QUICK, *COSTLY}
    assert refresh(TEXT, quick=True) == TEXT, "run: python tests/update_validation.py"


@pytest.mark.full
def test_scores_are_as_the_code_has_them() -> None:
    assert refresh(TEXT, quick=False) == TEXT, "run: python tests/update_validation.py"


def test_a_table_that_drifts_is_noticed() -> None:
    drifted = TEXT.replace("| `trade_share` | share of", "| `trade` | part of")
    assert drifted != TEXT
    assert refresh(drifted, quick=True) == TEXT


def rows_of(table: str) -> list[list[str]]:
    block = re.search(rf"<!-- table: {table} -->\n(.*?)<!-- end of table -->", TEXT, re.DOTALL)
    assert block is not None
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in block[1].splitlines()[2:]
    ]


def test_score_tables_have_every_target_and_add_up() -> None:
    labels = [row.label for row in observed_series()]
    for table in ("scores", "scores_known"):
        *targets, overall = rows_of(table)
        assert sorted(row[0] for row in targets) == sorted(labels)
        figures = [int(row[-1].replace(",", "")) for row in (*targets, overall)]
        assert sum(figures[:-1]) == figures[-1]
    worse = {row[0] for row in rows_of("losses")}
    better, targets_all = map(int, rows_of("overall")[0][3].split(" of "))
    assert len(worse) == targets_all - better
    assert targets_all == len(labels)


def test_the_levels_that_the_page_names_are_those_of_the_code() -> None:
    named = ", ".join(f"{level:g}" for level in LEVELS)
    assert named in TEXT
