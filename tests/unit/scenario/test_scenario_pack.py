"""Packed numbers against arithmetic done by hand from the specification and the data file."""

from __future__ import annotations

import typing

import numpy as np
import pytest

from multivector_sim.model.actors import ACTIONS, LEVERS, MECHANISMS, NO_FORCE, SECTOR_ROLES
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.model.parameters import DEFAULTS, PARAMETER_NAMES, parameter_index
from multivector_sim.scenario import list_scenarios, load_scenario
from multivector_sim.scenario.policy import ForcedAction, Policy
from multivector_sim.scenario.series import Series
from multivector_sim.scenario.spec import Mechanisms, Sector
from multivector_sim.scenario.timeline import evaluate, inside, lever_path

KAZ, RUS, CHN, USA, EU = range(5)
UPSTREAM, ROUTES, TRADE, MILITARY, FINANCE = range(5)


def quarter(year: float) -> int:
    """Index of the quarter that starts in a year of the baseline."""
    return round((year - 1992) * 4)


@pytest.fixture(scope="module")
def baseline() -> Inputs:
    return load_scenario("baseline").pack()


def test_order_of_actors_sectors_and_quarters(baseline: Inputs) -> None:
    assert baseline.actors == ("KAZ", "RUS", "CHN", "USA", "EU")
    assert baseline.sectors == ("upstream", "routes", "trade", "military", "finance")
    assert baseline.roles == ("resource", "transit", "market", "security", "finance")
    assert (baseline.start, baseline.quarters, baseline.substeps) == (1992.0, 136, 1)
    assert baseline.actor_id.tolist() == [0, 1, 2, 3, 4]


def test_capability_before_the_first_figure_is_that_of_1992(baseline: Inputs) -> None:
    # GDP in billion USD and CINC of 1992, as the data file has them.
    gdp = {"RUS": 460.3, "CHN": 426.9, "USA": 6520.0, "EU": 7392.0}
    cinc = {"RUS": 0.06722, "CHN": 0.1238, "USA": 0.1485, "EU": 0.1362}
    expected = (gdp["RUS"] / sum(gdp.values()) + cinc["RUS"] / sum(cinc.values())) / 2
    assert baseline.capability[quarter(1992.0), RUS] == pytest.approx(expected, rel=1e-12)
    assert (baseline.capability[:3, 1:] == baseline.capability[0, 1:]).all()


def test_capability_interpolates_before_it_takes_shares(baseline: Inputs) -> None:
    # 2009Q1 starts half way between mid-2008 and mid-2009.
    def middle(first: float, second: float) -> float:
        return (first + second) / 2

    gdp = [middle(1661, 1223), middle(4594, 5102), middle(14770, 14480), middle(16300, 14760)]
    cinc = [middle(0.04087, 0.0392), middle(0.1906, 0.2095)]
    cinc += [middle(0.1478, 0.1459), middle(0.1063, 0.09749)]
    for index, actor in enumerate((RUS, CHN, USA, EU)):
        expected = (gdp[index] / sum(gdp) + cinc[index] / sum(cinc)) / 2
        assert baseline.capability[quarter(2009.0), actor] == pytest.approx(expected, rel=1e-12)


def test_capabilities_are_shares(baseline: Inputs) -> None:
    np.testing.assert_allclose(baseline.capability[:, 1:].sum(axis=1), 1, rtol=1e-14)
    assert (baseline.capability[:, KAZ] == 0).all()


def test_size_is_one_at_the_middle_of_1998(baseline: Inputs) -> None:
    np.testing.assert_allclose(baseline.size[quarter(1998.5), 1:], 1, rtol=1e-15)
    # 2023 is the last figure: RUS 2.02 over .271 trillion USD, carried on.
    assert baseline.size[quarter(2025.75), RUS] == pytest.approx(2.02 / 0.271, rel=5e-3)
    assert baseline.size[quarter(2025.75), RUS] == baseline.size[quarter(2023.5), RUS]


