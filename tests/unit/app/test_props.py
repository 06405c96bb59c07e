"""What the templates are given is plain data that says what the view says."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from multivector_sim.app import labels, props
from multivector_sim.classroom import Guess, Side, State, compute, marks, read_link, without_each
from multivector_sim.experiments.paired import PairedEffect

CHOSEN = State(a=Side("baseline", {"skill": 0.25}), off=("sco",))


def say(words):
    return words


def test_everything_is_plain_data():
    view = compute(CHOSEN)
    told = [
        props.results(view, 300, say), props.details(view, 300, say),
        props.choices(CHOSEN, 0, say), props.files(CHOSEN, say),
        labels.words(say), props.entry(1, say),
    ]  # fmt: skip
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_results_are_shown_with_interval_and_both_names():
    view = compute(CHOSEN)
    shown = props.results(view, 300, say)
    row = props.details(view, 300, say)["rows"][0]
    assert shown["headline"][1].endswith(f": {row['effect']}")
    assert "A: Recorded path, 1992-2025 * - B: Merit tenders" in shown["headline"][0]
    assert "200 pairs of runs" in shown["headline"][2]
    whole = props.results(compute(replace(CHOSEN, off=())), 300, say)["headline"]
    assert whole[1].rpartition(": ")[2] == shown["headline"][3].rpartition(": ")[2]
    assert len(whole) == 3


def test_decimals_are_those_that_the_interval_bears_out():
    view = compute(CHOSEN)
    for row, shown in zip(view.rows, props.details(view, 300, say)["rows"], strict=True):
        effect, told = row.effect, re.findall(r"[-+]?[0-9.]+", shown["effect"])
        half = (effect.mean_high - effect.mean_low) / 2
        if half == 0:
            continue
        (places,) = {len(one.partition(".")[2]) for one in (*told, shown["a"], shown["b"])}
        assert 10.0**-places <= half or places == 0
        assert half < 10.0 ** (1 - places) or places == 0
        for one, value in zip((*told, shown["a"], shown["b"]),
                              (effect.mean, effect.mean_low, effect.mean_high, row.a, row.b),
                              strict=True):  # fmt: skip
            assert abs(float(one) - value) <= 0.5001 * 10.0**-places


def test_a_difference_without_a_width_and_one_of_nothing_are_told():
    given = dict.fromkeys(PairedEffect._fields, 0.0)
    flat = PairedEffect(**given | {"mean": 0.5, "mean_low": 0.5, "mean_high": 0.5})
    tiny = PairedEffect(**given | {"mean": -1e-7, "mean_low": -0.02, "mean_high": 0.02})
    assert props.effect_words(flat) == "+0.5 [+0.5, +0.5]"
    assert props.effect_words(tiny) == "+0.00 [-0.02, +0.02]"


def test_turns_begin_with_what_was_chosen():
    view = compute(CHOSEN)
    rows = props.turns(view, without_each(CHOSEN), say)
    assert rows[0]["effect"] == props.details(view, 300, say)["rows"][0]["effect"]
    assert len(rows) == 5
    assert all(row["name"].startswith("without: ") for row in rows[1:])


def test_unscored_outcomes_are_starred():
    view = compute(State())
    shown = props.details(view, 300, say)["rows"]
    starred = [row["name"].endswith(" *") for row in shown]
    assert starred == [not row.outcome.scored for row in view.rows]
    assert 0 < sum(starred) < len(starred)


def test_controls_show_the_state():
    shown = props.choices(CHOSEN, 0, say)
    assert [one["name"] for one in shown["switches"] if not one["on"]] == ["sco"]
    levers = {one["name"]: one for one in shown["sides"][0]["levers"]}
    assert (levers["skill"]["value"], levers["skill"]["own"]) == (0.25, True)
    assert levers["inclusion"]["moves"]
    assert not any(one["own"] for one in shown["sides"][1]["levers"])


def test_an_event_opens_its_entry():
    for mark in marks():
        entry = props.entry(mark.number, say)
        assert entry["what"] == mark.row.what
        assert entry["source"] == mark.row.source
        assert mark.row.id in entry["title"]
    for wrong in (0, -1, 10**6):
        assert props.entry(wrong, say) is None


def test_addresses_of_files_restore_the_state():
    for file in props.files(CHOSEN, say):
        assert read_link(file["address"].partition("?")[2]) == CHOSEN


def test_guesses_are_counted():
    view = compute(State())
    guesses = (Guess("lower", 0.1), Guess("lower", 0.02), Guess("same", 0.0))
    assert "lower under A: 2, the same: 1, higher under A: 0" in props.guesses_words(
        view, guesses, say
    )
