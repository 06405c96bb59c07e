"""The shipped questions: their headers, and their numbers against those that were asked for."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from multivector_sim.model.actors import ACTIONS, LEVERS, NO_FORCE
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import PARAMETER_NAMES
from multivector_sim.scenario import list_scenarios, load_scenario
from update_scenario_list import PAGE, refresh

KAZ, RUS, CHN, USA, EU = range(5)
LISTED = {row.name: row for row in list_scenarios()}
SIDED = {"inclusion": 0, "concession": 0.5, "persuasion": 0, "leveraging": 0, "retention": 0}


def packed(name: str) -> Inputs:
    return load_scenario(name).pack()


def differences(name: str, other: str) -> dict[str, np.ndarray]:
    """Return first minus second of every array in which two scenarios of one horizon differ."""
    first, second = packed(name), packed(other)
    found = {}
    for field in first.shapes():
        ours, theirs = getattr(first, field), getattr(second, field)
        if not np.array_equal(ours, theirs, equal_nan=ours.dtype.kind == "f"):
            found[field] = ours.astype(float) - theirs
    return found


def years(inputs: Inputs) -> np.ndarray:
    return inputs.start + np.arange(inputs.quarters) / 4


def inside(inputs: Inputs, since: float, until: float = math.inf) -> np.ndarray:
    return (years(inputs) >= since) & (years(inputs) < until)


@pytest.mark.parametrize("name", LISTED)
def test_a_header_says_what_a_reader_needs(name: str) -> None:
    row = LISTED[name]
    assert row.question.endswith("?")
    assert min(map(len, (row.setup, row.expected, row.surprise))) > 30
    assert 5 < len(row.title) <= 80
    words = re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+", row.setup)
    known = {*LISTED, *PARAMETER_NAMES}
    assert [word for word in words if not any(one.startswith(word) for one in known)] == []
    loaded = load_scenario(name)
    assert (loaded.runs, loaded.seed) == (500, 1)
    assert loaded.quarters in (108, 136, 172)


def test_every_question_has_a_scenario() -> None:
    tags = {tag for row in LISTED.values() for tag in row.tags}
    assert {f"question_{number:02}" for number in range(1, 16)} <= tags
    carried_on = {name for name, row in LISTED.items() if "carried_on" in row.tags}
    assert all(packed(name).quarters == 172 for name in carried_on)
    for number in (11, 12, 13, 14):
        asked = {name for name, row in LISTED.items() if f"question_{number}" in row.tags}
        assert asked <= carried_on


def test_the_page_lists_every_scenario() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert refresh(text) == text, "run: python tests/update_scenario_list.py"
    assert refresh(text.replace("Merit tenders", "Marit tenders")) == text


def test_two_horizons_of_the_recorded_path() -> None:
    whole, short, long = packed("baseline"), packed("baseline_2018"), packed("baseline_2034")
    assert (short.quarters, long.quarters) == (108, 172)
    np.testing.assert_array_equal(short.levers, whole.levers[:108])
    np.testing.assert_array_equal(short.event_grievance, whole.event_grievance[:108])
    np.testing.assert_array_equal(long.demand[:136], whole.demand)
    assert (long.demand[136:] == long.demand[135]).all()
    assert (long.event_grievance[136:] == long.event_grievance[135]).all()


@pytest.mark.parametrize(
    ("name", "since", "levers", "favour"),
    [
        ("bandwagon_russia_2000", 2000, SIDED, {RUS: 2.5}),
        ("bandwagon_china_2005", 2005, SIDED, {CHN: 2.5}),
        ("pro_west_turn_2013", 2013.75, {**SIDED, "concession": 0}, {USA: 2, EU: 2}),
    ],
)
def test_a_turn_takes_the_columns_of_the_constant_course(name, since, levers, favour) -> None:
    turned, before = packed(name), packed("baseline")
    after = inside(turned, since)
    for lever, level in levers.items():
        assert set(turned.levers[after, LEVERS.index(lever)]) == {level}
    assert (turned.levers[after][:, [5, 6, 7]] == [1, 0.8, 0.8]).all()
    assert (turned.favour[after] == [favour.get(actor, 0) for actor in range(5)]).all()
    assert not turned.treaty[after].any()
    for field in ("levers", "favour", "treaty"):
        np.testing.assert_array_equal(
            getattr(turned, field)[~after], getattr(before, field)[~after]
        )


@pytest.mark.parametrize("name", ["pro_west_turn_2013", "bloc_choice_2013"])
def test_the_quarrel_over_the_choice_lasts_five_quarters(name: str) -> None:
    found = differences(name, "baseline")
    expected = np.zeros_like(found["event_grievance"])
    during = inside(packed(name), 2013.75, 2015)
    for power in (USA, EU):
        expected[during, RUS, power] = expected[during, power, RUS] = 0.2
    np.testing.assert_allclose(found.pop("event_grievance"), expected, atol=1e-15)
    assert set(found) == ({"levers", "favour", "treaty"} if name.startswith("pro") else set())


@pytest.mark.parametrize("more", [0, 0.2, 0.5])
def test_closed_pipelines_and_other_routes(more: float) -> None:
    tail = f"_spare_{more * 100:.0f}" if more else ""
    open_one = f"pipeline_open{tail}" if more else "baseline"
    found = differences(f"pipeline_closed{tail}", open_one)
    assert set(found) == {"forced_action"}
    inputs = packed(f"pipeline_closed{tail}")
    acting = inside(inputs, 1993.5, 1994.5) | inside(inputs, 2022.25, 2022.75)
    assert acting.sum() == 6
    assert (inputs.forced_action[acting, RUS] == ACTIONS.index("obstruct")).all()
    assert (inputs.forced_action[~acting] == NO_FORCE).all()
    np.testing.assert_allclose(inputs.spare, packed("baseline").spare + more, rtol=1e-12)


def test_a_slump_scales_demand_and_price() -> None:
    inputs, plain = packed("oil_slump_2008"), packed("baseline")
    during = inside(inputs, 2008.5, 2010.5)
    np.testing.assert_allclose(inputs.price, plain.price * np.where(during, 0.5, 1))
    np.testing.assert_allclose(
        inputs.demand[:, RUS], plain.demand[:, RUS] * np.where(during, 0.6, 1)
    )
    assert set(differences("oil_slump_2008", "baseline")) == {"price", "demand"}


@pytest.mark.parametrize(
    ("name", "other", "since", "usa", "eu"),
    [
        ("no_crimea_2014", "baseline", 2014, -0.30, -0.12),
        ("no_war_2022", "baseline", 2022, -1.5, -1.0),
    ],
)
def test_events_left_out(name: str, other: str, since: float, usa: float, eu: float) -> None:
    found = differences(name, other)
    assert set(found) == {"event_grievance"}
    acting = inside(packed(name), since)
    np.testing.assert_allclose(found["event_grievance"][acting, RUS, USA], usa)
    np.testing.assert_allclose(found["event_grievance"][acting, EU, RUS], eu)
    assert not found["event_grievance"][~acting].any()


@pytest.mark.parametrize(
    ("name", "other", "power", "since"),
    [
        ("war_2022", "baseline", RUS, 2022),
        ("china_slowdown_2026", "baseline_2034", CHN, 2026),
    ],
)
def test_a_smaller_bidder(name: str, other: str, power: int, since: float) -> None:
    inputs, plain = packed(name), packed(other)
    logs = np.log(inputs.size[:, power]) - np.log(plain.size[:, power])
    np.testing.assert_allclose(logs, np.where(inside(inputs, since), -0.3, 0), atol=1e-9)
    np.testing.assert_array_equal(inputs.capability, plain.capability)


def test_a_slow_china_wants_half() -> None:
    inputs = packed("china_slowdown_2026")
    assert set(inputs.demand[inside(inputs, 2026), CHN]) == {0.35}


@pytest.mark.parametrize(
    ("name", "concession", "guarantee"),
    [
        ("gas_union_refused", 0, 0),
        ("gas_union_refused_guarantee", 0, 0.1),
        ("gas_union_accepted", 1, 0),
    ],
)
def test_gas_union(name: str, concession: float, guarantee: float) -> None:
    inputs = packed(name)
    during = inside(inputs, 2022.75, 2023.75)
    assert during.sum() == 4
    assert (inputs.forced_action[during, RUS] == ACTIONS.index("demand")).all()
    assert (inputs.forced_action[~during] == NO_FORCE).all()
    column = inputs.levers[:, LEVERS.index("concession")]
    np.testing.assert_array_equal(column, np.where(during, concession, 0.6))
    assert (inputs.guarantee[inside(inputs, 2022.5), RUS] == guarantee).all()
    assert not inputs.guarantee[~inside(inputs, 2022.5)].any()
    assert set(differences(name, "baseline_2034")) <= {"forced_action", "levers", "guarantee"}


@pytest.mark.parametrize(("corridor", "more"), [(3, 0.05), (6, 0.10), (10, 0.18)])
def test_a_corridor_before_a_closure(corridor: int, more: float) -> None:
    reference = packed("pipeline_closed_2028")
    acting = inside(reference, 2028, 2029)
    assert (reference.forced_action[acting, RUS] == ACTIONS.index("obstruct")).all()
    assert (reference.forced_action[~acting] == NO_FORCE).all()
    found = differences(f"pipeline_closed_2028_corridor_{corridor}", "pipeline_closed_2028")
    assert set(found) == {"spare"}
    np.testing.assert_allclose(
        found["spare"], np.where(inside(reference, 2027), more, 0), atol=1e-15
    )


def test_american_bids_with_and_without_the_pact() -> None:
    found = differences("us_turn_2025", "baseline_2034")
    assert set(found) == {"demand"}
    inputs = packed("us_turn_2025")
    late = inside(inputs, 2025.75)
    np.testing.assert_allclose(found["demand"][:, USA], np.where(late, 0.4, 0), atol=1e-15)
    found = differences("us_turn_2025", "us_turn_2025_no_pact")
    assert set(found) == {"treaty"}
    assert np.argwhere(found["treaty"]).tolist() == [[135, RUS]]


def test_conditions_of_success() -> None:
    for name, skill, institutions in (
        ("weak_skill", 0.2, 0.8),
        ("weak_institutions", 0.8, 0.3),
        ("weak_state", 0.2, 0.3),
    ):
        inputs = packed(name)
        assert (inputs.levers == [0.8, 0.6, 0.8, 0.4, 0.6, 1, skill, institutions]).all()
        assert set(differences(name, "multivector")) == {"levers"}
    cheap, plain = packed("cheap_oil"), packed("multivector")
    np.testing.assert_allclose(cheap.price, plain.price / 2)
    np.testing.assert_allclose(cheap.demand, plain.demand / 2)
    assert set(differences("cheap_oil", "multivector")) == {"price", "demand"}
    assert not packed("no_gateway").spare.any()
    assert set(differences("no_gateway", "multivector")) == {"spare"}


def test_the_constant_course_to_the_west_and_the_turn_name_each_other() -> None:
    folder = Path(PAGE).parents[1] / "scenarios"
    constant = (folder / "pro_west.yaml").read_text(encoding="utf-8")
    turn = (folder / "pro_west_turn_2013.yaml").read_text(encoding="utf-8")
    assert "constant" in LISTED["pro_west"].tags
    assert "constant" not in LISTED["pro_west_turn_2013"].tags
    assert "pro_west_turn_2013" in constant
    assert "pro_west" in turn