def test_price_by_hand(baseline: Inputs) -> None:
    assert baseline.price[quarter(1992.0)] == pytest.approx(19.31 / 55)
    assert baseline.price[quarter(1992.75)] == pytest.approx((0.75 * 19.31 + 0.25 * 17.02) / 55)
    assert baseline.price[quarter(2008.5)] == pytest.approx(97.64 / 55)
    assert baseline.price[quarter(2025.0)] == baseline.price[quarter(2024.5)]


def test_demand_and_spare_by_hand(baseline: Inputs) -> None:
    assert baseline.demand[quarter(1995.0), RUS] == pytest.approx(0.30)
    assert baseline.demand[quarter(2008.75), RUS] == pytest.approx(0.50)
    assert baseline.demand[quarter(2022.0), RUS] == pytest.approx(0.45 - 0.1 * 0.1 / 0.3)
    assert baseline.demand[quarter(2025.75), CHN] == 0.7
    assert baseline.demand[quarter(2018.0), USA] == pytest.approx(0.425)
    assert baseline.demand[quarter(2022.25), EU] == 0.65
    assert baseline.spare[quarter(2001.75)] == pytest.approx(0.065)
    assert (baseline.guarantee == 0).all()


def test_institution_steps_and_regime_rises(baseline: Inputs) -> None:
    steps = [baseline.institution[quarter(year), RUS, CHN] for year in (1996, 1996.25, 2001.25)]
    assert steps == [0, 0.4, 0.4]
    assert baseline.institution[quarter(2001.5), CHN, RUS] == 1
    assert (baseline.institution[:, USA, EU] == 1).all()
    assert baseline.institution[:, RUS, USA].max() == 0
    rising = [baseline.regime[quarter(year), RUS, CHN] for year in (2003.5, 2004.5, 2005.5, 2020)]
    assert rising == pytest.approx([0.3, 0.65, 1, 1])
    assert baseline.regime[0, CHN, RUS] == 0.3


def test_events_hold_from_their_first_to_before_their_last_moment(baseline: Inputs) -> None:
    both = baseline.event_grievance
    at = [both[quarter(year), RUS, USA] for year in (2008.25, 2008.5, 2008.75, 2009.0, 2009.25)]
    assert at == pytest.approx([0.05, 0.55, 0.55, 0.55, 0.05])
    assert both[quarter(1998.75), RUS, USA] == 0
    assert both[quarter(1999.5), USA, RUS] == 0.15
    assert both[quarter(1999.75), USA, RUS] == 0
    assert both[quarter(2022.0), RUS, USA] == pytest.approx(0.05 + 0.05 + 0.30 + 1.5)
    assert both[quarter(2025.75), RUS, EU] == pytest.approx(1.12)
    assert both[quarter(2025.75), CHN, USA] == pytest.approx(0.05 + 0.15 + 0.08)
    assert both[quarter(2025.75), CHN, EU] == pytest.approx(0.04)
    assert (both == both.transpose(0, 2, 1)).all()
    assert (both[:, RUS, CHN] == 0).all()
    assert (both[:, KAZ] == 0).all()


def test_base_grievance_is_directed(baseline: Inputs) -> None:
    expected = [
        [0, 0.03, 0.02, 0.02, 0.02],
        [0.02, 0, 0.03, 0.12, 0.06],
        [0.015, 0.02, 0, 0.11, 0.01],
        [0.02, 0.10, 0.11, 0, 0.02],
        [0.02, 0.06, 0.01, 0.02, 0],
    ]
    assert baseline.base_grievance[0].tolist() == expected
    assert (baseline.base_grievance == baseline.base_grievance[0]).all()


def test_initial_state(baseline: Inputs) -> None:
    np.testing.assert_allclose(baseline.initial_share.sum(axis=1), 1, rtol=1e-15)
    assert baseline.initial_share[ROUTES].tolist() == [0.05, 0.95, 0, 0, 0]
    assert baseline.initial_share[TRADE].tolist() == [0.20, 0.60, 0.05, 0.02, 0.13]
    assert baseline.initial_tension[RUS].tolist() == [0.08, 0, 0.10, 0.25, 0.15]
    assert (baseline.initial_tension == baseline.initial_tension.T).all()
    assert baseline.proximity.tolist() == [0, 1, 0.8, 0.2, 0.3]
    assert baseline.salience[USA].tolist() == [1.6, 0.6, 0.4, 0.6, 0.8]


