"""Rules of verdicts: what is planted is found, and nothing else; units and labels do not count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from multivector_sim.errors import InputError
from multivector_sim.inquiry import Condition, Estimates, Measure, Pool, effect_of
from multivector_sim.model.inputs import Inputs
from multivector_sim.theses import Part, Test, rules, run
from multivector_sim.theses.conditions import MULTIVECTOR, against_four
from multivector_sim.theses.spec import difference
from worlds import relabelled

SAME = MULTIVECTOR


def part(value: Callable[..., np.ndarray], claim: str = "lower", **fields: object) -> Part:
    return Part("number", "another", value, claim, **fields)  # type: ignore[arg-type]


class Drawn(Pool):
    """Gives made-up means: ``draw(count)`` is the effect of each draw."""

    def __init__(self, values: np.ndarray) -> None:
        super().__init__(seeds=8)
        self.values = values

    def means(
        self, condition: Condition, measures: Sequence[Measure], which: str, draws: int
    ) -> np.ndarray:
        return np.repeat(self.values[:draws, np.newaxis, np.newaxis], 8, axis=1)


def judged(values: np.ndarray, claim: str = "lower", **fields: object) -> run.SetResult:
    test = Test("H01", "", "", (part(lambda read: read(SAME, "autonomy"), claim, **fields),))
    return run._over(test, "prior", values.size, Drawn(values))


def share(value: float, draws: int = 300) -> rules.Share:
    values = np.where(np.arange(draws) < round(value * draws), -1.0, 1.0)
    return rules.share_of(effect_of(Estimates(values, values * 0)), "lower")


@pytest.mark.parametrize(
    ("held", "verdict"),
    [(1.0, "supported"), (0.95, "supported"), (0.94, "mixed"), (0.06, "mixed"), (0.05, "refuted")],
)
def test_the_boundaries(held: float, verdict: str) -> None:
    assert rules.verdict_of(share(held)) == verdict


def test_shares_have_the_interval_of_jeffreys() -> None:
    found = share(0.9)
    low, high = stats.beta.interval(0.95, 270.5, 30.5)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert (share(1.0).high, share(0.0).low) == (1.0, 0.0)


def test_intervals_of_shares_cover() -> None:
    rng = np.random.default_rng(1)
    for truth in (0.3, 0.9):
        inside = 0
        for _ in range(2000):
            values = np.where(rng.random(200) < truth, -1.0, 1.0)
            found = rules.share_of(effect_of(Estimates(values, values * 0)), "lower")
            inside += found.low <= truth <= found.high
        assert 0.93 <= inside / 2000 <= 0.97  # discrete: not exactly 0.95


def test_a_planted_effect_is_found_and_a_planted_null_is_not() -> None:
    rng = np.random.default_rng(2)
    found = {"effect": 0, "null": 0, "against": 0}
    for _ in range(200):
        found["effect"] += judged(rng.normal(-3, 1, 300)).verdict == "supported"
        found["null"] += judged(rng.normal(0, 1, 300)).verdict != "mixed"
        found["against"] += judged(rng.normal(3, 1, 300)).verdict == "refuted"
    assert found == {"effect": 200, "null": 0, "against": 200}


def test_claims_of_no_effect_need_a_band_and_can_fail() -> None:
    rng = np.random.default_rng(3)
    assert judged(rng.normal(0, 0.1, 300), "none", negligible=1.0).verdict == "supported"
    assert judged(rng.normal(5, 0.1, 300), "none", negligible=1.0).verdict == "refuted"
    assert judged(rng.normal(-0.5, 0.1, 300), "lower", negligible=1.0).verdict == "refuted"
    with pytest.raises(InputError, match="more than 0"):
        part(lambda read: read(SAME, "autonomy"), "none")


def test_clear_answers_take_fewer_draws() -> None:
    rng = np.random.default_rng(4)
    assert judged(rng.normal(-5, 1, 1000)).draws == run.STEP
    assert judged(rng.normal(0, 1, 1000)).draws == run.STEP  # one half is clearly neither
    near = np.where(rng.random(1000) < 0.94, -1.0, 1.0)
    assert judged(near).draws > run.STEP


def test_what_is_not_scored_has_no_part_in_the_verdict() -> None:
    lower = part(lambda read: read(SAME, "autonomy"))
    shown = replace(lower, claim="higher", name="by construction", scored=False)
    found = run._over(Test("H01", "", "", (lower, shown)), "prior", 100, Drawn(np.full(100, -1.0)))
    assert found.verdict == "supported"
    assert [one.verdict for one in found.parts] == ["supported", None]
    with pytest.raises(InputError, match="at least one"):
        Test("H01", "", "", (shown,))


def test_counterfactuals_must_agree_and_all_claims_must_stand() -> None:
    def parts(*signs: tuple[str, str, float]) -> tuple[Part, ...]:
        return tuple(
            Part(name, other, lambda read, sign=sign: sign * read(SAME, "autonomy"), "lower")
            for name, other, sign in signs
        )

    def verdict(*signs: tuple[str, str, float]) -> str:
        values = np.full(100, -1.0)
        return run._over(Test("H01", "", "", parts(*signs)), "prior", 100, Drawn(values)).verdict

    assert verdict(("tension", "a", 1.0), ("tension", "b", 1.0)) == "supported"
    assert verdict(("tension", "a", 1.0), ("tension", "b", -1.0)) == "mixed"
    assert verdict(("tension", "a", 1.0), ("concern", "a", -1.0)) == "refuted"


@pytest.mark.parametrize("factor", [1e-6, 37.0, 1e9])
def test_the_unit_does_not_count(factor: float) -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(-0.8, 1, 300)
    one = judged(values, "lower", negligible=0.2)
    other = judged(values * factor, "lower", negligible=0.2 * factor)
    assert one.parts[0].share == other.parts[0].share
    assert (one.verdict, one.draws) == (other.verdict, other.draws)
    assert other.parts[0].effect.mean == pytest.approx(factor * one.parts[0].effect.mean)


def test_false_discoveries_are_held_down() -> None:
    """Of 500 claims that are tosses of a coin, hardly one is told from chance."""
    rng = np.random.default_rng(6)
    shares = [share(float(np.mean(rng.random(300) < 0.5))) for _ in range(500)]
    chances = [rules.chance_of(one, 300) for one in shares]
    assert np.mean(np.array(chances) <= 0.05) == pytest.approx(0.05, abs=0.03)
    assert sum(one <= 0.05 for one in rules.false_discovery(chances)) <= 2
    planted = [rules.chance_of(share(0.7), 300)] * 50
    assert sum(one <= 0.05 for one in rules.false_discovery([*chances, *planted])) >= 50


def exchanged(inputs: Inputs) -> Inputs:
    """Russia and China change places, with all that is theirs."""
    return relabelled(inputs, (0, 2, 1, 3, 4))


def lopsided(inputs: Inputs) -> Inputs:
    """Russia and China bear each other a grudge where Kazakhstan balances."""
    grudge = inputs.pair_grievance.copy()
    grudge[1, 2] += 0.5
    grudge[2, 1] += 0.5
    return inputs.altered(pair_grievance=grudge)


def test_labels_do_not_count() -> None:
    """The verdict on Russia is the one on China in a world where they have changed places."""
    other = Condition("merit tenders", policy="laissez_faire")
    pool = Pool(seeds=8)

    def over(power: str, focal: Condition, against: Condition) -> run.SetResult:
        measure = f"concern[{power}, status]"
        claim = Part("status", "x", difference(focal, against, measure), "lower")
        return run._over(Test("H01", "", "", (claim,)), "prior", 20, pool)

    plain = over("RUS", MULTIVECTOR, other)
    swapped = over(
        "CHN", MULTIVECTOR.changed("", edit=exchanged), other.changed("", edit=exchanged)
    )
    wrong = over("RUS", MULTIVECTOR.changed("", edit=exchanged), other.changed("", edit=exchanged))
    assert plain.parts[0].effect.mean == pytest.approx(swapped.parts[0].effect.mean, abs=1e-12)
    assert plain.parts[0].share == swapped.parts[0].share
    assert abs(wrong.parts[0].effect.mean - plain.parts[0].effect.mean) > 1e-4


def test_on_the_model_a_planted_effect_is_found_and_a_planted_null_is_not() -> None:
    pool = Pool(seeds=8)
    grudge = MULTIVECTOR.changed("with a grudge", edit=lopsided)
    claims = (
        Part("planted", "without", difference(grudge, MULTIVECTOR, "tension_rus_chn"), "higher"),
        Part("null", "itself", difference(SAME, MULTIVECTOR, "tension_rus_chn"), "lower"),
    )
    found = run._over(Test("H01", "", "", claims), "prior", 20, pool)
    assert [one.verdict for one in found.parts] == ["supported", "mixed"]
    assert found.parts[1].share.value == 0.5
    assert found.verdict == "mixed"


def test_the_four_counterfactuals_are_always_named() -> None:
    assert [one.against for one in against_four("x", "autonomy", "higher")] == [
        "laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west",
    ]  # fmt: skip
