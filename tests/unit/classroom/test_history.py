"""One history is the very run of the bands, told by the other engine."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.classroom import Side, State
from multivector_sim.classroom import history as histories
from multivector_sim.classroom.history import history_of, line_of, partings_of, reasons
from multivector_sim.classroom.phases import Phase
from multivector_sim.classroom.runs import parameters_of
from multivector_sim.classroom.state import scenario_of
from multivector_sim.ensemble.engine import run_ensemble

CHOSEN = State(
    a=Side("baseline", {}, (Phase(48, {"inclusion": 0.1}),)), b=Side("baseline"),
    off=("sco",), variants=("no_upper_hand",), seed=5, run=7, history="a", parameters="prior",
)  # fmt: skip


@pytest.fixture(scope="module")
def chronicle():
    return history_of("a", CHOSEN)


def test_it_is_the_run_of_the_bands_bit_for_bit(chronicle):
    drawn = run_ensemble(
        scenario_of(CHOSEN.a, CHOSEN).pack(), CHOSEN.runs, CHOSEN.seed, record=("tension",),
        parameters=parameters_of(CHOSEN, 0, CHOSEN.runs), outcomes=["tension_rus_chn"],
    )  # fmt: skip
    first, second = (chronicle.actors.index(code) for code in ("RUS", "CHN"))
    tension = drawn.paths["tension"]
    lines = (tension[:, :, first, second] + tension[:, :, second, first]) / 2
    assert np.array_equal(line_of(chronicle), lines[7])
    assert not np.array_equal(lines[7], lines[8])
    assert chronicle.outcomes["tension_rus_chn"] == drawn.outcomes["tension_rus_chn"][7]


def test_it_is_kept_and_who_looks_at_another_quarter_gets_the_same(chronicle, monkeypatch):
    monkeypatch.setattr(histories, "explain", lambda *_, **__: pytest.fail("told again"))
    assert history_of("a", State(**{**vars(CHOSEN), "quarter": 3, "language": "kk"})) is chronicle
    assert len(histories.chronicles) <= histories.KEPT


def test_before_a_policy_differs_its_run_does_not(chronicle):
    partings = partings_of(CHOSEN)
    assert partings.one is chronicle
    assert partings.apart_from == "2004Q1"  # the phase of A begins
    assert partings.first.one.number >= 48


def test_reasons_are_whole_sentences(chronicle):
    for quarter in chronicle.quarters:
        for decision in quarter.decisions:
            told = reasons(chronicle, decision)
            assert len(told) >= 4
            assert all(line.endswith(".") and not line[0].islower() for line in told), told