def test_award_rules(baseline: Inputs) -> None:
    assert baseline.sector_weight.tolist() == [0.30, 0.25, 0.20, 0.15, 0.10]
    assert baseline.exclusivity.tolist() == [1, 0.5, 0, 0, 0.5]
    assert baseline.steering.tolist() == [1, 1, 0.2, 0.6, 0.7]
    assert baseline.cedable.tolist() == [True, True, False, False, False]
    assert np.isnan(baseline.kept_share[[UPSTREAM, ROUTES, FINANCE]]).all()
    assert baseline.kept_share[[TRADE, MILITARY]].tolist() == [0.28, 0.06]
    assert baseline.attraction[UPSTREAM, 1:].tolist() == [0.12, 0.12, 0.30, 0.28]
    named = np.full((5, 5), NO_PARAMETER)
    named[TRADE, RUS] = parameter_index("russia_trade_attraction")
    assert (baseline.attraction_parameter == named).all()
    elasticities = [NO_PARAMETER] * 5
    elasticities[TRADE] = parameter_index("trade_growth_elasticity")
    assert baseline.size_elasticity_parameter.tolist() == elasticities
    assert baseline.size_elasticity[[0, 1, 3, 4]].tolist() == [0.2, 0.15, 0, 0.3]


def test_historical_policy(baseline: Inputs) -> None:
    lever = {name: baseline.levers[:, index] for index, name in enumerate(LEVERS)}
    assert lever["inclusion"][[0, 11, 12, 135]].tolist() == [0.2, 0.2, 0.8, 0.8]
    assert lever["leveraging"][[0, 11, 12, 135]].tolist() == [0.2, 0.2, 0.4, 0.4]
    assert lever["retention"][[0, 51, 52, 135]].tolist() == [0.3, 0.3, 0.6, 0.6]
    for name, level in (("concession", 0.6), ("persuasion", 0.8), ("openness", 1), ("skill", 0.8)):
        assert set(lever[name]) == {level}
    pulses = {
        (t, p): baseline.treaty[t, p] for t, p in zip(*baseline.treaty.nonzero(), strict=True)
    }
    assert pulses == {
        (quarter(2010.0), RUS): 0.2,
        (quarter(2012.75), CHN): 0.2,
        (quarter(2014.25), RUS): 0.3,
        (quarter(2018.5), RUS): 0.3,
        (quarter(2022.5), CHN): 0.2,
        (quarter(2025.75), RUS): 0.3,
    }
    assert (baseline.favour == 0).all()
    assert (baseline.forced_action == NO_FORCE).all()


PRESETS = {
    "multivector": ([0.8, 0.6, 0.8, 0.4, 0.6, 1], {}),
    "laissez_faire": ([0, 0, 0, 0, 0, 1], {}),
    "bandwagon_russia": ([0, 0.5, 0, 0, 0, 1], {RUS: 2.5}),
    "bandwagon_china": ([0, 0.5, 0, 0, 0, 1], {CHN: 2.5}),
    "pro_west": ([0, 0, 0, 0, 0, 1], {USA: 2, EU: 2}),
    "hedge": ([0, 0, 0, 0.8, 0.3, 1], {}),
    "isolation": ([0, 0, 0, 0, 1, 0.3], {}),
}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_constant_and_change_the_policy_alone(name: str, baseline: Inputs) -> None:
    levels, favoured = PRESETS[name]
    packed = load_scenario(name).pack()
    assert (packed.levers == [*levels, 0.8, 0.8]).all()
    favour = [favoured.get(actor, 0) for actor in range(5)]
    assert (packed.favour == favour).all()
    assert (packed.treaty == 0).all()
    for field in set(baseline.shapes()) - {"levers", "favour", "treaty"}:
        np.testing.assert_array_equal(getattr(packed, field), getattr(baseline, field))


