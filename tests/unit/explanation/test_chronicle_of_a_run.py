"""A chronicle is the run of both engines, and its reasons are those of the rules."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

import multivector_sim as mv
import oracle
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.evidence.events import event
from multivector_sim.explanation import NUMBERS, Chronicle, Decision, decision_text, live
from multivector_sim.explanation.moved import MOVERS, entries_of, values_of
from multivector_sim.explanation.turning import turning_points, weight_of
from multivector_sim.explanation.witness import Witness
from multivector_sim.model.actors import ACTIONS, OBSTRUCT
from multivector_sim.model.parameters import PARAMETERS, parameter_index
from multivector_sim.model.rules.choice import choose
from multivector_sim.model.rules.crisis import risk_crisis

SEED, RUN = 1, 8
"""A run in which there are obstructions, a crisis, and demands of every end."""

BLAMING = ("better", "worse", "should", "best policy", "succeed", "fail")


@pytest.fixture(scope="module")
def chronicle() -> Chronicle:
    return mv.explain("baseline", run=RUN, seed=SEED)


@pytest.fixture(scope="module")
def compiled() -> object:
    record = ("action", "tension", "share", "crisis", "granted")
    return mv.simulate(
        "baseline", runs=1, first_run=RUN, seed=SEED, record=record, outcomes=(
            "demands", "granted", "forced", "withstood", "crises", "ceded", "obstructions",
            "contests", "welfare",
        ),
    )  # fmt: skip


def test_it_is_the_run_of_the_compiled_engine_bit_for_bit(chronicle, compiled) -> None:
    one = compiled.isel(run=0)
    actions = one["action"].transpose("time", "actor").values
    assert chronicle.action_paths().tobytes() == actions.tobytes()
    for name in ("tension", "share"):
        path = np.stack([getattr(quarter, name) for quarter in chronicle.quarters])
        assert path.tobytes() == np.ascontiguousarray(one[name].values).tobytes()


def test_what_happened_adds_up_to_the_outcomes_of_the_compiled_engine(chronicle, compiled) -> None:
    single = [name for name in compiled.data_vars if compiled[name].dims == ("run",)]
    counted = {name: float(compiled[name].values[0]) for name in single}
    rows = [row for quarter in chronicle.quarters for row in quarter.happenings]
    kinds = Counter(row.kind for row in rows)
    assert kinds["demand granted"] == counted["granted"] > 0
    assert kinds["demand prevails"] == counted["forced"] > 0
    assert kinds["demand refused"] == counted["withstood"] > 0
    assert kinds["crisis"] == counted["crises"] > 0
    ceded = sum(row.size for row in rows if row.kind == "cession")
    assert ceded == pytest.approx(counted["ceded"], rel=1e-9)
    done = Counter(decision.action for decision in chronicle.decisions)
    assert done["obstruct"] == counted["obstructions"] > 0
    lasted = sum(row.size for row in rows if row.kind == "obstruction ends")
    assert lasted == counted["obstructions"]
    assert done["contest"] == counted["contests"]
    assert chronicle.outcomes["welfare"] == counted["welfare"]


@pytest.fixture(scope="module")
def read_twice() -> Iterator[list[tuple[list[float], int]]]:
    """Return values and powers of every choice of the second reading of the equations."""
    found: list[tuple[list[float], int]] = []
    plain = oracle.uniform

    def noting(key: int, mech: int, i: int, j: int) -> float:
        if mech == oracle.M_ACTION:
            frame = inspect.currentframe().f_back
            found.append((list(frame.f_locals["V"]), frame.f_locals["p"]))
        return plain(key, mech, i, j)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, "uniform", noting)
        oracle.run(mv.load_scenario("baseline", ["end=2001Q4"]).pack(), SEED, RUN)
        yield found


def test_values_are_those_of_a_second_reading_of_the_equations(chronicle, read_twice) -> None:
    told = [row for row in chronicle.decisions if row.year < 2002]
    assert len(told) == len(read_twice) == 160
    for decision, (values, power) in zip(told, read_twice, strict=True):
        assert decision.actor == chronicle.actors[power]
        own = [option.value for option in decision.options]
        assert own == pytest.approx(values, rel=1e-9, abs=1e-9)


def test_chances_are_the_logit_of_the_values_and_the_draw_says_the_action(chronicle) -> None:
    for decision in chronicle.decisions:
        values = np.array([option.value for option in decision.options])
        weights = np.exp(decision.rationality * (values - values.max()))
        weights[OBSTRUCT] *= decision.per_length
        chances = [option.probability for option in decision.options]
        assert chances == pytest.approx(weights / weights.sum(), abs=1e-12)
        edges = np.cumsum([0.0, *chances])
        place = int(np.searchsorted(edges, decision.draw, side="right")) - 1
        assert decision.drawn == ACTIONS[min(place, len(ACTIONS) - 1)]
        if decision.how == "drawn":
            assert decision.action == decision.drawn
        elif decision.how == "kept":
            assert decision.action == decision.previous == "obstruct"


def test_chances_agree_with_the_frequencies_of_the_compiled_engine() -> None:
    """Without noise in what is seen, every run takes its first choice in the same state."""
    changes = ["end=1992Q1", "parameters.perception_noise=0"]
    runs = 20_000
    actions = mv.simulate(
        mv.load_scenario("baseline", changes), runs=runs, seed=5, record=["action"], outcomes=()
    )["action"].values[:, 0]
    told = [mv.explain("baseline", run=run, seed=5, overrides=changes) for run in (0, 1)]
    for index, decision in enumerate(told[0].decisions, start=1):
        chances = np.array([option.probability for option in decision.options])
        again = [option.probability for option in told[1].quarters[0].decisions[index - 1].options]
        assert chances.tolist() == again
        counts = np.array([(actions[:, index] == kind).sum() for kind in range(len(ACTIONS))])
        assert stats.chisquare(counts, chances * runs).pvalue > 0.001
        swapped = chances[[1, 0, 2, 3, 4]]
        assert stats.chisquare(counts, swapped * runs).pvalue < 1e-6


def test_without_chance_the_option_of_the_highest_value_is_taken() -> None:
    parameters = np.array([row.default for row in PARAMETERS])
    parameters[parameter_index("choice_rationality")] = 1e6
    told = mv.explain("baseline", seed=3, overrides=["end=1996Q4"], parameters=parameters)
    assert len({row.action for row in told.decisions}) > 1
    for decision in told.decisions:
        values = [option.value for option in decision.options]
        best = ACTIONS[int(np.argmax(values))]
        assert decision.drawn == best == decision.best.action
        assert decision.best.probability == pytest.approx(1.0, abs=1e-9)
        assert decision.lead > 0


def test_forced_actions_are_told_as_forced() -> None:
    told = mv.explain("pipeline_closed_2028_8_quarters", overrides=["start=2027Q1", "end=2030Q4"])
    forced = [row for row in told.decisions if row.how == "forced"]
    assert forced
    assert {row.action for row in forced} == {"obstruct"}
    kinds = [news.kind for quarter in told.quarters for news in quarter.news]
    assert {"action forced", "action free"} <= set(kinds)
    assert "It was told to; left to itself" in " ".join(told.text(every=True).split())


def test_a_jump_of_tension_is_drift_and_chance_and_crises(chronicle) -> None:
    jumps = 0
    for quarter in chronicle.quarters[1:]:
        before = chronicle.quarters[quarter.number - 1].pairs()
        for pair, mean in quarter.pairs().items():
            rise = mean - before[pair]
            one, other = pair.split("-")
            told = [
                row
                for row in quarter.happenings
                if (row.kind, row.actor, row.other) == ("tension", one, other)
            ]
            assert bool(told) == (abs(rise) >= live.TENSION_JUMP)
            for row in told:
                jumps += 1
                assert row.size == pytest.approx(rise, abs=1e-12)
                crisis = [
                    event for event in quarter.happenings
                    if event.kind == "crisis" and one == "KAZ" and event.actor == other
                ]  # fmt: skip
                parts = row.numbers["drift"] + row.numbers["chance"]
                if crisis:
                    assert row.size > parts + 0.1
                else:
                    assert row.size == pytest.approx(parts, abs=1e-12)
    assert jumps > 10
    changes = ["start=2021Q1", "end=2022Q4", "parameters.tension_noise=0", "substeps=2"]
    still = mv.explain("baseline", overrides=changes)
    rows = [row for quarter in still.quarters for row in quarter.happenings]
    chances = [row.numbers["chance"] for row in rows if row.kind == "tension"]
    assert chances == pytest.approx([0.0] * len(chances), abs=1e-15)
    assert chances


def test_the_runner_up_and_the_nearest_option_follow_from_the_options(chronicle) -> None:
    for decision in chronicle.decisions:
        own = decision.option(decision.drawn)
        others = [option for option in decision.options if option.action != own.action]
        assert decision.runner_up.probability == max(option.probability for option in others)
        near, distance = decision.nearest
        assert near.action != own.action
        moved = [decision.draw - 1.001 * distance, decision.draw + 1.001 * distance]
        reached = [
            option.action for option in others for d in moved if option.low <= d < option.high
        ]
        assert near.action in reached
        assert all(option.low >= decision.draw or option.high <= decision.draw for option in others)


def test_what_moved_a_power_is_the_change_of_the_values(chronicle) -> None:
    earlier = {(row.number, row.actor): row for row in chronicle.decisions}
    shifts = 0
    for decision in chronicle.decisions:
        past = earlier.get((decision.number - 1, decision.actor))
        if past is None or decision.drawn == decision.previous:
            assert decision.shift is None
            continue
        shifts += 1

        def gap(row: Decision, over: Decision = decision) -> float:
            return row.option(over.drawn).value - row.option(over.previous).value

        assert decision.shift.size == gap(decision) - gap(past)
        assert decision.chance_before == past.option(decision.drawn).probability
        assert set(decision.shift.parts) <= set(MOVERS)
    assert shifts > 100


def test_the_movers_are_all_that_a_choice_reads() -> None:
    """With every mover as in the quarter before, the values are those of the quarter before."""
    model = live.ExplainedModel("baseline", seed=SEED, run=RUN)
    for _ in range(20):
        model.advance()
    before, after = model.moments
    run, now = model.scratch
    power = 1
    run.memory[:], now.memory[:] = before
    past = values_of(model.world, now, run, power)
    run.memory[:], now.memory[:] = after
    present = values_of(model.world, now, run, power)
    assert present != past
    old_run, old_now = (
        type(run)(run.layout, before.run, 5, 5),
        type(now)(now.layout, before.now, 5, 5),
    )
    for name in MOVERS:
        for driver, field, entry in entries_of(name, power):
            target, source = (now, old_now) if driver else (run, old_run)
            getattr(target, field)[entry] = getattr(source, field)[entry]
    assert values_of(model.world, now, run, power) == past


def test_a_live_model_tells_each_step_and_takes_the_same_way() -> None:
    plain = mv.MultivectorModel("baseline", seed=2, run=3)
    told = mv.ExplainedModel("baseline", seed=2, run=3)
    for _ in range(6):
        plain.step()
        told.step()
        assert told.state.memory.tobytes() == plain.state.memory.tobytes()
        assert told.quarters[-1].number == plain.quarter - 1
        for power in told.powers:
            assert told.quarters[-1].decision(power.code).action == power.action
    text = decision_text(told.quarters[-1].decision("RUS"), told.names)
    assert text.startswith("  Russia ")
    assert "It weighed " in text
    assert told.datacollector.get_model_vars_dataframe().shape[0] == 6


def test_a_witness_of_another_rule_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what does not leave the engine's own state is not told."""
    monkeypatch.setattr(live, "WEIGHING", Witness(risk_crisis, "uniform"))
    with pytest.raises(SimulationError, match=r"1992Q1, choose an action.*RUS"):
        mv.explain("baseline", overrides=["end=1992Q1"])
    with pytest.raises(ValueError, match="calls no"):
        Witness(choose, "no_such_function")


