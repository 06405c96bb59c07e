"""Tests of H15 to H32: each can be won and lost, and falls silent with what it rests on."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.inquiry import Condition, Measure, Pool, Read, above, effect_of, estimate, over
from multivector_sim.model.actors import ACCOMMODATE, DEMAND, OBSTRUCT
from multivector_sim.model.inputs import Inputs
from multivector_sim.scenario import load_scenario
from multivector_sim.theses import Untestable, how_tested, mechanisms
from multivector_sim.theses.conditions import MERIT, MULTIVECTOR, RECORDED, lever
from multivector_sim.theses.mechanisms import MECHANISMS
from multivector_sim.theses.readings import (
    Contrast,
    FloatArray,
    Reading,
    contrasted,
    one,
    pressing,
    quarters_with,
)
from multivector_sim.theses.rules import share_of, verdict_of
from planted import (
    INERT_INCLUSION,
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


def read_of(pool: Pool, condition: Condition, reading: Reading) -> FloatArray:
    return estimate(lambda read: reading(read, condition), pool, "prior", 50).values


def effects(pool: Pool, row: Contrast, reading: Reading) -> FloatArray:
    return estimate(contrasted(row.focal, row.other, reading), pool, "prior", 50).values


def test_each_id_once_and_in_order() -> None:
    assert [test.thesis for test in MECHANISMS] == [f"H{number:02}" for number in range(15, 33)]


def test_all_that_is_asked_can_be_run() -> None:
    asked = prepared_conditions(MECHANISMS)
    assert len(asked) > 40
    for prepared, read in asked:
        for measure in read:
            if measure.summary == "outcome":
                measure.outcome(prepared.scenario)
            else:
                measure.window(prepared.scenario, "one")


def test_what_is_kept_anyway_cannot_be_retained(pool: Pool) -> None:
    # All of an award stays at home by default: retention decides nothing, but has its price.
    kept = fixed({"default_retention": 1.0, "lever_cost": 0.0})
    for part in parts("H15"):
        assert np.all(values(part, pool, kept) == 0.0), part.name


def test_kept_shares_avert_reprisals_only_if_owners_do_not_back_the_state(pool: Pool) -> None:
    for part in parts("H15", "obstruction and crises"):
        assert values(part, pool, fixed({"stakeholder_backing": 0.0})).mean() < -0.2
        assert values(part, pool, fixed({"stakeholder_backing": 6.0})).mean() > 0.2


def test_the_award_of_1993_goes_where_it_is_meant_to(pool: Pool) -> None:
    for row in mechanisms._EXCLUDED:
        american = one(over("share.upstream.USA", 1993.0, 1994.0, summary="last"))
        assert effects(pool, row, american).min() > 0.0
        before = one(over("tension.KAZ-RUS", 1992.0, 1993.0))
        assert np.all(effects(pool, row, before) == 0.0)


def test_without_offence_exclusion_brings_backing_and_no_trouble(pool: Pool) -> None:
    blunt = fixed({"status_gain": 0.0, "deception_gain": 0.0})
    for part in parts("H16", "tension"):
        assert values(part, pool).mean() > 0.002
        assert values(part, pool, blunt).mean() < 0.0


def test_there_is_nothing_to_end_where_russia_never_obstructs(pool: Pool) -> None:
    for part in parts("H17"):
        never = values(part, pool, fixed({"obstruction_cost": 50.0}))
        assert np.all(never == 0.0)


def test_conceding_follows_obstruction_by_a_quarter(pool: Pool) -> None:
    easing = mechanisms._easing(MERIT)
    conceding = one(above("concession", 0.5, 1992.25))
    obstructing = quarters_with("RUS", OBSTRUCT, None, None, 2025.75)
    found = read_of(pool, easing, conceding)
    assert np.abs(found - read_of(pool, easing, obstructing)).max() < 1e-12
    assert found.max() > 0.0


def test_a_share_ends_trouble_only_if_it_relieves_and_teaches_nothing(pool: Pool) -> None:
    for part in parts("H17", "obstruction by Russia"):
        relieves = values(part, pool, fixed({"cession_relief": 1.0, "cession_threshold": 0.0}))
        teaches = values(part, pool, fixed({"cession_relief": 0.0, "appetite_gain": 1.0}))
        assert relieves.mean() < -0.2
        assert teaches.mean() > 0.0


def test_inclusion_without_its_paths_spares_nothing(pool: Pool) -> None:
    for part in parts("H18"):
        assert np.all(values(part, pool, fixed(INERT_INCLUSION)) == 0.0), part.name


def test_prior_inclusion_is_over_when_the_project_comes(pool: Pool) -> None:
    for row in mechanisms._NEXT_PROJECT:
        during = one(over("inclusion", *mechanisms._NEXT))
        after = one(over("inclusion", mechanisms._NEXT[1]))
        assert np.allclose(effects(pool, row, during), 0.8)
        assert np.all(effects(pool, row, after) == 0.0)


@pytest.mark.parametrize("thesis", ["H19", "H20", "H30"])
def test_a_concession_that_finds_no_occasion_does_nothing(pool: Pool, thesis: str) -> None:
    for part in parts(thesis):
        assert np.all(values(part, pool, fixed(NOBODY_ASKS)) == 0.0), part.name


def test_tension_with_owners_lies_between_that_with_each(pool: Pool) -> None:
    found = read_of(pool, MULTIVECTOR, mechanisms._owners_tension)
    each = [read_of(pool, MULTIVECTOR, one(over(f"tension.KAZ-{p}"))) for p in mechanisms._POWERS]
    assert np.all(found >= np.min(each, axis=0) - 1e-12)
    assert np.all(found <= np.max(each, axis=0) + 1e-12)


def test_withdrawal_and_backing_begin_in_1998(pool: Pool) -> None:
    for row in (*mechanisms._BACKED_WITHDRAWAL, *mechanisms._BARE_WITHDRAWAL):
        assert np.all(effects(pool, row, one(over("tension.KAZ-RUS", 1992.0, 1998.0))) == 0.0)
        assert np.all(effects(pool, row, one(over("concession", 1998.0))) < 0.0)
    for backed, bare in zip(
        mechanisms._BACKED_WITHDRAWAL, mechanisms._BARE_WITHDRAWAL, strict=True
    ):
        row = Contrast("bare", backed.other, bare.other)
        assert np.all(effects(pool, row, one(over("tension.KAZ-RUS", 1992.0, 1998.0))) == 0.0)


def test_companies_that_back_nobody_add_nothing_by_backing(pool: Pool) -> None:
    idle = fixed({"stakeholder_backing": 0.0})
    for part in parts("H21", "backing by the companies"):
        assert np.all(values(part, pool, idle) == 0.0)
    # Less is left to demand, all the same: that part of the effect is not theirs.
    for part in parts("H21", "demands or obstructs"):
        assert values(part, pool, idle).mean() > values(part, pool).mean()


def test_without_ties_the_united_states_win_nothing(pool: Pool) -> None:
    inside, alone = mechanisms._WITH_AMERICA
    for sector in ("upstream", "routes", "trade", "military", "finance"):
        held = one(over(f"share.{sector}.USA"))
        # Merit tenders: what is not won is not held.
        assert read_of(pool, alone.other, held).max() < 1e-6
    # The multi-vector policy may concede it a little all the same.
    influence = one(over("influence.USA"))
    with_ties, without_ties = (
        read_of(pool, row, influence) for row in (inside.focal, inside.other)
    )
    assert np.all(without_ties < 0.5 * with_ties)


def test_american_ties_are_worth_less_to_a_seller_whom_russia_needs_more(pool: Pool) -> None:
    def eager(condition: Condition) -> Condition:
        return condition.changed("Russia is eager", edit=eager_russia)

    for part in parts("H22", "price terms"):
        assert values(part, pool, eager).mean() < values(part, pool).mean()


def eager_russia(inputs: Inputs) -> Inputs:
    demand = inputs.demand.copy()
    demand[:, inputs.actors.index("RUS")] = 1.0
    return inputs.altered(demand=demand)


def test_both_windows_cost_the_same(pool: Pool) -> None:
    weak, strong = (mechanisms._launched(years) for years in (mechanisms._WEAK, mechanisms._STRONG))
    spent = effects(pool, Contrast("later", weak, strong), one("cost"))
    assert np.abs(spent).max() < 1e-12
    assert read_of(pool, weak, one("cost")).min() > 0.0


def test_a_weakened_power_leaves_its_capability_to_the_others() -> None:
    plain = MULTIVECTOR.scenario().pack()
    edit = mechanisms._weakened(MULTIVECTOR).edit
    assert edit is not None
    weak = edit(plain)
    russia = plain.actors.index("RUS")
    assert np.allclose(weak.capability.sum(axis=1), plain.capability.sum(axis=1))
    assert np.all(weak.capability[:, russia] < plain.capability[:, russia])
    assert np.allclose(weak.demand[:, russia], 0.5 * plain.demand[:, russia])
    china, states = plain.actors.index("CHN"), plain.actors.index("USA")
    assert np.allclose(
        weak.capability[:, china] / weak.capability[:, states],
        plain.capability[:, china] / plain.capability[:, states],
    )


def test_only_draws_count_in_which_russia_believes_less(pool: Pool) -> None:
    row = mechanisms._DOUBTED[0]
    name = one("credibility[RUS]")
    less = read_of(pool, row.focal, name) < read_of(pool, row.other, name)
    assert less.any()
    for part in parts("H24"):
        if part.against == row.against:
            assert np.array_equal(np.isfinite(values(part, pool)), less)


def test_no_verdict_where_everybody_believes(pool: Pool) -> None:
    believed = fixed({"breach_scale": 10.0})
    for part in parts("H24"):
        found = effect_of(estimate(in_world(part.value, believed), pool, "prior", 50))
        assert found.draws == 0
        assert verdict_of(share_of(found, part.claim)) == "mixed"


def test_messages_that_raise_envy_alone_turn_neighbours_away(pool: Pool) -> None:
    def envied(condition: Condition) -> Condition:
        harsh = {"message_relief": 0.0, "message_jealousy": 3.0, "grievance_against_pivot": 2.0}
        return fixed(harsh)(condition)

    for part in parts("H25"):
        assert verdict(part, pool, envied) == "refuted"


def test_messages_that_cost_no_envy_calm(pool: Pool) -> None:
    kind = fixed({"message_jealousy": 0.0, "breach_scale": 10.0, "grievance_scale": 3.0})
    for part in parts("H25"):
        assert verdict(part, pool, kind) == "supported"


def test_terms_that_no_dependence_moves_are_alike(pool: Pool) -> None:
    flat = fixed({"terms_steepness": 0.0})
    for part in (*parts("H26", "terms"), *parts("H27")):
        assert np.all(values(part, pool, flat) == 0.0), part.name
    assert {verdict(part, pool, flat) for part in parts("H27", "what is left")} == {"supported"}


def test_behaviour_does_not_follow_terms(pool: Pool) -> None:
    for part in parts("H26", "demands or obstructs"):
        flat = values(part, pool, fixed({"terms_steepness": 0.0}))
        assert np.array_equal(flat, values(part, pool))


def test_routes_are_held_as_the_worlds_say(pool: Pool) -> None:
    held = one(over("share.routes.RUS"))
    as_is = read_of(pool, MERIT, held)
    # Nobody else wins any; a demand that prevails may still take a little.
    others = one(over("share.routes.CHN"))
    assert read_of(pool, mechanisms._monopoly(MERIT), others).max() < 0.03
    assert np.all(read_of(pool, mechanisms._monopoly(MERIT), held) > as_is)
    assert np.all(read_of(pool, mechanisms._more_routes(MERIT), held) < as_is)
    assert read_of(pool, mechanisms._no_monopoly(MERIT), held).max() < 0.5


def test_terms_must_be_worse_under_a_monopoly_as_the_reason_says() -> None:
    # The weight of routes in dependence against that in need, quarter by quarter (eqs 3, 4).
    assert isinstance(how_tested("H28"), Untestable)
    packed = load_scenario("baseline").pack()
    routes, russia = packed.sectors.index("routes"), packed.actors.index("RUS")
    in_dependence = packed.sector_weight[routes] * (1.0 - packed.spare)
    in_need = 0.4 * packed.demand[:, russia]
    assert np.all(in_dependence > in_need)
    # At a demand of one it would be the other way round.
    assert np.all(in_dependence < 0.4)


def test_nothing_limits_autonomy_where_nobody_coerces(pool: Pool) -> None:
    for part in parts("H29"):
        assert np.all(values(part, pool, fixed(NO_COERCION)) == 0.0)
        assert verdict(part, pool, fixed(NO_COERCION)) == "refuted"


def test_the_ceiling_is_that_of_the_best_policy(pool: Pool) -> None:
    highest = read_of(pool, MERIT, lambda read, _: mechanisms._highest(read, mechanisms._POLICIES))
    for policy in mechanisms._POLICIES:
        assert np.all(highest >= read_of(pool, policy, one("autonomy")))


def test_institutions_alone_do_nothing_to_merit_tenders(pool: Pool) -> None:
    weak = Contrast("firm", lever("institutions", 0.2, MERIT), lever("institutions", 1.0, MERIT))
    for name in ("tension_to_pivot[RUS]", "autonomy", "welfare"):
        assert np.all(effects(pool, weak, one(name)) == 0.0)


def test_concessions_are_granted_as_institutions_allow(pool: Pool) -> None:
    def granted(read: Read, condition: Condition) -> FloatArray:
        demands = read(condition, "demands")
        return np.where(
            demands > 5.0, read(condition, "granted") / np.maximum(demands, 1.0), np.nan
        )

    for level in (1.0, 0.2):
        for row in mechanisms._conceding_under(level):
            found = read_of(pool, row.focal, granted)
            assert np.nanmean(found) == pytest.approx(0.6 * level, abs=0.02)
            assert np.nanmax(read_of(pool, row.other, granted)) == 0.0


def test_the_treaty_of_2018_changes_nothing_before_it(pool: Pool) -> None:
    (row,) = mechanisms._CONVENED
    for concern in ("security", "status"):
        before = one(over(f"concern.RUS.{concern}", 2010.0, 2018.5))
        assert np.all(effects(pool, row, before) == 0.0)
        at_once = one(over(f"concern.RUS.{concern}", 2018.5, 2018.75))
        assert effects(pool, row, at_once).max() < 0.0


def test_a_success_that_is_soon_forgotten_refutes(pool: Pool) -> None:
    for part in parts("H31", "concern"):
        assert verdict(part, pool, fixed({"concern_decay": 8.0})) == "refuted"
    lasting = fixed({"concern_decay": 0.05, "security_gain": 4.0})
    assert verdict(parts("H31", "security")[0], pool, lasting) == "supported"


@pytest.mark.parametrize(
    ("early", "late", "expected"),
    [(DEMAND, ACCOMMODATE, "supported"), (ACCOMMODATE, DEMAND, "refuted")],
)
def test_a_turn_that_is_put_in_is_found(pool: Pool, early: int, late: int, expected: str) -> None:
    def turned(inputs: Inputs) -> Inputs:
        forced = inputs.forced_action.copy()
        russia = inputs.actors.index("RUS")
        forced[:36, russia] = early
        forced[68:104, russia] = late
        return inputs.altered(forced_action=forced)

    def change(condition: Condition) -> Condition:
        return condition.changed("turned", edit=turned)

    part = parts("H32", "demands or obstructs")[0]
    assert verdict(part, pool, change) == expected
    assert np.all(np.abs(values(part, pool, change)) == 1.0)


def test_pressing_is_demanding_and_obstructing(pool: Pool) -> None:
    both = read_of(pool, RECORDED, pressing("RUS"))
    demands = read_of(pool, RECORDED, quarters_with("RUS", DEMAND))
    obstructions = pool.means(RECORDED, [Measure("obstructions_by_actor[RUS]")], "prior", 50)
    assert np.allclose(both, demands + obstructions.mean(axis=(1, 2)) / 136)