def test_every_shipped_scenario_packs() -> None:
    names = [row.name for row in list_scenarios()]
    assert {"baseline", *PRESETS} <= set(names)
    for name in names:
        scenario = load_scenario(name)
        assert scenario.pack().quarters == scenario.quarters


def test_parameters_and_switches(baseline: Inputs) -> None:
    assert baseline.parameters.tolist() == list(DEFAULTS.values())
    assert baseline.switches.tolist() == [1.0] * 5
    changed = load_scenario("baseline", {"parameters.reaction": 0.4, "mechanisms.sco": False})
    packed = changed.pack()
    assert packed.parameters[PARAMETER_NAMES.index("reaction")] == 0.4
    assert packed.switches.tolist() == [1, 1, 0, 1, 1]


def test_forced_actions_and_other_years() -> None:
    rows = [{"actor": "RUS", "action": "obstruct", "from": 2022.25, "to": 2022.75, "source": "x"}]
    overrides = {"forced_actions": rows, "start": "2010Q3", "end": "2030Q4"}
    packed = load_scenario("baseline", overrides).pack()
    assert (packed.start, packed.quarters) == (2010.5, 82)
    forced = np.argwhere(packed.forced_action != NO_FORCE).tolist()
    assert forced == [[47, RUS], [48, RUS]]
    assert packed.forced_action[47, RUS] == ACTIONS.index("obstruct")
    # Phases that began before the run hold from its start.
    assert packed.levers[0].tolist() == [0.8, 0.6, 0.8, 0.4, 0.6, 1, 0.8, 0.8]
    assert packed.price[-1] == packed.price[60]


def test_a_timeline_replaces_a_driver() -> None:
    overrides = {"timelines.price": 0.5, "timelines.capability.RUS": 0.3, "timelines.size.CHN": 2}
    packed = load_scenario("baseline", overrides).pack()
    plain = load_scenario("baseline").pack()
    assert set(packed.price) == {0.5}
    assert set(packed.capability[:, RUS]) == {0.3}
    assert set(packed.size[:, CHN]) == {2.0}
    assert (packed.capability[:, CHN] == plain.capability[:, CHN]).all()


def test_bias_and_guarantee() -> None:
    overrides = {"timelines.bias.RUS.CHN": 0.1, "timelines.guarantee.RUS": 0.2}
    packed = load_scenario("baseline", overrides).pack()
    assert np.argwhere(packed.bias[0]).tolist() == [[RUS, CHN]]
    assert np.argwhere(packed.guarantee[-1]).tolist() == [[RUS]]


def test_names_are_those_of_the_model() -> None:
    assert set(LEVERS) <= set(Policy.model_fields)
    assert tuple(Mechanisms.model_fields) == MECHANISMS
    assert typing.get_args(Sector.model_fields["role"].annotation) == SECTOR_ROLES
    assert typing.get_args(ForcedAction.model_fields["action"].annotation) == ACTIONS


def test_series_by_hand() -> None:
    years = np.array([1989.0, 1990.0, 1991.0, 1992.0, 1995.0])
    pairs = [[1990, 1.0], [1992, 3.0]]
    points = Series.model_validate({"points": pairs, "source": "x"})
    steps = Series.model_validate({"steps": pairs, "source": "x"})
    assert evaluate(points, years).tolist() == [1, 1, 2, 3, 3]
    assert evaluate(steps, years).tolist() == [1, 1, 1, 3, 3]
    assert evaluate(Series.model_validate(4), years).tolist() == [4] * 5
    assert inside(years, 1990, 1992).tolist() == [False, True, True, False, False]
    assert inside(years, 1991, None).tolist() == [False, False, True, True, True]


def changed(**section: typing.Any) -> Inputs:
    return load_scenario("baseline", section).pack()


SHOCK: typing.Final = {"id": "it", "label": "It", "from": 2000.0, "source": "judgement"}