def test_news_carry_their_rows_of_the_ledger(chronicle) -> None:
    crimea = [news for news in chronicle.quarter("2014Q1").news if news.kind == "event begins"]
    assert {news.key for news in crimea} == {"events.crimea_2014_usa", "events.crimea_2014_eu"}
    assert {news.evidence for news in crimea} == {"E062"}
    for quarter in chronicle.quarters:
        for news in quarter.news:
            late = quarter.year - news.date
            assert -0.25 < late < 0.25 if news.kind == "treaty" else 0 <= late < 0.25
            if news.evidence:
                assert event(news.evidence).id == news.evidence
    begun = {news.key for quarter in chronicle.quarters for news in quarter.news}
    scenario = mv.load_scenario("baseline")
    assert {f"events.{row.id}" for row in scenario.events} <= begun
    assert sum(key.startswith("policy.treaties") for key in begun) == len(scenario.policy.treaties)


def test_triggers_and_levers_are_told() -> None:
    rule = (
        "policy.triggers=[{id: calm, when: tension.KAZ-RUS, above: 0, source: judgement, "
        "set: {concession: 0.9}}]"
    )
    told = mv.explain("baseline", overrides=["end=1993Q4", rule])
    assert told.quarters[0].triggers == ()
    assert told.quarters[1].triggers == ("calm",)
    (row,) = [row for row in told.quarters[1].happenings if row.kind == "levers"]
    assert dict(row.numbers) == {"concession": 0.9}
    assert "triggers: calm" in told.text(1992.5, 0.5)


