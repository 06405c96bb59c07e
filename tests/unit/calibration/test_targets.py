"""What is compared with the record, worked out again from paths and from the tables."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.calibration.targets import (
    COUNT,
    ERRORS,
    FITTED,
    FITTED_NAMES,
    PERIODS,
    Targets,
    prior_sets,
    to_unit,
)
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.evidence import events, observations
from multivector_sim.measurement import LAST_FITTED_YEAR
from multivector_sim.model.parameters import LINK, PARAMETERS
from multivector_sim.scenario import load_scenario
from multivector_sim.scenario.override import with_overrides

WORLD = with_overrides(load_scenario("baseline"), {"end": "2013Q4"})
NUMBERS = np.arange(300, dtype=np.uint64)


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets(WORLD.pack())


def test_nothing_later_than_2013_is_used(targets):
    years = [year for periods in PERIODS.values() for period in periods for year in period]
    assert max(years) == LAST_FITTED_YEAR == 2013
    assert not any(f"{year}" in label for label in targets.labels for year in range(2014, 2026))


def test_at_most_twelve_parameters_each_with_a_reason():
    assert len(FITTED) == len(set(FITTED_NAMES)) <= 12
    assert all(row.reason for row in FITTED)
    assert LINK.name in FITTED_NAMES


def test_the_count_is_that_of_the_ledger():
    found = [
        row.id
        for row in events()
        if row.kind == "obstruction"
        and row.actors[0] == COUNT.actor
        and "KAZ" in row.actors
        and row.since is not None
        and row.since <= LAST_FITTED_YEAR
    ]
    assert tuple(found) == COUNT.rows
    assert COUNT.most == 12  # 1993 to the end of 1995
    force = load_scenario("pipeline_closed")
    assert "1993.5 to 1994.5" in next(row.note for row in events() if row.id == "E009")
    assert COUNT.least == 4
    assert force.name == "pipeline_closed"
    assert COUNT.least <= COUNT.value <= COUNT.most


def test_observed_summaries_are_means_of_the_table(targets):
    table = observations("trade_share")
    rows = table[(table["partner"] == "RUS") & table["year"].isin([1998, 1999, 2000])]
    at = targets.labels.index("trade_share KAZ-RUS 1998-2000")
    assert len(rows) == 3
    assert np.sin(targets.observed[at]) ** 2 == pytest.approx(rows["value"].mean())
    assert "trade_share KAZ-EU 1994-1996" not in targets.labels
    assert targets.observed[-1] ** 2 == pytest.approx(COUNT.value)


def test_every_year_of_a_summary_was_observed(targets):
    table = observations()
    for label in targets.labels[:-1]:
        indicator, pair, span = label.split()
        actor, partner = pair.split("-")
        first, last = (int(year) for year in span.split("-"))
        known = table[
            (table["indicator"] == indicator)
            & (table["actor"] == actor)
            & (table["partner"] == partner)
            & table["year"].between(first, last)
        ]
        assert len(known) == last - first + 1, label


def test_summaries_are_those_of_recorded_paths(targets):
    raw = run_ensemble(
        WORLD.pack(), 5, 3, record=["tension", "share"], windows=targets.windows,
        outcomes=["obstructions_by_actor"],
    )  # fmt: skip
    link = np.linspace(0.2, 0.6, 5)
    found = targets.read(raw.windows, raw.outcomes["obstructions_by_actor"], link)
    tension, share = raw.paths["tension"], raw.paths["share"]
    quarters = slice(4 * (2006 - 1992), 4 * (2010 - 1992))
    rus_chn = 0.5 * (tension[:, quarters, 1, 2] + tension[:, quarters, 2, 1]).mean(axis=1)
    at = targets.labels.index("event_conflict_share CHN-RUS 2006-2009")
    assert np.sin(found[:, at]) ** 2 == pytest.approx(link * rus_chn)
    inputs = WORLD.pack()
    trade = inputs.sectors.index("trade")
    quarters = slice(4 * (2011 - 1992), 4 * (2014 - 1992))
    at = targets.labels.index("trade_share KAZ-CHN 2011-2013")
    assert np.sin(found[:, at]) ** 2 == pytest.approx(share[:, quarters, trade, 2].mean(axis=1))
    assert found[:, -1] ** 2 == pytest.approx(raw.outcomes["obstructions_by_actor"][:, 1])


def test_errors_have_their_sizes_and_a_series_keeps_its_offset(targets):
    errors = targets.errors(5, np.arange(4000, dtype=np.uint64))
    for indicator in ("trade_share", "event_conflict_share", "fdi_stock_share"):
        size = ERRORS[indicator]
        columns = [at for at, label in enumerate(targets.labels) if label.startswith(indicator)]
        spread = np.hypot(size.offset, size.noise)
        assert errors[:, columns].std(axis=0) == pytest.approx(spread, rel=0.06)
        together = np.corrcoef(errors[:, columns[0]], errors[:, columns[1]])[0, 1]
        assert together == pytest.approx(size.offset**2 / spread**2, abs=0.06)
    apart = [targets.labels.index(f"trade_share KAZ-{code} 2002-2004") for code in ("CHN", "RUS")]
    assert abs(np.corrcoef(errors[:, apart].T)[0, 1]) < 0.06
    assert errors[:, -1].std() == pytest.approx(ERRORS["obstructions"].noise, rel=0.06)


def test_prior_sets_are_keyed_by_number_and_uniform():
    table, link = prior_sets(4, NUMBERS)
    later, later_link = prior_sets(4, NUMBERS[100:])
    assert np.array_equal(table[100:], later)
    assert np.array_equal(link[100:], later_link)
    low, high = np.array([row.prior for row in PARAMETERS]).T
    assert ((low <= table) & (table <= high)).all()
    assert ((table - low) / (high - low)).mean(axis=0) == pytest.approx(0.5, abs=0.08)
    assert np.abs(np.corrcoef(table[:, :12].T) - np.eye(12)).max() < 0.25
    assert not np.array_equal(prior_sets(5, NUMBERS)[0], table)


def test_units_are_quantiles_of_the_prior():
    ends = np.array([row.row.prior for row in FITTED]).T
    assert to_unit(ends).tolist() == [[0.0] * len(FITTED), [1.0] * len(FITTED)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"start": "1996Q1"}, "starts at 1996"), ({"end": "2012Q4"}, "to the end of 2013")],
)
def test_other_years_are_refused(changes, words):
    with pytest.raises(InputError, match=words):
        Targets(with_overrides(WORLD, changes).pack())
