"""Tests of H01 to H14: each can be won and lost, and falls silent with what it rests on."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.inquiry import Condition, Measure, Pool, Read, estimate, over
from multivector_sim.theses.conditions import MERIT, MULTIVECTOR, lever, put_into, without
from multivector_sim.theses.core import CORE
from multivector_sim.theses.edits import Held
from multivector_sim.theses.readings import FloatArray, contrasted, one
from planted import (
    INERT_INCLUSION,
    INERT_LEVERAGING,
    NO_COERCION,
    NOBODY_ASKS,
    fixed,
    in_world,
    parts,
    prepared_conditions,
    values,
    verdict,
)


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8, threads=2)


def test_each_id_once_and_in_order() -> None:
    assert [test.thesis for test in CORE] == [f"H{number:02}" for number in range(1, 15)]


def test_all_that_is_asked_can_be_run() -> None:
    asked = prepared_conditions(CORE)
    assert len(asked) > 40
    for prepared, read in asked:
        for measure in read:
            if measure.summary == "outcome":
                measure.outcome(prepared.scenario)
            else:
                measure.window(prepared.scenario, "one")


def test_what_concerns_add_is_nothing_where_concerns_raise_no_grievance(pool: Pool) -> None:
    def mute(condition: Condition) -> Condition:
        return condition.changed("mute", mechanisms__concern_grievance=False)

    for part in parts("H01", "as far as concerns raise it"):
        assert np.all(values(part, pool, mute) == 0.0)
        assert np.any(values(part, pool) != 0.0)


def test_the_effect_on_tension_is_not_all_channel(pool: Pool) -> None:
    # What is left with the channel cut is the part that the thesis does not claim.
    whole, channel = (parts("H01", name)[0] for name in ("Russia-China", "as far as"))
    left = values(whole, pool) - values(channel, pool)
    assert np.abs(left).mean() > 1e-4


@pytest.mark.parametrize(
    ("rarer", "shorter", "expected"),
    [
        ({"obstruction_cost": 1.3}, {"obstruction_cost": 0.5}, "supported"),
        ({"obstruction_length": 2.0}, {"obstruction_length": 6.0}, "refuted"),
    ],
)
def test_rarer_is_told_from_shorter(
    pool: Pool, rarer: dict[str, float], shorter: dict[str, float], expected: str
) -> None:
    def swapped(condition: Condition) -> Condition:
        return fixed(rarer)(MERIT) if condition == MULTIVECTOR else fixed(shorter)(MERIT)

    part = parts("H02", "rarer rather than shorter")[0]
    assert verdict(part, pool, swapped) == expected


def test_quarrels_that_cannot_begin_do_not_differ(pool: Pool) -> None:
    for name in ("obstructions begun", "demands made"):
        for part in parts("H02", name):
            assert np.all(values(part, pool, fixed(NO_COERCION)) == 0.0)


def test_a_concession_that_finds_no_occasion_calms_nobody(pool: Pool) -> None:
    for part in parts("H03"):
        assert np.all(values(part, pool, fixed(NOBODY_ASKS)) == 0.0)


def test_a_cession_that_only_raises_claims_refutes_calm(pool: Pool) -> None:
    # No relief, and a reference that rises by far more than the share.
    greedy = fixed(
        {
            "cession_relief": 0.0,
            "cession_ratchet": 5.0,
            "cession_size": 0.02,
            "cession_threshold": 0.1,
        }
    )
    for part in parts("H03", "ten years"):
        assert verdict(part, pool, greedy) == "refuted"


def test_a_cession_that_leaves_no_claim_supports_calm(pool: Pool) -> None:
    # Full relief for next to nothing.
    modest = fixed(
        {
            "cession_relief": 1.0,
            "cession_ratchet": 0.0,
            "cession_size": 0.001,
            "cession_threshold": 0.0,
        }
    )
    for part in parts("H03"):
        assert verdict(part, pool, modest) == "supported"


@pytest.mark.parametrize("thesis", ["H04", "H14"])
def test_leveraging_without_its_paths_does_nothing(pool: Pool, thesis: str) -> None:
    for part in parts(thesis):
        found = values(part, pool, fixed({**INERT_LEVERAGING, "lever_cost": 0.0}))
        assert np.all(found == 0.0), part.name


def test_leveraging_that_only_deters_frees_and_that_only_provokes_does_not(pool: Pool) -> None:
    deters = fixed({**INERT_LEVERAGING, "outside_option_backing": 20.0})
    provokes = fixed({**INERT_LEVERAGING, "leader_provocation": 5.0, "power_gain": 1.0})
    for part in parts("H04", "autonomy"):
        assert values(part, pool, deters).mean() > 0.01
        assert values(part, pool, provokes).mean() < -0.01


def test_inclusion_that_spreads_no_award_leaves_holders_as_they_are(pool: Pool) -> None:
    for part in parts("H05"):
        found = values(part, pool, fixed(INERT_INCLUSION))
        assert np.all(found[np.isfinite(found)] == 0.0)
        assert np.isnan(found).any() or "third" in part.name


def test_only_one_power_can_hold_half(pool: Pool) -> None:
    from multivector_sim.theses.core import _held_by_one

    def held(read: Read) -> FloatArray:
        return _held_by_one(0.5)(read, lever("inclusion", 0.0))

    assert estimate(held, pool, "prior", 50).values.max() <= 1.0


@pytest.mark.parametrize("thesis", ["H06", "H07"])
def test_inclusion_without_its_paths_moves_no_tension(pool: Pool, thesis: str) -> None:
    for part in parts(thesis):
        assert np.all(values(part, pool, fixed(INERT_INCLUSION)) == 0.0), part.name


def test_friction_alone_turns_inclusion_into_tension(pool: Pool) -> None:
    # No concern raises grievance, so that only stakes side by side are left.
    def frictional(condition: Condition) -> Condition:
        return fixed({"overlap_friction": 3.0})(condition).changed(
            "friction alone", mechanisms__concern_grievance=False
        )

    for part in parts("H06", "Russia-China tension"):
        assert values(part, pool, frictional).mean() > 0.0
        assert verdict(part, pool, frictional) != "supported"


def test_gains_of_rivals_add_nothing_where_they_count_for_nothing(pool: Pool) -> None:
    blind = fixed({"relative_decline": 0.0, "upper_hand": 0.0})
    for part in parts("H07", "gains of rivals"):
        assert np.all(values(part, pool, blind) == 0.0)


def test_messages_calm_without_envy_and_stir_without_relief(pool: Pool) -> None:
    trusted = fixed({"message_jealousy": 0.0, "backfire_credibility": 0.0})
    envied = fixed({"message_relief": 0.0})
    for part in parts("H08", "every promise kept"):
        assert verdict(part, pool, trusted) == "supported"
        assert verdict(part, pool, envied) == "refuted"


def test_sight_matters_only_through_fear_of_rivals(pool: Pool) -> None:
    unafraid = fixed({"relative_decline": 0.0, "upper_hand": 0.0})
    for name in ("seeing it adds", "seeming weaker", "seeming stronger"):
        for part in parts("H09", name):
            assert np.all(values(part, pool, unafraid) == 0.0)


def test_an_unseen_imbalance_without_stakes_and_worries_moves_nothing(pool: Pool) -> None:
    def indifferent(condition: Condition) -> Condition:
        idle = {"overlap_friction": 0.0, "wedge_friction": 0.0, "confrontation_cost": 50.0}
        return fixed(idle)(condition).changed("indifferent", mechanisms__concern_grievance=False)

    (part,) = parts("H09", "nobody sees")
    assert np.all(values(part, pool, indifferent) == 0.0)
    assert verdict(part, pool, indifferent) == "supported"


def test_no_fear_of_loss_to_soften(pool: Pool) -> None:
    fearless = fixed({"power_gain": 0.0, "leader_provocation": 0.0})
    for part in parts("H10"):
        assert np.all(values(part, pool, fearless) == 0.0)


def test_terms_that_no_dependence_moves_are_alike(pool: Pool) -> None:
    for part in parts("H11", "price terms"):
        assert np.all(values(part, pool, fixed({"terms_steepness": 0.0})) == 0.0)
    for part in parts("H11", "demands or obstructs"):
        assert np.all(values(part, pool, fixed(NO_COERCION)) == 0.0)


def test_without_coercion_every_policy_is_free(pool: Pool) -> None:
    for part in parts("H12"):
        assert np.all(values(part, pool, fixed(NO_COERCION)) == 0.0)


def test_the_strict_count_is_never_the_larger(pool: Pool) -> None:
    plain = pool.means(MULTIVECTOR, [Measure("autonomy")], "prior", 50)
    strict = pool.means(MULTIVECTOR, [Measure("autonomy_strict")], "prior", 50)
    assert np.all(strict <= plain)
    assert np.any(strict < plain)


def test_the_same_policy_at_a_price_is_neither_better_nor_the_same(pool: Pool) -> None:
    def dearer(condition: Condition) -> Condition:
        # A lever that is paid for and does nothing.
        if condition != MULTIVECTOR:
            return fixed(INERT_LEVERAGING)(MERIT)
        return fixed({**INERT_LEVERAGING, "lever_cost": 0.5})(put_into(MERIT, "leveraging"))

    assert np.all(values(parts("H13", "does best")[0], pool, dearer) == 0.0)
    assert verdict(parts("H13", "largest distance")[0], pool, dearer) == "supported"


def test_friction_of_being_played_off_has_either_sign(pool: Pool) -> None:
    quiet = {**INERT_LEVERAGING, "courting_cost": 0.0, "courting_value": 1.0}
    for part in parts("H14", "tension at full"):
        assert verdict(part, pool, fixed({**quiet, "wedge_friction": 1.0})) == "supported"
        assert verdict(part, pool, fixed({**quiet, "wedge_friction": -1.0})) == "refuted"


def test_a_lever_put_into_merit_tenders_is_the_one_taken_out_elsewhere() -> None:
    assert without("retention", MERIT) == MERIT
    inside = prepared_levers(put_into(MERIT, "retention"))
    outside = prepared_levers(without("retention"))
    assert set(inside[:, 4]) == {0.6}
    assert set(outside[:, 4]) == {0.0}
    assert not inside[:, :4].any()


def prepared_levers(condition: Condition) -> FloatArray:
    return condition.scenario().pack().levers


def test_a_year_of_concession_is_a_year(pool: Pool) -> None:
    once = without("concession").changed("once", edit=Held("concession", 1.0, 1996.0, 1997.0))
    value = contrasted(once, without("concession"), one(over("concession", 1996.0, 1997.0)))
    before = contrasted(once, without("concession"), one(over("concern.RUS.power", 1992.0, 1996.0)))
    assert np.all(estimate(value, pool, "prior", 50).values == 1.0)
    assert np.all(estimate(before, pool, "prior", 50).values == 0.0)
    # The world after is another one: the window of the test is not empty.
    later = in_world(parts("H03", "ten years")[0].value, lambda condition: condition)
    assert np.any(estimate(later, pool, "prior", 50).values != 0.0)
