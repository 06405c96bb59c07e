"""The page of worked questions is what the generator writes from its tables."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import multivector_sim as mv
import update_whatif
from multivector_sim.inquiry import Pool
from update_whatif import (
    ATTRACTIONS,
    CELL,
    LENGTHS,
    OTHER_WAYS,
    PAGE,
    PICTURES,
    QUESTIONS,
    STOPPAGES,
    read_tables,
    refresh,
    stoppages,
    stoppages_block,
)

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return read_tables()


def test_the_page_is_what_the_generator_writes(tables: dict[str, pd.DataFrame]) -> None:
    assert refresh(TEXT, tables) == TEXT, "run: python tests/update_whatif.py --page"
    marks = re.findall(r"<!-- table: (\w+) -->", TEXT)
    keys = [question.key for question in QUESTIONS]
    assert marks == [keys[0], STOPPAGES, *keys[1:]]


def test_a_page_that_drifts_is_noticed(tables: dict[str, pd.DataFrame]) -> None:
    drifted = re.sub(r"(\| discounted welfare[^|]*) \| \S+ ", r"\1 | 0 ", TEXT)
    assert drifted != TEXT
    assert refresh(drifted, tables) == TEXT


def test_every_question_is_made_of_scenarios_that_ship(tables: dict[str, pd.DataFrame]) -> None:
    known = {row.name for row in mv.list_scenarios()}
    for question in QUESTIONS:
        assert {question.base, *question.options} <= known
        own = tables["effects"][tables["effects"]["question"] == question.key]
        assert list(dict.fromkeys(own["option"])) == list(question.options)
        assert question.command in TEXT
        assert (PICTURES / f"{question.key}.png").is_file()


def test_the_factorial_is_complete_and_in_order(tables: dict[str, pd.DataFrame]) -> None:
    """Invariants of what is asked, which a mix-up of cells would break."""
    own = tables[STOPPAGES]
    cells = own[list(CELL)].drop_duplicates()
    assert len(cells) == len(LENGTHS) * len(ATTRACTIONS) * len(OTHER_WAYS)
    assert [cells[name].nunique() for name in CELL] == [3, 3, 3]
    means = own.set_index(["label", *CELL])["mean"].unstack(list(CELL))
    for label, sign in (("welfare", -1), ("autonomy", -1), ("obstructions", 1)):
        table = sign * means.loc[label].unstack("quarters")
        assert (table > 0).all(axis=None)
        assert (table.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    lost = -means.loc["welfare"].unstack("other_way")
    assert (lost.diff(axis=1).iloc[:, 1:] < 0).all(axis=None), "more ways round, less is lost"
    lost = -means.loc["welfare"].unstack("share")
    assert (lost.diff(axis=1).iloc[:, 1:] > 0).all(axis=None), "a larger share, more is lost"


def test_cells_are_made_of_the_same_world_and_the_same_futures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(update_whatif, "ATTRACTIONS", (0.3,))
    monkeypatch.setattr(update_whatif, "OTHER_WAYS", (0.2,))
    table, flips = stoppages(Pool(seeds=8), draws=2, which="prior")
    assert len(table) == 3 * table["label"].nunique()
    assert table["draws"].eq(2).all()
    assert set(flips["label"]) == set(table["label"])
    assert "better in" in stoppages_block(table, flips)
