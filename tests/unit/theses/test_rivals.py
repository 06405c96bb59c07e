"""H33 to H44: each part is silent where what it rests on is, and loud where it is planted."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.inquiry import Pool, estimate
from multivector_sim.inquiry.condition import prepare
from multivector_sim.theses import rivals
from multivector_sim.theses.conditions import FOUR, RECORDED
from multivector_sim.theses.rivals import RIVALS
from multivector_sim.theses.spec import Untestable
from multivector_sim.theses.worlds import Grudge, Quarrel, Stays, in_world
from silencing import DRAWS, before, holds, in_other, matters, prepares, same, values


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8)


def test_every_id_stands_once_and_in_order() -> None:
    assert [test.thesis for test in RIVALS] == [f"H{number}" for number in range(33, 45)]


def test_all_conditions_can_be_packed() -> None:
    assert prepares(RIVALS) > 10


def test_without_any_damper_the_record_is_no_calmer(pool: Pool) -> None:
    """H33: with dampers that do nothing and merit tenders, bare and recorded are one world."""
    dull = in_world(
        "dampers that do nothing",
        parameters__structural_balance=0.0,
        parameters__attention_to_hostile=0.0,
        parameters__institution_fatigue=0.0,
        parameters__regime_relief=0.0,
    )

    def bare(condition):
        moved = dull(condition)
        return moved if moved.policy else dull(FOUR["laissez_faire"])

    beyond = values("H33", pool, bare, "tension beyond twice")
    recorded = estimate(
        lambda read: read(dull(FOUR["laissez_faire"]), "tension_rus_chn"), pool, "prior", DRAWS
    )
    assert np.allclose(beyond, -recorded.values, rtol=0, atol=1e-12)
    assert (values("H33", pool, start="tension beyond twice") != beyond).any()


def test_a_china_that_does_not_rise_raises_nothing(pool: Pool) -> None:
    """H33 and H34: the part of the rise is zero where there is none."""
    matters("H33", pool, "tension by China's rise")
    assert (
        values("H33", pool, before(Stays("CHN", size=True)), "tension by China's rise") == 0
    ).all()
    assert (values("H34", pool, before(Stays("CHN"))) == 0).all()


def test_rupture_can_be_planted(pool: Pool) -> None:
    """H33: a lasting quarrel makes Russia and China as tense as Russia and the United States."""
    feud = in_world("a feud", Quarrel((("RUS", "CHN"),), 9.0))
    assert holds("H33", pool, feud, "tension beyond that of") == 1
    assert holds("H33", pool, same, "tension beyond that of") < 0.5


def test_a_shift_of_power_follows_the_sign_of_its_grievance(pool: Pool) -> None:
    """H34: the part can come out on both sides."""
    resented = values("H34", pool, in_world("resented", parameters__transition_grievance=0.4))
    welcome = values("H34", pool, in_world("welcome", parameters__transition_grievance=-0.2))
    assert (resented > welcome).mean() > 0.95
    assert np.median(resented) > 0.005
    assert np.median(welcome) < 0.005


def test_no_policy_stirs_where_all_are_merit_tenders(pool: Pool) -> None:
    """H35: the largest rise of three equal policies is none."""
    matters("H35", pool, "largest rise")
    assert (values("H35", pool, lambda _: FOUR["laissez_faire"]) == 0).all()


def test_dampers_share_out_all_that_they_do_together(pool: Pool) -> None:
    """H36, H38: Shapley values sum to the difference between all and none."""

    def total(read):
        return sum(rivals._brings(damper)(read) for damper in rivals._DAMPERS)

    def together(read):
        return read(RECORDED, "tension_rus_chn") - read(rivals._BARE, "tension_rus_chn")

    shared = estimate(total, pool, "prior", DRAWS).values
    whole = estimate(together, pool, "prior", DRAWS).values
    assert np.allclose(shared, whole, rtol=0, atol=1e-12)
    assert (np.abs(whole) > 1e-3).any()


def test_a_common_other_without_its_paths_brings_nothing(pool: Pool) -> None:
    """H36."""
    matters("H36", pool, "calm by")
    silent = in_world(
        "no balance and no attention",
        parameters__structural_balance=0.0,
        parameters__attention_to_hostile=0.0,
    )
    assert np.allclose(values("H36", pool, silent, "calm by"), 0, rtol=0, atol=1e-15)


def test_attention_that_is_not_drawn_changes_nothing(pool: Pool) -> None:
    """H37."""
    matters("H37", pool)
    silent = in_world("no attention", parameters__attention_to_hostile=0.0)
    assert (values("H37", pool, silent, "tension towards China") == 0).all()


def test_regime_security_without_relief_brings_nothing(pool: Pool) -> None:
    """H38."""
    matters("H38", pool)
    silent = in_world("no relief", parameters__regime_relief=0.0)
    assert np.allclose(values("H38", pool, silent), 0, rtol=0, atol=1e-15)


def test_the_sco_without_its_fatigue_brings_nothing(pool: Pool) -> None:
    """H39; with much of it both parts hold, with less than none neither does."""
    matters("H39", pool)
    assert (values("H39", pool, in_world("idle", parameters__institution_fatigue=0.0)) == 0).all()
    strong = in_world("strong", parameters__institution_fatigue=1.5)
    harmful = in_world("harmful", parameters__institution_fatigue=-0.2)
    assert (holds("H39", pool, strong) > holds("H39", pool, harmful)).all()


def test_quarrels_without_weight_cement_nothing(pool: Pool) -> None:
    """H40: no events, no effect; and no effect through an Other that is switched off."""
    matters("H40", pool)
    assert (values("H40", pool, in_world("no events", parameters__event_scale=0.0)) == 0).all()
    silent = in_world(
        "no balance and no attention",
        parameters__structural_balance=0.0,
        parameters__attention_to_hostile=0.0,
    )
    assert (values("H40", pool, silent, "part of it") == 0).all()


def test_restraint_that_is_none_keeps_nobody_apart(pool: Pool) -> None:
    """H41: where Russia's grudge is China's own, taking it over changes nothing."""
    matters("H41", pool)
    assert (values("H41", pool, before(Grudge("RUS", "USA", like="CHN"))) == 0).all()


def test_distrust_is_judged_by_the_record(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """H42: without a grievance there is nothing to judge, and a tenser record would need it."""
    silent = before(Grudge("RUS", "CHN"))
    assert (values("H42", pool, silent) == 0).all()
    assert holds("H42", pool, same, "miss of the recorded ratio")[0] < 0.5
    monkeypatch.setattr(rivals, "_recorded_ratio", lambda: 10.0)
    assert holds("H42", pool, same, "miss of the recorded ratio")[0] > 0.9


def test_what_is_called_untestable_is_absent() -> None:
    """H43, H44: no sector in an institution, no India."""
    inputs = prepare(RECORDED).inputs
    assert inputs.institution.shape == (inputs.quarters, 5, 5)
    assert "IND" not in inputs.actors
    assert [test.thesis for test in RIVALS if isinstance(test, Untestable)] == ["H43", "H44"]


def test_values_move_with_their_worlds(pool: Pool) -> None:
    """The helper itself: another world gives other numbers."""
    value = in_other(
        lambda read: read(RECORDED, "tension_rus_chn"),
        in_world("x", Quarrel((("RUS", "CHN"),), 1.0)),
    )
    plain = estimate(lambda read: read(RECORDED, "tension_rus_chn"), pool, "prior", DRAWS)
    assert (estimate(value, pool, "prior", DRAWS).values > plain.values).all()
