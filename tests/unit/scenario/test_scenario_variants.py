"""Variants of a scenario against the scenario read and packed as a whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import multivector_sim as mv
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.model.inputs import Inputs
from multivector_sim.scenario import Scenario, scenario_from_dict, with_overrides
from multivector_sim.scenario.chance import realise
from multivector_sim.scenario.numbers import Number, numbers
from multivector_sim.scenario.variants import Variants
from sizes import examples

RICH = {
    "shocks": [
        {"id": "slump", "label": "x", "on": "price", "from": 2008, "to": 2010, "times": 0.5}
        | {"fade": 1.0, "source": "judgement"},
        {"id": "push", "label": "x", "on": "institution.RUS-CHN", "from": 1998, "plus": -0.01}
        | {"source": "judgement", "to": 1999},
        {"id": "less", "label": "x", "on": "demand.RUS", "from": 2012, "times": 0.9}
        | {"source": "judgement"},
    ],
    "policy.triggers": [
        {"id": "calm", "when": "tension.RUS-CHN", "above": 0.4, "back": 0.3}
        | {"set": {"concession": 0.9, "favour": {"RUS": 0.2}}, "source": "judgement"}
    ],
    "policy.favour.RUS": 0.5,
    "policy.phases": [
        {"from": 1995, "inclusion": 0.8, "leveraging": 0.4, "over": 2.0, "source": "judgement"},
        {"from": 2005, "retention": 0.6, "favour": {"CHN": 1.0}, "source": "judgement"},
    ],
    "timelines.capability.RUS": 0.3,
    "timelines.bias": {"RUS": {"CHN": {"points": [[2000, 0.0], [2010, 0.1]], "source": "x"}}},
    "forced_actions": [
        {"actor": "RUS", "action": "obstruct", "from": 2006, "to": 2007, "source": "judgement"}
    ],
    "parameters": {"reaction": 0.25},
}
NAMES = ("baseline", "rich", "pipeline_closed", "cheap_oil", "with_turkey", "country_georgia")


@cache
def scenario_of(name: str) -> Scenario:
    return mv.load_scenario("baseline", RICH) if name == "rich" else mv.load_scenario(name)


@cache
def numbers_of(name: str) -> dict[str, Number]:
    return numbers(scenario_of(name))


def assert_same(found: Inputs, expected: Inputs) -> None:
    """Assert that two packed scenarios have the same bits in every field."""
    for field in dataclasses.fields(Inputs):
        one, other = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(other, np.ndarray):
            assert one.dtype == other.dtype, field.name
            assert one.tobytes() == other.tobytes(), field.name
        else:
            assert one == other, field.name


def leaves(data: Any, key: tuple[str, ...] = ()) -> Iterator[tuple[str, float]]:
    """Yield dotted key and value of every number in plain data."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, (*key, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            name = value.get("id", index) if isinstance(value, dict) else index
            yield from leaves(value, (*key, str(name)))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield ".".join(key), data


def as_given(number: Number, value: float) -> float:
    return int(value) if number.is_whole and float(value).is_integer() else value


def outcome(make: Any) -> Inputs | list[str]:
    """Return what packing gives, or the faults that it tells."""
    try:
        result: Inputs = make()
    except ScenarioError as error:
        return error.faults
    return result


def assert_agrees(name: str, changes: dict[str, float]) -> bool:
    """Assert that variants and overrides give the same inputs, or the same faults."""
    scenario, known = scenario_of(name), numbers_of(name)
    set_ = {key: as_given(known[key], value) for key, value in changes.items()}
    expected = outcome(lambda: with_overrides(scenario, set_).pack())
    variants = Variants(scenario, list(changes))
    found = outcome(lambda: variants.inputs(list(changes.values())))
    if isinstance(expected, list):
        assert found == expected
        return False
    assert isinstance(found, Inputs), found
    assert_same(found, expected)
    return True


def near(number: Number, value: float) -> float:
    """Return another number close by that the range allows."""
    if number.is_whole or number.is_date:
        return value
    moved = [value * 0.9 + 0.01, value * 0.9]
    return next((one for one in moved if number.allows(one)), value)


