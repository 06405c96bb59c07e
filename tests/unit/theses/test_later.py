"""H55 to H74: effects vanish with their causes; closed forms hold where the world stands still."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.inquiry import Pool, estimate, over
from multivector_sim.inquiry.condition import prepare
from multivector_sim.theses import later
from multivector_sim.theses.conditions import FOUR, MULTIVECTOR, RECORDED
from multivector_sim.theses.later import LATER
from multivector_sim.theses.spec import Untestable
from multivector_sim.theses.worlds import Near, Scaled, Stays, in_world
from silencing import DRAWS, before, holds, matters, prepares, same, still, unwanted, values


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8)


uniform = in_world("powers choose at random", parameters__choice_rationality=0.0)


def test_every_id_stands_once_and_in_order() -> None:
    assert [test.thesis for test in LATER] == [f"H{number}" for number in range(55, 75)]


def test_all_conditions_can_be_packed() -> None:
    assert prepares(LATER) > 40


def test_a_china_that_wins_nothing_counters_nothing(pool: Pool) -> None:
    """H55: attraction acts through shares alone."""
    matters("H55", pool, "share of quarters")
    assert (values("H55", pool, still) == 0).all()


def test_a_russia_without_means_cannot_be_distracted(pool: Pool) -> None:
    """H56: half of nothing is nothing."""
    matters("H56", pool, "cost of refusal in Russia's tension")
    powerless = before(Scaled("capability", 0.0, actors=("RUS",)))
    assert (values("H56", pool, powerless) == 0).all()


def test_a_guarantee_of_nothing_deters_nobody(pool: Pool) -> None:
    """H57; and a large one deters more than a small one."""
    matters("H57", pool, "share of quarters")
    assert (values("H57", pool, in_world("no word", Scaled("guarantee", 0.0))) == 0).all()
    small = values("H57", pool, same, "share of quarters").mean()
    large = values("H57", pool, in_world("much", Scaled("guarantee", 10.0)), "share of quarters")
    assert large.mean() < small < 0


def test_shares_that_stand_still_stay_above_four_fifths(pool: Pool) -> None:
    """H58: the first shares are 0.95 of routes and 0.88 of military ties."""
    assert np.allclose(values("H58", pool, still, "Russia's share of routes"), 0.15)
    assert np.allclose(values("H58", pool, still, "Russia's share of military"), 0.08)
    assert holds("H58", pool, still, "Russia's share of routes") == 0


def test_treaties_that_are_none_reassure_nobody(pool: Pool) -> None:
    """H59; treaties put in by hand are those of the record."""
    matters("H59", pool, "Russia's")
    assert (values("H59", pool, later._NO_TREATIES) == 0).all()
    recorded = prepare(RECORDED).inputs.treaty
    assert np.array_equal(
        later._TREATIES(MULTIVECTOR).edit(prepare(MULTIVECTOR).inputs).treaty[:, 1], recorded[:, 1]
    )
    assert (later._NO_TREATIES(RECORDED).edit(prepare(RECORDED).inputs).treaty[:, 1] == 0).all()
    assert recorded[:, 1].max() > 0


def test_arms_that_never_change_hands_stay_russian(pool: Pool) -> None:
    """H60: 0.88 less one half; and arms that are from all alike anyhow change nothing."""
    matters("H60", pool)
    assert np.allclose(values("H60", pool, still, "Russia's military share"), 0.38)
    alike = before(later._other_arms)
    for start in ("Russia's tension", "share of quarters"):
        assert np.allclose(values("H60", pool, alike, start), 0, atol=1e-15)


def test_powers_that_choose_at_random_do_not_bid_up(pool: Pool) -> None:
    """H61."""
    matters("H61", pool)
    assert np.allclose(values("H61", pool, uniform), 0, rtol=0, atol=1e-12)


def test_claims_that_are_made_anyhow_change_nothing(pool: Pool) -> None:
    """H62; and the pivot that turns away does so once it is tense."""
    matters("H62", pool)
    claims = later._CLAIMS(RECORDED).edit
    assert (values("H62", pool, before(claims)) == 0).all()
    turned = estimate(
        lambda read: (
            read(later._CLAIMS(later._ANSWERS), over("leveraging", 2000, 2004))
            - read(later._CLAIMS(RECORDED), over("leveraging", 2000, 2004))
        ),
        pool,
        "prior",
        DRAWS,
    ).values
    assert (turned > 0).mean() > 0.8


def test_a_division_without_weight_hinders_nothing(pool: Pool) -> None:
    """H63: quarrels are scaled like events."""
    matters("H63", pool)
    assert (values("H63", pool, in_world("no events", parameters__event_scale=0.0)) == 0).all()


def test_stakes_that_do_not_move_touch_no_third_party(pool: Pool) -> None:
    """H64."""
    matters("H64", pool)
    assert (values("H64", pool, still) == 0).all()


def test_the_other_pairs_are_those_without_russia_and_china(pool: Pool) -> None:
    """H65: against the mean of the five pairs themselves."""
    matters("H65", pool)
    pairs = ("RUS, USA", "RUS, EU", "CHN, USA", "CHN, EU", "USA, EU")
    direct = estimate(
        lambda read: np.mean([read(RECORDED, f"tension_dyad[{pair}]") for pair in pairs], axis=0),
        pool,
        "prior",
        DRAWS,
    ).values
    told = estimate(later._other_pairs(RECORDED), pool, "prior", DRAWS).values
    assert np.allclose(told, direct, rtol=0, atol=1e-12)


def test_corridors_where_all_can_go_round_anyhow_save_nothing(pool: Pool) -> None:
    """H66: damage is then the same in all worlds, so a third of it is left over."""
    free = in_world("all can go round", Scaled("spare", 0.0, plus=1.0))
    damage = estimate(later._damage(free(later._CLOSED)), pool, "prior", DRAWS).values
    assert np.allclose(values("H66", pool, free, "loss beyond"), damage / 3, rtol=0, atol=1e-12)
    assert (values("H66", pool, free, "share of quarters") == 0).all()
    assert (
        values("H66", pool, start="loss beyond")[0] > values("H66", pool, start="loss")[2]
    ).all()


def test_crises_with_other_powers_are_not_counted_as_those_of_the_giants(pool: Pool) -> None:
    """H67, where Western powers coerce as well: all crises less theirs are left."""
    rough = in_world(
        "near and rough powers",
        Near(("RUS", "CHN", "USA", "EU"), 1.0),
        Scaled("demand", plus=0.5),
        parameters__coercion_hazard=1.0,
    )
    turn = rough(FOUR["pro_west"]), rough(MULTIVECTOR)

    def by(name: str) -> np.ndarray:
        more, less = (estimate(lambda read, c=one: read(c, name), pool, "prior", DRAWS).values
                      for one in turn)  # fmt: skip
        return more - less

    western = by("crises_by_actor[USA]") + by("crises_by_actor[EU]")
    assert np.abs(western).max() > 0.1
    assert np.allclose(values("H67", pool, rough, "crises with")[0], by("crises") - western)


def test_a_turn_costs_no_extra_where_giants_are_far_anyhow(pool: Pool) -> None:
    """H67; and welfare can be planted to fall with crises."""
    matters("H67", pool)
    far = in_world("far", Near(("RUS", "CHN"), 0.3))
    assert (values("H67", pool, far, "extra crises") == 0).all()
    dear = in_world("dear crises", parameters__crisis_loss=200.0, parameters__coercion_hazard=0.5)
    assert holds("H67", pool, dear, "welfare")[0] > holds("H67", pool, same, "welfare")[0]


def test_an_institution_with_the_pivot_has_no_effect(pool: Pool) -> None:
    """H68 is untestable: convening has no path."""
    assert isinstance(LATER[68 - 55], Untestable)

    def chair(inputs):
        institution = inputs.institution.copy()
        institution[:, 0, :] = institution[:, :, 0] = 1.0
        return inputs.altered(institution=institution)

    chaired = RECORDED.changed("in the chair", chair)
    for of in ("tension_rus_chn", "tension_to_pivot[RUS]", "autonomy"):
        gap = estimate(
            lambda read, of=of: read(chaired, of) - read(RECORDED, of), pool, "prior", DRAWS
        )
        assert (gap.values == 0).all()


def test_a_war_moves_nothing_where_nothing_changes_hands(pool: Pool) -> None:
    """H69, H70."""
    matters("H69", pool)
    matters("H70", pool)
    assert (values("H69", pool, still)[:3] == 0).all()
    assert (values("H70", pool, still) == 0).all()


def test_transit_that_nobody_wants_cannot_be_diverted(pool: Pool) -> None:
    """H71: autonomy and tension, with demand at nothing."""
    matters("H71", pool)
    assert (values("H71", pool, unwanted) == 0).all()


def test_a_slump_moves_nothing_where_nothing_changes_hands(pool: Pool) -> None:
    """H72."""
    matters("H72", pool)
    assert (values("H72", pool, still) == 0).all()


def test_a_boom_that_is_none_returns_nobody(pool: Pool) -> None:
    """H73; and courting falls to chance where values do not count."""
    matters("H73", pool)
    assert (values("H73", pool, before(later._NO_BOOM(RECORDED).edit)) == 0).all()
    assert np.allclose(values("H73", pool, uniform, "share of quarters"), 0, rtol=0, atol=1e-12)


def test_the_best_alternative_is_found_by_hand(pool: Pool) -> None:
    """H74: equal policies are no freer, and the search is that of a loop over draws."""
    assert np.allclose(values("H74", pool, lambda _: MULTIVECTOR), -0.01, rtol=0, atol=1e-15)
    means = {
        (condition, of): estimate(
            lambda read, c=condition, of=of: read(c, of), pool, "prior", DRAWS
        ).values
        for condition in (MULTIVECTOR, *later._ALTERNATIVES)
        for of in ("welfare", "autonomy")
    }
    found = values("H74", pool)[0]
    for draw in range(DRAWS):
        wealth = means[MULTIVECTOR, "welfare"][draw]
        rivals = [
            means[other, "autonomy"][draw] - means[MULTIVECTOR, "autonomy"][draw] - 0.01
            for other in later._ALTERNATIVES
            if means[other, "welfare"][draw] >= wealth - 0.05 * abs(wealth)
        ]
        assert (found[draw] > 0) == any(rival > 0 for rival in rivals)


def test_capability_is_shared_out_anew_and_stays_whole() -> None:
    """The world without a rise: capabilities sum to what they did."""
    plain = prepare(RECORDED).inputs
    stayed = Stays("CHN")(plain)
    assert np.allclose(stayed.capability.sum(axis=1), plain.capability.sum(axis=1), rtol=1e-14)
    assert (stayed.capability[:, 2] == plain.capability[0, 2]).all()
    assert np.allclose(
        stayed.capability[:, 1] / stayed.capability[:, 3],
        plain.capability[:, 1] / plain.capability[:, 3],
    )
