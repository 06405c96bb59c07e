"""H45 to H54: gains vanish where worlds do not differ; a path that is claimed absent is absent."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.inquiry import Condition, Pool, above, estimate, over
from multivector_sim.model.actors import DEMAND
from multivector_sim.theses import scope
from multivector_sim.theses.conditions import RECORDED
from multivector_sim.theses.scope import SCOPE
from multivector_sim.theses.spec import Untestable
from multivector_sim.theses.worlds import Attracting, Near, NoPresence, Scaled, in_world
from silencing import DRAWS, before, matters, parts_of, prepares, still, unwanted, values


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8)


def test_every_id_stands_once_and_in_order() -> None:
    assert [test.thesis for test in SCOPE] == [f"H{number}" for number in range(45, 55)]


def test_all_conditions_can_be_packed() -> None:
    assert prepares(SCOPE) > 30


@pytest.mark.parametrize("thesis", ["H45", "H46"])
def test_demand_that_is_none_cannot_be_missed(pool: Pool, thesis: str) -> None:
    matters(thesis, pool)
    assert (values(thesis, pool, unwanted) == 0).all()


def test_a_gateway_that_is_none_cannot_be_missed(pool: Pool) -> None:
    """H47."""
    matters("H47", pool)
    assert (values("H47", pool, scope._NO_GATEWAY) == 0).all()


def test_skill_without_levers_to_scale_is_idle(pool: Pool) -> None:
    """H48."""
    matters("H48", pool)
    idle = in_world(
        "nothing for skill to scale",
        policy__inclusion=0.0,
        policy__concession=0.0,
        policy__persuasion=0.0,
        policy__leveraging=0.0,
    )
    assert (values("H48", pool, idle) == 0).all()


def test_institutions_without_levers_to_carry_are_idle(pool: Pool) -> None:
    """H49."""
    matters("H49", pool)
    idle = in_world(
        "nothing for institutions to carry",
        policy__inclusion=0.0,
        policy__concession=0.0,
        policy__leveraging=0.0,
        policy__retention=0.0,
    )
    assert (values("H49", pool, idle) == 0).all()


def test_geography_acts_through_routes_and_nearness_alone(pool: Pool) -> None:
    """H50: a coast is idle where nothing is put out to tender, distance where all are alike."""
    matters("H50", pool)
    assert (values("H50", pool, still, "autonomy of a landlocked") == 0).all()
    assert (values("H50", pool, still, "Russia's and China's") == 0).all()
    assert (values("H50", pool, before(Near(("RUS", "CHN"), 0.3)), "autonomy between") == 0).all()


def test_states_in_one_world_do_not_lead(pool: Pool) -> None:
    """H51: who lives in the same world has the same rank."""
    matters("H51", pool)
    assert (values("H51", pool, lambda world: Condition("one", policy=world.policy)) == 0).all()


def test_a_forced_choice_forces_and_leaves_the_past_alone(pool: Pool) -> None:
    """H52: Russia demands for a year; until then nothing differs; crises need a hazard."""
    matters("H52", pool)
    refused = scope._REFUSED(scope._UKRAINE)
    demands = estimate(
        lambda read: (
            read(refused, above("action.RUS", DEMAND - 0.5, 2013.75, 2014.75))
            - read(refused, above("action.RUS", DEMAND + 0.5, 2013.75, 2014.75))
        ),
        pool,
        "prior",
        DRAWS,
    ).values
    assert (demands == 1).all()
    past = over("tension.RUS.UKR", until=2013.75)
    for other in (scope._UKRAINE, scope._ACCEPTED(scope._UKRAINE)):
        gap = estimate(
            lambda read, other=other: read(refused, past) - read(other, past), pool, "prior", DRAWS
        )
        assert (gap.values == 0).all()
    safe = in_world("no hazard", parameters__coercion_hazard=0.0)
    assert (values("H52", pool, safe, "crises with Russia") == 0).all()
    assert (values("H52", pool, safe, "Russia's tension, four years") > 0).all()


def test_coercion_of_the_pivot_reaches_no_other_power(pool: Pool) -> None:
    """H53 is untestable: however many crises, powers are as tense with each other."""
    assert isinstance(next(test for test in SCOPE if test.thesis == "H53"), Untestable)
    many = in_world("many crises", parameters__coercion_hazard=5.0)(RECORDED)
    none = in_world("no crises", parameters__coercion_hazard=0.0)(RECORDED)

    def gap(of):
        return estimate(lambda read: read(many, of) - read(none, of), pool, "prior", DRAWS).values

    assert (gap("crises") > 0).all()
    assert (gap("tension_to_pivot[RUS]") != 0).any()
    for pair in ("RUS, USA", "RUS, EU", "RUS, CHN"):
        assert (gap(f"tension_dyad[{pair}]") == 0).all()


def test_a_tie_that_is_none_cannot_be_lost(pool: Pool) -> None:
    """H54: Kazakhstan's rows before the change, Ukraine's after it."""
    matters("H54", pool)
    kazakh = [row for row, part in enumerate(parts_of("H54")) if "no tie" in part.against]
    assert (values("H54", pool, before(NoPresence("CHN")))[kazakh] == 0).all()
    assert (values("H54", pool, in_world("no China", NoPresence("CHN"))) == 0).all()


def test_gains_can_be_had_and_lost(pool: Pool) -> None:
    """The parts of scope can show both signs: many draws above and below zero."""
    found = values("H45", pool)
    assert (found > 0).any()
    assert (found < 0).any()


def test_worlds_differ_as_told() -> None:
    """Edits of the worlds, against the numbers that they start from."""
    from multivector_sim.inquiry.condition import prepare

    plain = prepare(RECORDED).inputs
    shared, one = (prepare(world(RECORDED)).inputs for world in (scope._SHARED, scope._ONE))
    assert np.allclose(shared.demand.sum(axis=1), one.demand.sum(axis=1), rtol=1e-14)
    assert np.allclose(one.demand[:, 2], plain.demand[:, 1:].mean(axis=1))
    poor = prepare(scope._UNWANTED(RECORDED)).inputs
    assert np.array_equal(poor.price, 0.25 * plain.price)
    coast = prepare(scope._COAST(RECORDED)).inputs
    assert np.allclose(coast.attraction[1, [1, 3, 4]], 1.0)
    tied = scope._tie_to_china(prepare(scope._UKRAINE).inputs)
    assert np.array_equal(tied.attraction[:, 2], plain.attraction[:, 2])
    assert tied.proximity[2] == plain.proximity[2]
    assert Attracting(("CHN",), 1.0)(plain).attraction.tobytes() == plain.attraction.tobytes()
    assert Scaled("price", 1.0)(plain).price.tobytes() == plain.price.tobytes()
