"""A search finds a known optimum, goes on where it was, and claims nothing where nothing is.

In most tests the engine is replaced by a made-up one whose outcomes are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import multivector_sim as mv
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.searching import Found
from multivector_sim.searching.bench import Futures, futures_of, run_policies

FloatArray = NDArray[np.float64]
INCLUSION, CONCESSION = LEVERS.index("inclusion"), LEVERS.index("concession")
SHORT = {"start": "1992Q1", "end": "1996Q4"}
SMALL: dict[str, Any] = {
    "levers": ["inclusion", "concession"],
    "outcomes": ["autonomy=higher", "welfare=higher"],
    "presets": ["laissez_faire", "multivector"],
    "futures": 40,
}


def noise(policy: Inputs, futures: Futures, aims: int) -> FloatArray:
    """Return (futures, aims) noise of a policy's own, other in each future."""
    own = int(1e4 * policy.levers[0, INCLUSION] + 1e2 * policy.levers[0, CONCESSION])
    return np.array(
        [
            np.random.default_rng([own, int(run)]).normal(size=aims)
            for run in futures.runs[:, 0] >> np.uint64(20)
        ]
    )


def made(level: Callable[[float, float], Sequence[float]], spread: float) -> Any:
    """Return an engine whose outcomes are known functions of two levers, plus noise."""

    def run(
        policies: Sequence[Inputs], futures: Futures, aims: Sequence[Any], **_: Any
    ) -> FloatArray:
        runs = len(futures.runs)
        return np.array(
            [
                np.array(level(*one.levers[0, [INCLUSION, CONCESSION]].tolist()))
                + (spread * noise(one, futures, len(aims)) if spread else np.zeros((runs, 1)))
                for one in policies
            ]
        )

    return run


def trade_off(inclusion: float, concession: float) -> tuple[float, float]:
    """Return two outcomes whose front is inclusion from 0.2 to 0.8 without any concession."""
    return -((inclusion - 0.2) ** 2) - concession, -((inclusion - 0.8) ** 2) - concession


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use(level: Callable[[float, float], Sequence[float]], spread: float = 0.0) -> None:
        monkeypatch.setattr("multivector_sim.searching.run.run_policies", made(level, spread))

    return use


def verdicts(found: Found) -> dict[str, str]:
    return {row.preset: row.verdict for row in found.against}


def test_a_known_front_is_found(engine: Callable[..., None]) -> None:
    engine(trade_off)
    found = mv.search("baseline", **SMALL, policies=800, generations=20)
    levels = np.array([one.schedule.levels[0] for one in found.members if one.schedule])
    assert levels[:, 0].min() == pytest.approx(0.2, abs=0.03)
    assert levels[:, 0].max() == pytest.approx(0.8, abs=0.03)
    assert levels[:, 1].max() <= 0.02
    assert 20 <= len(found.members) <= 43
    # laissez_faire pulls neither lever: (0, 0) is beaten by (0.2, 0); multivector is (0.8, 0.6).
    assert verdicts(found) == dict.fromkeys(["baseline", "laissez_faire", "multivector"], "beaten")
    (row,) = (row for row in found.against if row.preset == "laissez_faire")
    best = min(gain.value[0] for gain in row.gains)
    assert 0 < best <= 0.2**2
    assert all(one.stays for one in found.members)
    assert found.at_bounds() == {"concession_1": 0.0}
    assert found.beyond() == {}


def test_levels_that_no_named_policy_has_are_told(engine: Callable[..., None]) -> None:
    engine(trade_off)
    asked = SMALL | {"levers": ["inclusion=0:0.7", "openness=0.5:2"], "policies": 40}
    found = mv.search("baseline", **asked, generations=4)
    assert found.ranges == {"inclusion": (0.0, 0.8), "openness": (1.0, 1.0)}
    assert found.beyond() == {"openness": (1.0, 1.0)}
    assert "beyond the levels of all named policies in openness (1 to 1)" in found.summary()
    found = mv.search("baseline", **asked | {"presets": ["isolation"]}, generations=4)
    assert found.ranges["openness"][0] < 1


def test_a_policy_on_the_front_is_told_to_be_there(engine: Callable[..., None]) -> None:
    # All concession is wasted, and less inclusion is better on one outcome only.
    engine(lambda inclusion, concession: (-inclusion - concession, inclusion - concession), 1e-3)
    found = mv.search("baseline", **SMALL, policies=120, generations=6)
    told = verdicts(found)
    assert told["multivector"] == "beaten"
    assert told["laissez_faire"] != "beaten"
    assert next(row for row in found.against if row.preset == "laissez_faire").clear == 0


