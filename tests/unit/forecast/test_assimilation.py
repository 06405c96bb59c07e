"""Runs conditioned on figures: what they forget, what they learn, what they must not see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from multivector_sim import load_scenario
from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.errors import InputError
from multivector_sim.forecast.assimilation import Assimilation, ParameterSets
from multivector_sim.forecast.settings import CHOSEN, Settings
from multivector_sim.measurement import Gauge, Series, observed_series
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import PARAMETERS, parameter_index

SECTORS = ("trade", "military", "finance")
INDICATORS = tuple(CHOSEN.observation)


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """The filter finds grievances of pairs by itself: none are given."""
    packed = load_scenario("baseline", {"end": "2015Q4"}).pack()
    return packed.altered(pair_grievance=np.zeros_like(packed.pair_grievance))


def sets_of(inputs: Inputs, members: int, link: float = 0.3) -> ParameterSets:
    return ParameterSets(np.tile(inputs.parameters, (members, 1)), np.full(members, link))


def still() -> Settings:
    """Return settings in which nothing wanders and nothing is learnt."""
    none = dict.fromkeys(INDICATORS, 0.0)
    quiet = dict.fromkeys(SECTORS, 0.0)
    return replace(
        CHOSEN,
        attraction_start=quiet,
        attraction_walk=quiet,
        grievance_start=0.0,
        grievance_walk=0.0,
        offset_start=none,
        offset_walk=none,
        slope_start=none,
        slope_walk=none,
    )


def cases(inputs: Inputs, members: int) -> Cases:
    return Cases(
        np.arange(members, dtype=np.uint64),
        np.zeros(members, dtype=np.int64),
        inputs.parameters[None],
        np.zeros(members, dtype=np.int64),
        np.full((1, len(LEVERS)), np.nan),
    )


def test_without_figures_members_are_plain_runs(inputs: Inputs) -> None:
    """What is expected is then the annual mean of the runs of the compiled engine."""
    series = observed_series()
    none = tuple(row.upto(1900) for row in series)
    filtered = Assimilation(inputs, sets_of(inputs, 20), none, seed=3, settings=still())
    found = filtered.forecast(2015).tension
    ensemble = Ensemble(inputs, outcomes=(), record=["tension"])
    results = ensemble.allocate(20)
    for task in ensemble.tasks(cases(inputs, 20), 3, results):
        task()
    paths = ensemble.unpack(results).paths["tension"]
    years = paths.reshape(20, 24, 4, 5, 5).mean(axis=2)
    assert found == pytest.approx(years, abs=1e-15)


def test_figures_after_the_origin_change_nothing(inputs: Inputs) -> None:
    """The forecast from 2005 is the same whether or not later figures exist."""
    whole = observed_series()
    part = tuple(row.upto(2005) for row in whole)
    wrong = tuple(
        row._replace(values=np.where(row.years > 2005, 1.0 - row.values, row.values))
        for row in whole
    )
    found = []
    for series in (whole, part, wrong):
        filtered = Assimilation(inputs, sets_of(inputs, 30), series, seed=1)
        filtered.run_to(2005)
        found.append(filtered.forecast(2008).values)
    assert (found[0] == found[1]).all()
    assert (found[0] == found[2]).all()


def test_a_forecast_leaves_the_members_as_they_were(inputs: Inputs) -> None:
    filtered = Assimilation(inputs, sets_of(inputs, 20), observed_series(), seed=1)
    filtered.run_to(2003)
    first = filtered.forecast(2006).values
    assert (filtered.forecast(2006).values == first).all()
    other = Assimilation(inputs, sets_of(inputs, 20), observed_series(), seed=1)
    other.run_to(2003)
    other.run_to(2004)
    filtered.run_to(2004)
    assert (filtered.pair_grievance() == other.pair_grievance()).all()


def test_a_known_grievance_is_found(inputs: Inputs) -> None:
    """Figures made by runs with a grievance of one pair: the filter finds pair, sign and size."""
    true = np.zeros((5, 5))
    true[1, 2] = true[2, 1] = 0.15
    series = observed_series()
    pairs = [row for row in series if row.indicator == "event_conflict_share"]
    years = range(1996, 2014)
    made = replace(inputs, pair_grievance=true)
    gauge = Gauge(pairs, made)
    ensemble = Ensemble(made, outcomes=(), windows=gauge.windows(years))
    results = ensemble.allocate(200)
    for task in ensemble.tasks(cases(inputs, 200), 8, results):
        task()
    read = gauge.gather(ensemble.unpack(results).windows, years)
    shown = gauge.expected(read, np.full(200, 0.3)).mean(axis=0)
    figures = [
        Series(row.indicator, row.actor, row.partner, np.array(years), shown[:, k])
        for k, row in enumerate(pairs)
    ]
    quiet = replace(
        still(), grievance_start=0.08, grievance_keep=1.0, observation=dict.fromkeys(INDICATORS, 1)
    )
    filtered = Assimilation(inputs, sets_of(inputs, 400), figures, seed=2, settings=quiet)
    filtered.run_to(2013)
    found = filtered.pair_grievance().mean(axis=0)
    assert found[1, 2] == pytest.approx(0.15, abs=0.06)
    rest = np.abs(found[np.triu_indices(5, 1)])
    assert np.sort(rest)[-2] < found[1, 2] / 2


def test_state_stays_in_its_bounds(inputs: Inputs) -> None:
    generator = np.random.default_rng(4)
    wild = tuple(
        row._replace(values=generator.choice([0.0, 1.0], row.values.size))
        for row in observed_series()
    )
    filtered = Assimilation(inputs, sets_of(inputs, 40), wild, seed=1)
    filtered.run_to(2013)
    members = filtered._members
    share, tension = members.get("share"), members.get("tension")
    assert share.min() >= 0.0
    assert share.sum(axis=2) == pytest.approx(1.0, abs=1e-12)
    assert 0.0 <= tension.min() <= tension.max() <= 1.0
    assert (np.diagonal(tension, axis1=1, axis2=2) == 0.0).all()
    values = filtered.forecast(2015).values
    assert 0.0 <= values.min() <= values.max() <= 1.0


def test_the_value_of_a_member_does_not_hang_on_the_padding(inputs: Inputs) -> None:
    """Members are kept in groups of eight; a last group that is not full is no other."""
    none = tuple(row.upto(1900) for row in observed_series())
    few = Assimilation(inputs, sets_of(inputs, 11), none, seed=1, settings=still())
    many = Assimilation(inputs, sets_of(inputs, 16), none, seed=1, settings=still())
    assert (few.forecast(1995).tension == many.forecast(1995).tension[:11]).all()


def test_quantities_that_do_not_fit_are_told(inputs: Inputs) -> None:
    filtered = Assimilation(inputs, sets_of(inputs, 10), observed_series(), seed=1)
    with pytest.raises(InputError, match="0 are left"):
        filtered.run_to(2020)
    odd = load_scenario("baseline", {"start": "1992Q2"}).pack()
    with pytest.raises(InputError, match="the start of a year"):
        Assimilation(odd, sets_of(odd, 10), observed_series(), seed=1)


def test_parameters_are_those_given(inputs: Inputs) -> None:
    """Members with another reaction go another way: the sets reach the runs."""
    sets = sets_of(inputs, 20)
    other = sets.values.copy()
    other[:, parameter_index("reaction")] = 0.6
    assert other.shape[1] == len(PARAMETERS)
    none = tuple(row.upto(1900) for row in observed_series())
    calm = Assimilation(inputs, sets, none, seed=1, settings=still())
    tense = Assimilation(inputs, ParameterSets(other, sets.link), none, seed=1, settings=still())
    assert tense.forecast(1999).tension.mean() > 1.2 * calm.forecast(1999).tension.mean()
