"""The page on attribution says what the code gives: its tables cannot drift."""

from __future__ import annotations

import re

import pytest

from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from update_attribution import COSTLY, DRAWS, FEW, PAGE, QUICK, SEEDS, refresh

TEXT = PAGE.read_text(encoding="utf-8")


def rows_of(table: str) -> list[list[str]]:
    block = re.search(rf"<!-- table: {table} -->\n(.*?)<!-- end of table -->", TEXT, re.DOTALL)
    assert block is not None
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in block[1].splitlines()[2:]
    ]


def test_tables_that_are_quick_are_as_the_code_has_them() -> None:
    assert set(re.findall(r"<!-- table: (\w+) -->", TEXT)) == {*QUICK, *COSTLY}
    assert refresh(TEXT, quick=True) == TEXT, "run: python tests/update_attribution.py"


@pytest.mark.full
def test_tables_that_need_runs_are_as_the_code_has_them() -> None:
    assert refresh(TEXT, quick=False) == TEXT, "run: python tests/update_attribution.py"


def test_a_table_that_drifts_is_noticed() -> None:
    drifted = TEXT.replace("| `institution_fatigue` (-0.2 to 1.5) |", "| none |")
    assert drifted != TEXT
    assert refresh(drifted, quick=True) == TEXT


def test_sizes_are_told() -> None:
    assert f"takes {DRAWS} draws of each set and {SEEDS} runs of each" in TEXT
    assert f"{FEW} draws of the prior, with its grievance" in TEXT


def test_the_table_of_values_is_efficient_as_printed() -> None:
    rows = rows_of("shapley")
    for other in COUNTERFACTUALS:
        own = [row for row in rows if row[0] == f"`{other}`"]
        assert len(own) == 6
        for column in (2, 4, 6):
            numbers = [float(row[column].split()[0]) for row in own]
            assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=5e-4)


def test_parts_of_the_effect_add_up_as_printed() -> None:
    rows = rows_of("mediation")
    for which in ("prior", "accepted"):
        own = [row for row in rows if row[0] == which]
        for column in range(2, 2 + 2 * len(COUNTERFACTUALS), 2):
            total, around, through = (float(row[column].split()[0]) for row in own[:3])
            assert around + through == pytest.approx(total, abs=2e-4)