@pytest.mark.parametrize("name", [pytest.param("baseline", marks=pytest.mark.full), "rich"])
def test_every_number_of_a_scenario_can_be_varied(name: str) -> None:
    """One key at a time: a number beside it, and of every tenth the number itself."""
    known, count = numbers_of(name), 0
    for place, (key, value) in enumerate(leaves(scenario_of(name).dump())):
        assert known[key].allows(value), key
        if place % 10 == 0:
            assert assert_agrees(name, {key: value}), key
        count += assert_agrees(name, {key: near(known[key], value)})
    assert count > 250


@pytest.mark.parametrize("name", NAMES)
def test_numbers_that_are_not_given_can_be_set(name: str) -> None:
    """Parameters, timelines and levers that the scenario leaves out, all of them."""
    given = dict(leaves(scenario_of(name).dump()))
    missing = [key for key in numbers_of(name) if key not in given]
    assert len(missing) > 100
    agreed = 0
    for key in missing[:: 1 if name == "baseline" else 7]:
        number = numbers_of(name)[key]
        low = number.low if number.low is not None else 0.0
        value = low + 0.25 * ((number.high if number.high is not None else 1.0) - low)
        agreed += assert_agrees(name, {key: 0.25 if number.allows(0.25) else value})
    assert agreed > 10


@st.composite
def variations(draw: st.DrawFn) -> tuple[str, dict[str, float]]:
    """Return a scenario and numbers, most of them within their ranges."""
    name = draw(st.sampled_from(NAMES))
    known = numbers_of(name)
    given = dict(leaves(scenario_of(name).dump()))
    keys = draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=4, unique=True))
    changes = {}
    for key in keys:
        number = known[key]
        low = number.low if number.low is not None else -1.0
        high = number.high if number.high is not None and number.high < 1e4 else low + 2.0
        values = st.floats(low, high)
        if number.is_date:
            values = st.sampled_from([given.get(key, 2004.0) + step for step in (0, 0.25, 1, -3)])
        elif number.is_whole:
            values = st.integers(int(low), int(high)).map(float)
        odd = st.sampled_from([-0.5, 0.0, 1.0, 1.5, high + 1, float("nan"), float("inf")])
        changes[key] = draw(st.one_of(values, values, values, odd))
    return name, changes


@settings(max_examples=examples(90))
@given(variations())
def test_variants_agree_with_overrides(case: tuple[str, dict[str, float]]) -> None:
    assert_agrees(*case)


@pytest.mark.parametrize(
    "changes",
    [
        # What two keys touch together, and in which order.
        {"policy.inclusion": 0.5, "policy.phases.0.inclusion": 0.1},
        {"policy.phases.0.inclusion": 0.1, "policy.inclusion": 0.5},
        {"policy.concession": 0.5, "policy.triggers.calm.set.concession": 0.1},
        {"policy.concession": 0.5, "policy.favour.RUS": 0.1, "policy.skill": 0.2},
        {"timelines.spare": 0.1, "timelines.spare.points.0.1": 0.2},
        {"timelines.demand.CHN.points.0.1": 0.2, "timelines.demand.CHN": 0.1},
        {"sectors.trade.initial_share.KAZ": 0.1, "sectors.trade.initial_share.RUS": 0.7},
        {"sectors.trade.weight": 0.1, "sectors.finance.weight": 0.2},
        {"shocks.slump.times": 0.7, "timelines.price": 2.0, "shocks.less.times": 1.1},
        {"drivers.price.divided_by": 60.0, "shocks.slump.fade": 2.0},
        {"shocks.slump.from": 2009.5, "shocks.slump.to": 2010.5},
        {"events.crimea_2014_usa.from": 2027.0},  # beyond the run: left out
        {"policy.phases.1.from": 1996.0, "policy.phases.0.from": 1995.5},
        {"policy.treaties.0.at": 2011.0, "policy.treaties.0.size": 0.1},
        {"actors.RUS.id": 2.0, "actors.CHN.id": 1.0},
        {"substeps": 4.0, "seed": 7.0},
        {"timelines.demand.CHN.points.1.0": 2001.0, "timelines.demand.CHN.evidence.0.0": 2001.0},
    ],
    ids=lambda changes: " and ".join(changes),
)
def test_numbers_set_together(changes: dict[str, float]) -> None:
    whole = {"actors.RUS.id", "actors.CHN.id", "substeps", "seed"}
    scenario = scenario_of("rich")
    expected = outcome(
        lambda: with_overrides(
            scenario, {key: int(v) if key in whole else v for key, v in changes.items()}
        ).pack()
    )
    refused = {"timelines.spare.points.0.1", "actors.RUS.id"}  # the series is gone; so is an order
    assert isinstance(expected, Inputs) != bool(refused & changes.keys())
    found = outcome(lambda: Variants(scenario, list(changes)).inputs(list(changes.values())))
    if isinstance(expected, Inputs):
        assert isinstance(found, Inputs)
        assert_same(found, expected)
    else:
        assert found == expected