@pytest.mark.parametrize(
    ("on", "field", "places"),
    [
        ("price", "price", [()]),
        ("spare", "spare", [()]),
        ("size.CHN", "size", [(CHN,)]),
        ("capability.USA", "capability", [(USA,)]),
        ("demand.EU", "demand", [(EU,)]),
        ("institution.RUS-CHN", "institution", [(RUS, CHN), (CHN, RUS)]),
        ("regime.RUS-CHN", "regime", [(RUS, CHN), (CHN, RUS)]),
        ("grievance.CHN.USA", "base_grievance", [(CHN, USA)]),
    ],
)
def test_a_shock_changes_its_timeline_only(
    baseline: Inputs, on: str, field: str, places: list[tuple[int, ...]]
) -> None:
    shocked = changed(shocks=[{**SHOCK, "on": on, "to": 2001.0, "times": 0.5}])
    for name in baseline.shapes():
        before, after = getattr(baseline, name), getattr(shocked, name)
        expected = before.copy()
        if name == field:
            for place in places:
                expected[(slice(quarter(2000.0), quarter(2001.0)), *place)] *= 0.5
        np.testing.assert_array_equal(after, expected, err_msg=name)


def test_a_lasting_shock_and_one_that_fades(baseline: Inputs) -> None:
    lasting = changed(shocks=[{**SHOCK, "on": "guarantee.RUS", "plus": 0.1}])
    assert lasting.guarantee[quarter(1999.75), RUS] == 0.0
    assert (lasting.guarantee[quarter(2000.0) :, RUS] == 0.1).all()
    fading = changed(
        shocks=[{**SHOCK, "on": "bias.RUS.CHN", "plus": 0.4, "to": 2001.0, "fade": 2.0}]
    )
    felt = fading.bias[:, RUS, CHN]
    assert felt[quarter(2000.0)] == felt[quarter(2000.75)] == felt[quarter(2001.0)] == 0.4
    assert felt[quarter(2003.0)] == pytest.approx(0.2)
    assert felt[quarter(2005.0)] == pytest.approx(0.1)
    assert (fading.bias[:, CHN, RUS] == 0.0).all()


def test_shocks_act_in_the_order_of_the_file(baseline: Inputs) -> None:
    add = {**SHOCK, "id": "add", "on": "demand.CHN", "plus": 0.2}
    double = {**SHOCK, "id": "double", "on": "demand.CHN", "times": 2}
    at = quarter(2010.0)
    before = baseline.demand[at, CHN]
    assert changed(shocks=[add, double]).demand[at, CHN] == pytest.approx(2 * (before + 0.2))
    assert changed(shocks=[double, add]).demand[at, CHN] == pytest.approx(2 * before + 0.2)


def phase(since: float, **levels: float) -> dict[str, typing.Any]:
    return {"from": since, "source": "judgement", **levels}


def test_ramps_move_in_straight_lines_from_where_levers_stand() -> None:
    path = lever_path(0.2, [(2000.0, 2.0, 1.0), (2001.0, 4.0, 0.0)], np.arange(1999.0, 2007.0))
    assert path.tolist() == pytest.approx([0.2, 0.2, 0.6, 0.45, 0.3, 0.15, 0.0, 0.0])
    assert lever_path(0.1, [(1990.0, 10.0, 0.6)], np.array([1995.0, 2000.0])).tolist() == (
        pytest.approx([0.35, 0.6])
    )


def test_a_ramp_moves_the_levers_and_favours_that_its_phase_names(baseline: Inputs) -> None:
    phases = [phase(2000.0, over=1.0, retention=0.0, favour={"CHN": 2.0})]
    packed = load_scenario("baseline", {"policy.phases": phases}).pack()
    retention = packed.levers[:, LEVERS.index("retention")]
    first = retention[0]
    expected = [first, first, 0.75 * first, 0.5 * first, 0.25 * first, 0.0, 0.0]
    assert retention[quarter(1999.75) :][:7].tolist() == pytest.approx(expected)
    assert packed.favour[quarter(1999.75) :, CHN][:7].tolist() == [0, 0, 0.5, 1, 1.5, 2, 2]
    assert (packed.favour[:, RUS] == 0.0).all()
    inclusion = LEVERS.index("inclusion")
    assert (packed.levers[:, inclusion] == packed.levers[0, inclusion]).all()
