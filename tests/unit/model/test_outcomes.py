"""The table of outcomes, and where a selection of them lies in memory."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.errors import InputError
from multivector_sim.model.outcomes import DEFAULT_OUTCOMES, OUTCOMES, outcome, select_outcomes
from multivector_sim.model.state import RUN

ACTORS = ("KAZ", "RUS", "CHN", "USA", "EU")
SECTORS = ("upstream", "routes", "trade", "military", "finance")
PROMISED = (
    *("tension_rus_chn", "tension_all", "autonomy", "autonomy_strict", "obstructions", "demands"),
    *("granted", "crises", "welfare", "ceded", "concentration", "leverage_economic"),
    *("leverage_transit", "leverage_security", "concern", "credibility", "onsets", "cost"),
    "clipped",
)


def test_the_promised_outcomes_are_kept_by_default() -> None:
    assert set(PROMISED) <= set(DEFAULT_OUTCOMES)
    assert {"tension_dyad", "blame"}.isdisjoint(DEFAULT_OUTCOMES)


def test_rows_are_unique_and_point_at_fields_of_the_run() -> None:
    names = [row.name for row in OUTCOMES]
    assert len(set(names)) == len(names)
    for row in OUTCOMES:
        assert row.field in RUN.fields
        assert row.meaning
        assert row.unit
        assert outcome(row.name) is row


def test_what_levers_move_by_construction_is_never_scored() -> None:
    shown = {row.name for row in OUTCOMES if not row.scored}
    assert {"concentration", "dependence", "cost", "ceded", "autonomy_strict"} <= shown
    assert {"leverage_economic", "leverage_transit", "leverage_security", "terms"} <= shown
    assert shown.isdisjoint({"tension_rus_chn", "autonomy", "obstructions", "crises", "welfare"})


def test_selection_finds_the_rows() -> None:
    chosen = select_outcomes(ACTORS, SECTORS, ["tension_rus_chn", "tension_to_pivot", "concern"])
    focal, towards, concern = (chosen.rows[place] for place in chosen.places())
    assert chosen.shapes == ((), (5,), (5, 4))
    assert focal.tolist() == [RUN.row_indices("total_dyad", 5, 5)[1, 2]]
    assert towards.tolist() == [-1, *RUN.row_indices("total_tension", 5, 5)[1:, 0]]
    assert (concern.reshape(5, 4)[0] == -1).all()
    assert (concern.reshape(5, 4)[1:] == RUN.row_indices("total_concern", 5, 5)[1:]).all()


def test_dyads_have_no_diagonal() -> None:
    chosen = select_outcomes(ACTORS, SECTORS, ["tension_dyad", "blame"])
    dyad, blame = (chosen.rows[place].reshape(5, 5) for place in chosen.places())
    assert ((dyad == -1) == np.eye(5, dtype=bool)).all()
    none = np.eye(5, dtype=bool)
    none[0] = none[:, 0] = True
    assert ((blame == -1) == none).all()


def test_divisors_say_what_a_count_is_taken_over() -> None:
    names = ["autonomy", "demands", "clipped", "credibility"]
    divisors = select_outcomes(ACTORS, SECTORS, names).divisors(10, 3, 5)
    assert divisors[:3].tolist() == [10.0, 1.0, 10.0 * 3 * 20]
    assert np.isnan(divisors[3])
    assert (divisors[4:] == 10.0).all()


def test_table_unpacks_by_name_with_runs_first() -> None:
    chosen = select_outcomes(ACTORS, SECTORS, ["welfare", "concern"])
    table = np.arange(21.0 * 3).reshape(21, 3)
    unpacked = chosen.unpack(table)
    assert unpacked["welfare"].tolist() == [0.0, 1.0, 2.0]
    assert unpacked["concern"].shape == (3, 5, 4)
    assert unpacked["concern"][2, 1, 3] == table[1 + 4 + 3, 2]


def test_the_focal_pair_may_be_absent_or_elsewhere() -> None:
    others = ("KAZ", "USA", "CHN", "RUS")
    moved = select_outcomes(others, SECTORS, ["tension_rus_chn"])
    assert moved.rows.tolist() == [RUN.row_indices("total_dyad", 4, 5)[3, 2]]
    absent = select_outcomes(("KAZ", "USA", "EU"), SECTORS, ["tension_rus_chn"])
    assert absent.rows.tolist() == [-1]
    assert np.isnan(absent.divisors(4, 1, 3)).all()


def test_names_are_checked_and_counted_once() -> None:
    with pytest.raises(InputError, match="outcomes: unknown outcome 'tensoin'; known are"):
        select_outcomes(ACTORS, SECTORS, ["welfare", "tensoin"])
    with pytest.raises(KeyError, match="tensoin"):
        outcome("tensoin")
    twice = select_outcomes(ACTORS, SECTORS, ["welfare", "welfare"])
    assert [row.name for row in twice.outcomes] == ["welfare"]
    assert select_outcomes(ACTORS, SECTORS, []).rows.size == 0
