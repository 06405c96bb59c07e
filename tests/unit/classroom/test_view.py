"""The numbers on the page are those of the library on the same draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from multivector_sim import compare, load_scenario, simulate
from multivector_sim.classroom import Side, State, compute, presets, without_each
from multivector_sim.classroom.runs import LEVERAGES
from multivector_sim.classroom.state import scenario_of
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.experiments.counterfactuals import line_up
from multivector_sim.inquiry.draws import draws_of
from multivector_sim.model.actors import MECHANISMS
from multivector_sim.model.parameters import PARAMETERS

CHOSEN = State(
    a=Side("baseline", {"inclusion": 0.35}), b=Side("pro_west"), off=("sco",),
    variants=("no_upper_hand",), seed=5,
)  # fmt: skip


@pytest.fixture(scope="module")
def view():
    return compute(CHOSEN)


@pytest.fixture(scope="module")
def compared():
    world = ["mechanisms.sco=false"]
    both = [
        load_scenario("baseline", ["policy.inclusion=0.35", *world], variant="no_upper_hand"),
        load_scenario("pro_west", world, variant="no_upper_hand"),
    ]
    return compare(both, against=(), runs=CHOSEN.runs, seed=CHOSEN.seed)


def test_effects_are_those_of_a_comparison(view, compared):
    table = compared.effects.set_index("label")
    for row in view.rows:
        expected = table.loc[row.outcome.name]
        for name, value in row.effect._asdict().items():
            assert value == pytest.approx(expected[name], rel=1e-12, nan_ok=True), name
        assert row.a == float(compared.datasets["baseline"][row.outcome.name].mean())
        assert row.b == float(compared.datasets["pro_west"][row.outcome.name].mean())
    assert any(row.effect.mean != 0 for row in view.rows)


def test_bands_are_quantiles_of_recorded_paths(view):
    scenario = load_scenario("pro_west", ["mechanisms.sco=false"], variant="no_upper_hand")
    states = ["tension", *LEVERAGES]
    paths = simulate(scenario, runs=CHOSEN.runs, seed=CHOSEN.seed, record=states, outcomes=())
    pair = view.b.pairs.index(("RUS", "CHN"))
    there = paths["tension"].sel(actor="RUS", partner="CHN").values
    back = paths["tension"].sel(actor="CHN", partner="RUS").values
    ordered = np.sort((there + back) / 2, axis=0)
    # The median of 200 runs lies halfway between the 100th and the 101st.
    assert np.allclose(view.b.tension[2, :, pair], (ordered[99] + ordered[100]) / 2, atol=1e-15)
    share = np.mean((there + back) / 2 <= view.b.tension[4, :, pair], axis=0)
    assert np.all(share == 0.95)
    for part in LEVERAGES:
        for column, power in enumerate(view.b.powers):
            ends = np.sort(paths[f"{part}_path"].sel(actor=power).values[:, -1])
            assert view.b.leverage[part][2, -1, column] == pytest.approx((ends[99] + ends[100]) / 2)


def test_a_policy_against_itself_has_an_effect_of_exactly_zero():
    same = State(a=Side("hedge"), b=Side("hedge"))
    for row in compute(same).rows:
        assert (row.effect.mean, row.effect.mean_low, row.effect.mean_high) == (0, 0, 0)
    levels = presets()["hedge"].levels
    spelled = compute(replace(same, a=Side("hedge", levels)))
    assert spelled.main.effect.mean == 0  # a constant policy, each lever named


def test_sides_change_places_with_the_sign():
    first = compute(State(a=Side("pro_west"), b=Side("hedge"))).main.effect
    second = compute(State(a=Side("hedge"), b=Side("pro_west"))).main.effect
    assert first.mean == -second.mean != 0
    assert first.p_negative == second.p_positive


def test_a_switch_tells_the_effect_of_the_whole_model_too(view):
    whole = compute(replace(CHOSEN, off=(), variants=()))
    assert whole.everything is None
    assert view.everything == whole.main.effect != view.main.effect


def test_each_mechanism_is_switched_off_in_turn(view):
    turned = without_each(CHOSEN)
    assert [name for name, _ in turned] == [name for name in MECHANISMS if name != "sco"]
    for name, row in turned:
        alone = compute(replace(CHOSEN, off=("sco", name)))
        assert row == alone.main
    assert len({row.a for _, row in turned}) == len(turned)
    assert without_each(replace(CHOSEN, off=MECHANISMS)) == ()


def test_how_it_is_looked_at_changes_no_number(view):
    other = compute(replace(CHOSEN, power="EU", quarter=3, language="ru", predict=False))
    assert other.rows == view.rows
    assert other.a is view.a  # from memory


@pytest.mark.parametrize("which", ["accepted", "prior"])
def test_each_run_has_its_own_draw_of_the_parameters_and_both_sides_the_same(which):
    state = replace(CHOSEN, parameters=which)
    drawn = draws_of(which, state.seed, 0, state.runs)
    view = compute(state)
    for run in (0, 17, 199):
        values = {row.name: drawn[run, place] for place, row in enumerate(PARAMETERS)}
        values["upper_hand"] = 0.0  # the variant holds in every run
        changes = {f"parameters.{name}": value for name, value in values.items()}
        for side, runs in ((state.a, view.a), (state.b, view.b)):
            scenario = load_scenario(scenario_of(side, replace(state, variants=())), changes)
            alone = run_ensemble(scenario.pack(), 1, state.seed, first_run=run)
            for name in ("tension_rus_chn", "welfare"):
                assert runs.outcomes[name][run] == alone.outcomes[name][0]
    assert np.std(view.a.outcomes["tension_rus_chn"]) > 0


def test_presets_differ_in_policy_alone():
    world = load_scenario("baseline")
    assert next(iter(presets())) == "baseline"
    for name in presets():
        if name != "baseline":
            assert line_up([world, name], against=()).notes == ()
    for other in ("oil_slump_2008", "without_usa", "country_ukraine", "baseline_2034"):
        assert other not in presets()