REFUSED = {
    "timelines.spare": (1.5, "received 1.5; allowed: 0 to 1, unit 1"),
    "actors.RUS.proximity": (-0.1, "must be at least 0; received -0.1"),
    "sectors.trade.initial_share.KAZ": (0.9, "shares must sum to one; received a sum of 1.7"),
    "sectors.trade.weight": (0.3, "weights must sum to one; received a sum of 1.1"),
    "sectors.upstream.attraction.RUS": (0.0, "must be more than 0; received 0"),
    "shocks.slump.times": (200.0, "takes price to"),
    "timelines.price": (90.0, "takes price to"),
    "policy.phases.1.from": (1994.0, "phases must follow in time"),
    "events.kosovo_1999.to": (1999.0, "to must be later than from 1999; received 1999"),
    "parameters.reaction": (-0.1, "received -0.1; allowed: at least 0"),
    "parameters.fatigue": (float("nan"), "a finite number is needed"),
    "timelines.demand.CHN.points.1.0": (1990.0, "dates must rise from pair to pair"),
    "timelines.demand.CHN.points.2.0": (2007.0, "no point or step has the date"),
    "policy.triggers.calm.back": (0.5, "back must lie at or before the threshold"),
    "policy.treaties.0.at": (2014.3, "a second treaty with RUS in 2014Q2"),
    "runs": (1.5, "a whole number is needed; received 1.5"),
}


