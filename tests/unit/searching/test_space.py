"""A policy of the search is the policy of its file: the same arrays, and the same runs."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.show import write_yaml
from multivector_sim.searching.aims import aims_of
from multivector_sim.searching.bench import Futures, futures_of, observed_ranges, run_policies
from multivector_sim.searching.space import Schedule, Space, dials_of, watches_of

SHORT = {"start": "1992Q1", "end": "1999Q4"}


def space_of(
    base: Scenario,
    levers: list[str],
    phases: int = 3,
    first: int = 0,
    watches: tuple[str, ...] = (),
) -> Space:
    return Space(
        base, base.pack(), dials_of(levers, base), phases, first, watches_of(watches, base)
    )


def written(space: Space, schedule: Schedule, folder: Path) -> Scenario:
    """Return a policy after a journey through a file that extends the base."""
    (folder / "base.yaml").write_text(write_yaml(space.base.dump()), encoding="utf-8")
    data = {
        "title": "A", "question": "B", "extends": "base.yaml", "remove": ["policy"],
        "policy": space.policy(schedule),
    }  # fmt: skip
    (folder / "member.yaml").write_text(write_yaml(data), encoding="utf-8")
    return load_scenario(folder / "member.yaml")


def differing(first: Inputs, second: Inputs) -> list[str]:
    found = []
    for field in fields(first):
        mine, other = getattr(first, field.name), getattr(second, field.name)
        same = (
            np.array_equal(mine, other, equal_nan=True)
            if isinstance(mine, np.ndarray) and mine.dtype.kind == "f"
            else np.array_equal(mine, other)
            if isinstance(mine, np.ndarray)
            else mine == other
        )
        if not same:
            found.append(field.name)
    return found


SPACES = {
    "constant": ("baseline", ["inclusion", "openness"], 1, 0, ()),
    "all levers": ("baseline", [*LEVERS, "favour"], 3, 0, ()),
    "some levers": ("baseline", ["retention", "favour.CHN"], 3, 0, ()),
    "from a date": ("baseline", ["inclusion", "favour.RUS"], 2, 50, ()),
    "from the date of a phase": ("baseline", ["persuasion"], 2, 52, ()),
    "another policy": ("bandwagon_russia", ["inclusion", "favour.USA"], 3, 10, ()),
    "triggers": (
        "responsive", ["favour.EU", "persuasion", "concession"], 2, 0,
        ("tension.KAZ-RUS=0.05:0.2", "credibility.RUS:below=0.2:0.6"),
    ),
    "triggers from a date": ("responsive", ["concession"], 1, 40, ("price=0.5:2",)),
}  # fmt: skip


@pytest.mark.parametrize("name", SPACES)
def test_a_file_packs_to_what_was_evaluated(name: str, tmp_path: Path) -> None:
    base, levers, phases, first, watches = SPACES[name]
    space = space_of(load_scenario(base), list(levers), phases, first, watches)
    rng = np.random.default_rng(1)
    for _ in range(2):
        schedule = space.decode(rng.random(space.variables))
        scenario = written(space, schedule, tmp_path)
        assert differing(space.pack(schedule), scenario.pack()) == []
    assert differing(space.pack(schedule), space.inputs) != []


def test_a_policy_runs_bit_for_bit_as_its_file_does(tmp_path: Path) -> None:
    base = load_scenario("baseline", SHORT)
    space = space_of(base, ["inclusion", "concession"], 3, 0, ("tension.KAZ-RUS=0.05:0.12",))
    schedule = space.decode(np.random.default_rng(2).random(space.variables))
    assert len(schedule.starts) == 3
    runs = 16
    aims = aims_of(["autonomy", "tension_rus_chn", "crises"], base)
    given = space.inputs.parameters.reshape(1, -1)
    futures = Futures(
        np.repeat(given, runs, axis=0), np.arange(runs, dtype=np.uint64).reshape(-1, 1), 7
    )
    values = run_policies([space.pack(schedule)], futures, aims)[0]
    dataset = mv.simulate(written(space, schedule, tmp_path), runs=runs, seed=7)
    for column, aim in enumerate(aims):
        assert np.array_equal(values[:, column], dataset[aim.label].values)
    other = run_policies([space.inputs], futures, aims)[0]
    assert not np.array_equal(values, other)


def test_runs_of_a_future_are_averaged_and_threads_change_nothing() -> None:
    base = load_scenario("baseline", SHORT)
    aims = aims_of(["welfare", "tension_rus_chn"], base)
    inputs = base.pack()
    policies = [inputs, inputs.altered(levers=inputs.levers * 0.5)]
    both = futures_of("prior", 1, 3, 2, 3, {})
    found = run_policies(policies, both, aims, threads=1)
    assert np.array_equal(found, run_policies(policies, both, aims, threads=2))
    single = Futures(np.repeat(both.parameters, 3, axis=0), both.runs.reshape(-1, 1), 1)
    alone = run_policies(policies, single, aims).reshape(2, 2, 3, 2)
    assert np.allclose(found, alone.mean(axis=2), rtol=1e-14)
    assert len(np.unique(both.runs)) == 6


def test_a_preset_takes_over_at_the_date_and_not_before() -> None:
    base = load_scenario("baseline")
    space = space_of(base, ["inclusion"], 1, 50)
    other = with_policy_of(base, "bandwagon_china").pack()
    packed = space.pack_policy_of(other)
    for name in ("levers", "favour", "treaty"):
        mixed = getattr(packed, name)
        assert np.array_equal(mixed[:50], getattr(space.inputs, name)[:50])
        assert np.array_equal(mixed[50:], getattr(other, name)[50:])
    whole = space_of(base, ["inclusion"]).pack_policy_of(other)
    assert differing(whole, other) == []


def test_phases_that_begin_together_are_one() -> None:
    space = space_of(load_scenario("baseline", SHORT), ["inclusion"], 3)
    schedule = space.decode(np.array([0.0, 0.5, 0.1, 0.2, 0.3]))
    assert (schedule.starts, schedule.levels) == ((0, 16), ((0.2,), (0.3,)))
    row = dict(zip(space.names, space.row(schedule), strict=True))
    assert (row["from_1"], row["from_2"], row["inclusion_2"]) == (1992.0, 1996.0, 0.3)
    assert np.isnan([row["from_3"], row["inclusion_3"]]).all()


def test_usual_thresholds_lie_where_the_quantity_does() -> None:
    base = load_scenario("baseline", SHORT)
    space = space_of(base, ["inclusion"], 1, 0, ("tension.KAZ-RUS", "price", "share.routes.RUS"))
    names = [watch.when for watch in space.watches]
    found = observed_ranges(names, space, futures_of("prior", 1, 0, 10, 1, {}))
    assert found["price"] == pytest.approx(tuple(np.quantile(base.pack().price, [0.05, 0.95])))
    assert 0 <= found["tension.KAZ-RUS"][0] < found["tension.KAZ-RUS"][1] < 0.6
    assert 0.3 < found["share.routes.RUS"][0] < found["share.routes.RUS"][1] <= 1
    assert all(watch.low < watch.high for watch in space.bounded(found).watches)


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        (["inclusio"], "did you mean 'inclusion'"),
        (["inclusion", "inclusion=0:0.5"], "stands twice"),
        (["inclusion=0.5:0.2"], "low:high"),
        (["inclusion=0:2"], "within 0 and 1"),
        (["openness=-1:2"], "within 0"),
        (["openness=1"], "NAME=LOW:HIGH"),
        (["favour.KAZ"], "allowed"),
    ],
)
def test_levers_that_cannot_be_set_are_told(levers: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        dials_of(levers, load_scenario("baseline"))


@pytest.mark.parametrize(
    ("watches", "words"),
    [
        (["tension.KAZ"], "nothing that the pivot observes"),
        (["tension.KAZ-KAZ"], "two different actors"),
        (["concern.RUS"], "nothing that the pivot observes"),
        (["tension.KAZ-RUS:over"], ":above or :below"),
        (["price", "price=1:2"], "stands twice"),
        (["price=2:1"], "low < high"),
        (["share.trade.XXX"], "nothing that the pivot observes"),
    ],
)
def test_quantities_that_cannot_be_watched_are_told(watches: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        watches_of(watches, load_scenario("baseline"))