def test_where_no_lever_moves_anything_nothing_is_claimed(engine: Callable[..., None]) -> None:
    engine(lambda *_: (0.0, 0.0), 1.0)
    found = mv.search("baseline", **SMALL, policies=200, generations=5)
    # The search is fooled, and the second look tells.
    searched = np.mean([one.searched for one in found.members], axis=0)
    fresh = np.mean([one.fresh for one in found.members], axis=0)
    assert (searched > 0.15).all()  # about two standard errors of 40 futures
    assert (fresh < searched / 3).all()
    assert any(row.searched for row in found.against)
    assert set(verdicts(found).values()) == {"not told apart"}
    assert found.volume_fresh < 0.7 * found.volume_searched
    # The same with an effect that is there:
    engine(lambda inclusion, _: (inclusion, inclusion), 1.0)
    found = mv.search("baseline", **SMALL, policies=200, generations=5)
    assert verdicts(found)["laissez_faire"] == "beaten"


def test_an_outcome_that_no_lever_moves_has_no_better_policy() -> None:
    base = mv.load_scenario("baseline", {**SHORT, "policy.openness": 0})
    # Without tenders and demands nothing is awarded and ceded, whatever the levers.
    found = mv.search(
        base, levers=["retention"], outcomes=["autonomy", "obstructions=lower"], futures=10,
        presets=["hedge"], policies=16, generations=2,
    )  # fmt: skip
    spread = (
        found.evaluated[["autonomy", "obstructions"]].max()
        - found.evaluated[["autonomy", "obstructions"]].min()
    )
    assert spread.max() == 0
    assert verdicts(found)["baseline"] == "not told apart"
    assert found.against[0].clear == 0


@pytest.mark.parametrize("robust", ["mean", "worst", "regret"])
def test_an_interrupted_search_ends_as_one_that_was_not(
    robust: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = mv.load_scenario("baseline", SHORT)
    asked: dict[str, Any] = {
        "levers": ["inclusion", "persuasion"], "phases": 2, "robust": robust, "futures": 6,
        "policies": 24, "generations": 4, "presets": ["multivector"], "seed": 3,
    }  # fmt: skip
    whole = mv.search(base, **asked, threads=1)
    calls = []

    def breaking(policies: Sequence[Inputs], *rest: Any, **options: Any) -> FloatArray:
        calls.append(len(policies))
        if len(calls) == 4:  # the presets, and two generations
            raise KeyboardInterrupt
        return run_policies(policies, *rest, **options)

    monkeypatch.setattr("multivector_sim.searching.run.run_policies", breaking)
    with pytest.raises(KeyboardInterrupt):
        mv.search(base, **asked, out=tmp_path / "made")
    assert len(list((tmp_path / "made" / "runs").iterdir())) == 2
    assert sum(calls[1:3]) <= 12
    found = mv.search(base, **asked, out=tmp_path / "made", threads=2)
    assert sum(calls[4:]) < 2 + 12 + 2 * (len(found.members) + 2)  # two generations were there
    assert found.summary() == whole.summary()
    assert found.evaluated.equals(whole.evaluated)
    # A damaged generation is evaluated again, and more of them may follow.
    shard = sorted((tmp_path / "made" / "runs").iterdir())[1]
    shard.write_bytes(shard.read_bytes()[:-1])
    more = mv.search(
        base, **asked | {"policies": 30, "generations": 5}, out=tmp_path / "made", threads=1
    )
    assert more.evaluated[:24].drop(columns="front").equals(whole.evaluated.drop(columns="front"))
    with pytest.raises(InputError, match="what differs: sizes"):
        mv.search(base, **asked | {"seed": 4}, out=tmp_path / "made")


@pytest.mark.parametrize(
    "asked", [{}, {"triggers": ["tension.KAZ-RUS"], "since": 1993}, {"phases": 3, "seeds": 2}]
)
def test_every_score_is_that_of_the_scenario_run_by_itself(asked: dict[str, Any]) -> None:
    base = mv.load_scenario("baseline", SHORT)
    found = mv.search(
        base, levers=["inclusion"], outcomes=["autonomy", "welfare"], futures=8, policies=8,
        generations=2, presets=["hedge"], which="prior", seed=5, **asked,
    )  # fmt: skip
    member = found.members[-1]
    assert member.schedule is not None
    scenario = found.scenario(member.name)
    assert len(scenario.policy.triggers) == len(asked.get("triggers", ()))
    for first, score in ((0, member.searched), (8, member.fresh)):
        futures = futures_of("prior", 5, first, 8, asked.get("seeds", 1), {})
        values = run_policies([scenario.pack()], futures, found.aims)[0]
        assert np.allclose(values.mean(axis=0), score, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"robust": "best"}, "mean, worst, regret"),
        ({"phases": 4}, "1 to 3"),
        ({"policies": 10, "generations": 5}, "4 policies or more"),
        ({"policies": 10_000_000, "futures": 100_000}, "many hours"),
        ({"futures": 1}, "from 2 to"),
        ({"since": 2040}, "runs from"),
        ({"which": "posterior"}, "accepted, prior"),
        ({"method": "annealing"}, "nsga2, nsga3"),
        ({"presets": ["baseline"]}, "two policies are called"),
        ({"presets": ["baselin"]}, "did you mean"),
    ],
)
def test_what_is_not_allowed_is_told(asked: dict[str, Any], words: str) -> None:
    with pytest.raises((InputError, mv.ScenarioError), match=words):
        mv.search("baseline", **asked)