@pytest.mark.parametrize("key", REFUSED)
def test_a_value_that_is_not_allowed_is_named(key: str) -> None:
    value, words = REFUSED[key]
    changes = {"shocks.slump.times": 3.0} if key == "timelines.price" else {}
    scenario = with_overrides(scenario_of("rich"), changes)
    variants = Variants(scenario, ["parameters.overlap_friction", key])
    with pytest.raises(ScenarioError) as caught:
        variants.inputs([0.2, value])
    assert words in str(caught.value)
    section = key.split(".")[0]
    assert section in str(caught.value) or "shocks" in str(caught.value)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("timelines.spar", "names no number; did you mean 'timelines.spare'?"),
        ("parameters.reacton", "did you mean 'parameters.reaction'?"),
        ("events.crimea_2014.size", "did you mean 'events.crimea_2014_eu.size'?"),
        ("actors.RUS.name", "names no number"),
        ("mechanisms.sco", "names no number"),
        ("timelines.spare.value", "names no number"),
        ("events.99.size", "names no number"),
        ("", "names no number"),
        ("..", "names no number"),
    ],
)
def test_a_key_that_names_no_number_is_told(key: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Variants(scenario_of("baseline"), ["timelines.spare", key])
    assert words in str(caught.value)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("values", [[], [0.1, 0.2], ["much"], [None], [[0.1]]])
def test_values_are_as_many_numbers_as_keys(values: Any) -> None:
    with pytest.raises(InputError, match=r"values: .* received; .* needed"):
        Variants(scenario_of("baseline"), ["timelines.spare"]).inputs(values)


def test_a_scenario_without_keys_is_itself() -> None:
    assert_same(Variants(scenario_of("rich"), []).inputs([]), scenario_of("rich").pack())


def test_variants_leave_each_other_alone() -> None:
    keys = ["timelines.spare", "actors.RUS.proximity", "shocks.slump.times"]
    variants = Variants(scenario_of("rich"), keys)
    first = variants.inputs([0.1, 0.5, 0.6])
    copies = {name: array.copy() for name, array in vars(first).items() if name in first.shapes()}
    other = variants.inputs([0.2, 0.9, 0.4])
    assert all(
        (getattr(first, name) == array).all()
        for name, array in copies.items()
        if name != "kept_share"
    )
    changed = {
        name for name in copies if getattr(first, name).tobytes() != getattr(other, name).tobytes()
    }
    assert changed == {"spare", "proximity", "price"}
    assert_same(variants.inputs([0.1, 0.5, 0.6]), first)


def test_entries_go_by_id_or_position() -> None:
    scenario = scenario_of("rich")
    by_id = Variants(scenario, ["shocks.less.times"]).inputs([0.8])
    assert_same(Variants(scenario, ["shocks.2.times"]).inputs([0.8]), by_id)
    twice = Variants(scenario, ["shocks.2.times", "shocks.less.times"]).inputs([0.3, 0.8])
    assert_same(twice, by_id)


def test_what_is_left_to_chance_is_checked_at_its_ends() -> None:
    """A price that only the largest shock that can be drawn takes out of range is refused."""
    unsure = mv.load_scenario(scenario_of("rich"), {"shocks.slump.times": {"uniform": [0.5, 3.0]}})
    variants = Variants(unsure, ["timelines.price"])
    assert_same(variants.inputs([2.0]), with_overrides(unsure, {"timelines.price": 2.0}).pack())
    for make in (variants.inputs, lambda values: with_overrides(unsure, {"timelines.price": 50.0})):
        with pytest.raises(ScenarioError, match="the highest number that can be drawn"):
            make([50.0])
    # Once the shock itself is set, nothing of it is drawn.
    both = Variants(unsure, ["timelines.price", "shocks.slump.times"])
    assert both.inputs([50.0, 1.0]).price.max() == 50.0


DRAWN = {
    "policy.inclusion": {"uniform": [0.1, 0.5]},
    "timelines.spare": {"uniform": [0.0, 0.4]},
    "timelines.demand.CHN.points.1.1": {"uniform": [0.1, 0.4]},
    "shocks.slump.from": {"uniform": [2007, 2009]},
    "policy.phases.0.leveraging": {"uniform": [0.1, 0.5]},
    "parameters.reaction": {"uniform": [0.1, 0.5]},
}


@settings(max_examples=30)
@given(st.lists(st.floats(0.01, 0.99), min_size=len(DRAWN), max_size=len(DRAWN)))
def test_drawn_numbers_are_put_where_they_are_realised(shares: list[float]) -> None:
    # As a file says it, where a lever that is drawn keeps its phases.
    unsure = scenario_from_dict({**scenario_of("rich").dump(), "chance": DRAWN})
    keys = list(unsure.chance)
    assert set(keys) == set(DRAWN)
    values = [
        float(unsure.chance[key].quantile(np.array([u]))[0])
        for key, u in zip(keys, shares, strict=True)
    ]
    expected = realise(unsure, dict(zip(keys, values, strict=True))).pack()
    assert_same(Variants(unsure, keys, drawn=True).inputs(values), expected)
    # Negative control: a lever that is set, and not drawn, leaves its phases.
    set_ = Variants(unsure, ["policy.inclusion"]).inputs([values[keys.index("policy.inclusion")]])
    assert (set_.levers[:, 0] == set_.levers[0, 0]).all()
    assert not (expected.levers[:, 0] == expected.levers[0, 0]).all()


def test_a_drawn_number_out_of_range_is_told() -> None:
    unsure = mv.load_scenario("baseline", {"policy.skill": {"uniform": [0.1, 0.5]}})
    with pytest.raises(ScenarioError, match=r"policy\.skill: received 2; allowed: 0 to 1"):
        Variants(unsure, ["policy.skill"], drawn=True).inputs([2.0])