def test_the_digest_is_short_and_counts_what_it_leaves_out(chronicle) -> None:
    text = chronicle.text()
    assert 40 < len(text.splitlines()) < 140
    assert all(len(line) <= 96 for line in text.splitlines())
    assert "not a forecast" in text
    points = chronicle.turning_points()
    assert len(points) == 8
    crises = [q for q in chronicle.quarters if any(r.kind == "crisis" for r in q.happenings)]
    assert {row.number for row in crises} <= {point.quarter.number for point in points}
    lightest = min(point.weight for point in points)
    rest = {row.number for row in chronicle.quarters} - {p.quarter.number for p in points}
    every = turning_points(chronicle.quarters, len(chronicle.quarters))
    assert all(p.weight <= lightest for p in every if p.quarter.number in rest)
    changes = sum(decision.changed for decision in chronicle.decisions)
    told = sum(len(point.decisions) for point in points)
    assert f"changes of action {changes - told}" in " ".join(text.split())
    everything = chronicle.text(every=True)
    assert everything.count("It weighed") == len(chronicle.decisions)
    assert not [word for word in BLAMING if word in everything]
    assert all(weight_of(row) >= 0 for row in chronicle.decisions)


def test_a_window_and_an_actor_are_told_alone(chronicle) -> None:
    text = chronicle.text("2005Q1", 0.25, ["RUS"])
    assert [line for line in text.splitlines() if line[:1].isdigit()] == [
        "2004Q4", "2005Q1", "2005Q2",
    ]  # fmt: skip
    assert "Russia" in text
    assert "China" not in text
    assert "E023" in text
    assert "concession 0.6" in chronicle.text(2005, 0, ["KAZ"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"actors": ["RUSS"]}, "'RUSS'.*KAZ, RUS, CHN, USA, EU.*'RUS'"),
        ({"actors": ["China"]}, "did you mean 'CHN'"),
        ({"around": 1950}, "1950.*1992 to 2026"),
        ({"around": "soon"}, "'soon'.*2005Q2"),
        ({"around": 2000, "within": -1}, "within: -1"),
        ({"around": float("nan")}, "around: nan"),
        ({"within": float("nan")}, "within: nan"),
    ],
)
def test_what_cannot_be_told_is_refused(chronicle, arguments, words) -> None:
    with pytest.raises(InputError, match=words):
        chronicle.text(**arguments)


