"""Ranks of states: ties, a planted winner, names and their order, and the statistics by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from multivector_sim.errors import InputError
from multivector_sim.inquiry import Condition, Pool
from multivector_sim.theses.ranking import OWN_POLICY, SAME_POLICY, SUCCESS, rank_countries
from multivector_sim.theses.worlds import Near, in_world

DRAWS = 12
POWERS = ("RUS", "CHN", "USA", "EU")


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8)


def test_identical_states_tie_exactly(pool: Pool) -> None:
    states = {f"state {number}": replace(SAME_POLICY["Georgia"]) for number in range(5)}
    ranking = rank_countries(pool, "prior", DRAWS, states, best="state 3")
    assert (ranking.ranks == 3).all()
    assert (ranking.overall == 3).all()
    assert [ranking.first(name) for name in states] == pytest.approx([0.2] * 5)
    assert np.isnan(ranking.agreement).all()


def test_a_planted_best_state_comes_out_first(pool: Pool) -> None:
    """Nobody is near it, nothing is held against it: no tension, no crises, no coercion."""
    calm = in_world("left alone", Near(POWERS, 0.0), parameters__grievance_scale=0.4)
    states = {**SAME_POLICY, "Utopia": calm(SAME_POLICY["Georgia"])}
    ranking = rank_countries(pool, "prior", DRAWS, states, best="Utopia")
    assert ranking.first("Utopia") > 0.9
    assert ranking.to_frame()["state"][0] == "Utopia"
    assert ranking.mean_agreement().value > 0.4
    worst = rank_countries(pool, "prior", DRAWS, states, best="Kazakhstan")
    assert worst.mean_agreement().value < ranking.mean_agreement().value


@pytest.mark.parametrize("against", [None, "laissez_faire"])
def test_the_order_of_naming_does_not_matter(pool: Pool, against: str | None) -> None:
    ranking = rank_countries(pool, "prior", DRAWS, against=against)
    turned = rank_countries(
        pool, "prior", DRAWS, dict(reversed(SAME_POLICY.items())), against=against
    )
    assert np.array_equal(ranking.overall, turned.overall[:, ::-1])
    assert np.array_equal(ranking.ranks, turned.ranks[:, ::-1])
    assert np.array_equal(ranking.agreement, turned.agreement)
    assert ranking.to_frame().equals(turned.to_frame())


def test_ranks_are_those_of_a_plain_count(pool: Pool) -> None:
    """Each rank is one more than the number of better states, half for ties."""
    from multivector_sim.inquiry import Measure

    ranking = rank_countries(pool, "prior", DRAWS)
    crises = np.stack(
        [
            pool.means(world, [Measure("crises")], "prior", DRAWS).mean(axis=1)[:, 0]
            for world in SAME_POLICY.values()
        ],
        axis=1,
    )
    by_crises = ranking.ranks[:, :, list(SUCCESS).index("crises")]
    for state in range(len(SAME_POLICY)):
        better = (crises < crises[:, [state]]).sum(axis=1)
        ties = (crises == crises[:, [state]]).sum(axis=1) - 1
        assert np.allclose(by_crises[:, state], 1 + better + ties / 2)
    assert np.allclose(ranking.overall.sum(axis=1), 21)
    assert sum(ranking.first(state) for state in SAME_POLICY) == pytest.approx(1)


def test_agreement_is_kendalls_tau_by_pairs(pool: Pool) -> None:
    """Only the pairs with the state expected first say anything; tau-b corrects for the ties."""
    ranking = rank_countries(pool, "prior", DRAWS)
    for row, tau in zip(ranking.overall, ranking.agreement, strict=True):
        pairs = [(a, b) for a in range(6) for b in range(a)]
        untied = sum(row[a] != row[b] for a, b in pairs)
        ahead = np.sign(row[1:] - row[0]).sum()
        assert tau == pytest.approx(ahead / np.sqrt(untied * 5))


def test_worlds_are_fair() -> None:
    """One policy for all, its own institutions, and no constant fitted to Kazakhstan."""
    from multivector_sim.inquiry.condition import prepare

    worlds = {name: prepare(world).inputs for name, world in SAME_POLICY.items()}
    first = worlds["Kazakhstan"]
    for inputs in worlds.values():
        assert np.array_equal(inputs.levers, first.levers)
        assert (inputs.pair_grievance[0] == 0).all()
        assert np.array_equal(inputs.event_grievance[:, 1:, 1:], first.event_grievance[:, 1:, 1:])
    assert not np.array_equal(prepare(OWN_POLICY["Georgia"]).inputs.levers, first.levers)


def test_worlds_of_other_length_or_powers_are_refused(pool: Pool) -> None:
    longer = Condition("longer", base="baseline_2034")
    with pytest.raises(InputError, match="one length"):
        rank_countries(pool, states={"Kazakhstan": SAME_POLICY["Kazakhstan"], "other": longer})
    fewer = Condition("fewer", base="without_usa")
    with pytest.raises(InputError, match="same powers"):
        rank_countries(pool, states={"Kazakhstan": SAME_POLICY["Kazakhstan"], "other": fewer})
    with pytest.raises(InputError, match="expected first"):
        rank_countries(pool, best="Atlantis")
    with pytest.raises(InputError, match="ranked are"):
        rank_countries(pool, "prior", 2).first("Atlantis")
