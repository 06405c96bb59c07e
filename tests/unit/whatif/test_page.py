"""The page of worked questions is what the generator writes from its tables."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import multivector_sim as mv
from update_whatif import PAGE, PICTURES, QUESTIONS, read_tables, refresh

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return read_tables()


def test_the_page_is_what_the_generator_writes(tables: dict[str, pd.DataFrame]) -> None:
    assert refresh(TEXT, tables) == TEXT, "run: python tests/update_whatif.py --page"
    marks = re.findall(r"<!-- table: (\w+) -->", TEXT)
    assert marks == [question.key for question in QUESTIONS]


def test_a_page_that_drifts_is_noticed(tables: dict[str, pd.DataFrame]) -> None:
    drifted = re.sub(
        r"\| welfare, higher is better \| \S+ ", "| welfare, higher is better | 0 ", TEXT
    )
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


def test_longer_stoppages_cost_more(tables: dict[str, pd.DataFrame]) -> None:
    """An invariant of what is asked, which a mix-up of options would break."""
    own = tables["effects"].set_index(["question", "option", "label"])["mean"]
    (question,) = (row for row in QUESTIONS if row.key == "length")
    for label, sign in (("welfare", -1), ("autonomy", -1), ("obstructions", 1)):
        means = [sign * own["length", option, label] for option in question.options]
        assert 0 < means[0] < means[1] < means[2]