def test_bad_requests_are_refused(chronicle) -> None:
    with pytest.raises(InputError, match=r"run: -1.*0 to"):
        mv.explain("baseline", run=-1)
    with pytest.raises(InputError, match="packed inputs"):
        mv.explain(mv.load_scenario("baseline").pack(), overrides=["end=1993Q4"])
    with pytest.raises(InputError, match=r"'2031Q1'.*1992Q1 to 2025Q4"):
        chronicle.quarter("2031Q1")
    with pytest.raises(InputError, match=r"'RU'.*did you mean 'RUS'"):
        chronicle.quarters[0].decision("RU")
    with pytest.raises(InputError, match=r"'wait'.*accommodate"):
        chronicle.decisions[0].option("wait")


def test_table_and_document_say_the_same(chronicle) -> None:
    table = chronicle.to_frame()
    document = json.loads(chronicle.to_json())
    rows = [row for quarter in document["quarters"] for row in quarter["decisions"]]
    assert len(table) == len(rows) == 4 * 136
    assert table["action"].tolist() == [row["action"] for row in rows]
    assert table["p_court"].tolist() == [row["options"][1]["probability"] for row in rows]
    assert set(NUMBERS) == set(rows[0]["numbers"])
    assert document["experiment"]["run"] == RUN
    assert document["note"] == "exploratory, not a forecast"
    assert chronicle.quarter(2005.1) is chronicle.quarter("2005q1")


def test_packed_inputs_and_drawn_numbers_can_be_told() -> None:
    scenario = mv.load_scenario("baseline", ["end=1993Q4"])
    packed = mv.explain(scenario.pack(), run=2, seed=4)
    named = mv.explain(scenario, run=2, seed=4)
    assert packed.action_paths().tobytes() == named.action_paths().tobytes()
    assert packed.names["RUS"] == "RUS"
    chance = ["end=1993Q4", "parameters.choice_rationality={uniform: [2, 7]}"]
    drawn = [mv.explain("baseline", run=run, overrides=chance).decisions[0] for run in (0, 1)]
    assert drawn[0].rationality != drawn[1].rationality
