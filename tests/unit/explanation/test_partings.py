"""Where two runs part: checked against what the compiled engine records of both."""

from __future__ import annotations

import json
import shlex

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.cli.program import group
from multivector_sim.errors import InputError
from multivector_sim.explanation import Partings, part
from multivector_sim.explanation.parting import paired_command

END = "end=1997Q4"
SEED = 1


def recorded(name: str, run: int) -> np.ndarray:
    """Return what everybody did, as the compiled engine records it; (quarters, actors)."""
    scenario = mv.load_scenario(name, [END])
    one = mv.simulate(
        scenario, runs=1, first_run=run, seed=SEED, record=["action"], outcomes=()
    ).isel(run=0)
    return one["action"].transpose("time", "actor").values


def parted(one: str, other: str, run: int, *overrides: str) -> Partings:
    return mv.compare_runs(
        mv.load_scenario(one, [END]), mv.load_scenario(other, [END]), run=run, seed=SEED,
        overrides=overrides,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, int], Partings]:
    return {
        (other, run): parted("baseline", other, run)
        for other, run in (("laissez_faire", 0), ("laissez_faire", 7), ("pro_west", 2))
    }


def test_partings_are_where_the_recorded_actions_differ(found) -> None:
    assert {result.first is not None for result in found.values()} == {True}
    for (other, run), result in found.items():
        differ = np.argwhere(recorded("baseline", run) != recorded(other, run))
        told = [(row.one.number, result.one.actors.index(row.one.actor)) for row in result.partings]
        assert told == [tuple(row) for row in differ.tolist()]


def test_the_first_parting_is_told_with_its_numbers(found) -> None:
    for result in found.values():
        first = result.first
        assert first.one.draw == first.other.draw
        assert first.one.drawn != first.other.drawn
        assert first.differences
        sizes = [abs(row.size) for row in first.differences]
        assert sizes == sorted(sizes, reverse=True)
        over = first.at_stake
        assert over.name == f"value of {first.one.drawn} over {first.other.drawn}"
        assert over.one == pytest.approx(first.one.lead_over(first.other.drawn))
        assert over.other == pytest.approx(-first.other.lead_over(first.one.drawn))
        for decision, other in ((first.one, first.other), (first.other, first.one)):
            # The draw moved by so much falls into the other option, and by less it does not.
            distance = decision.distance(other.drawn)
            option = decision.option(other.drawn)
            side = 1 if option.low >= decision.draw else -1
            inside = decision.draw + side * distance * (1 + 1e-9)
            before = decision.draw + side * distance * (1 - 1e-6)
            assert option.low <= inside <= option.high
            assert not option.low < before < option.high
        text = result.text()
        assert "anecdote" in text
        assert first.one.quarter in text
        assert "not a forecast" in text


def test_identical_scenarios_never_part() -> None:
    result = parted("baseline", "baseline", 3)
    assert result.first is None
    assert result.partings == ()
    assert result.apart_from == ""
    assert result.first_answer is None
    assert all(row.size == 0 for row in result.outcomes().values())
    assert "never part" in result.text()
    assert result.to_frame().empty


def test_before_anybody_does_otherwise_the_answers_may_differ() -> None:
    result = parted("baseline", "baseline", 7, "policy.concession=0")
    quarter, ours, theirs = result.first_answer
    assert quarter <= result.first.one.quarter
    assert ours != theirs
    assert result.apart_from == "1992Q1"  # the lever itself
    after = parted("baseline", "baseline", 7, "policy.phases.0.inclusion=0.1")
    assert after.apart_from == "1995Q1"
    assert after.first.one.year >= 1995


def test_a_parameter_of_the_choice_itself_is_told() -> None:
    result = mv.compare_runs(
        mv.load_scenario("baseline", ["end=1998Q4"]), mv.load_scenario("baseline", ["end=1998Q4"]),
        run=3, seed=SEED, overrides=["parameters.obstruction_length=6"],
    )  # fmt: skip
    (change,) = result.changes
    assert (change.key, change.after) == ("parameters.obstruction_length", 6.0)
    gap = next(row for row in result.first.differences if row.name == "per_length")
    assert gap.one == pytest.approx(1 / 6)
    assert result.first.at_stake.size == 0
    text = " ".join(result.text().split())
    assert "parameters.obstruction_length 6 against 3" in text
    assert "1 over the mean length of an obstruction" in text


def test_the_documents_hold_every_parting(found) -> None:
    for result in found.values():
        document = json.loads(result.to_json())
        assert len(document["partings"]) == len(result.partings) == len(result.to_frame())
        assert sum(document["partings_of"].values()) == len(result.partings)
        row = document["outcomes"]["welfare"]
        assert row["difference"] == row["one"] - row["other"]


def test_the_command_for_the_paired_effect_can_be_called() -> None:
    for scenario, overrides in (("laissez_faire", ()), ("baseline", ("policy.concession=0.1",))):
        again = paired_command(scenario, "baseline", overrides)
        program, name, *arguments = shlex.split(again)
        assert (program, name) == ("multivector", "whatif")
        given = group.get_command(None, name).make_context(name, arguments).params
        assert given["base"] == "baseline"
        assert given["overrides"] == overrides
        assert given["others"] == (() if overrides else ("laissez_faire",))
    assert paired_command("pro_west", "baseline", ("policy.concession=0.1",)) == ""
    assert paired_command("baseline", "baseline", ()) == ""


def test_runs_that_do_not_meet_the_same_draws_are_refused() -> None:
    short = ["end=1992Q4"]
    one = mv.explain("baseline", run=1, seed=1, overrides=short)
    with pytest.raises(InputError, match=r"run: 1 .* and 2"):
        part(one, mv.explain("baseline", run=2, seed=1, overrides=short))
    with pytest.raises(InputError, match="the same actors and the same start only"):
        mv.compare_runs("baseline", "country_uzbekistan", overrides=short)
    with pytest.raises(InputError, match=r"from 1992Q1, .* from 1993Q1"):
        mv.compare_runs("baseline", mv.load_scenario("baseline", ["start=1993Q1"]))
