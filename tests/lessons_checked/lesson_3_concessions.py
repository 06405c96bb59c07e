"""Lesson 3 against a hand's count of appetite, and against the same draws counted in windows."""

from __future__ import annotations

import math
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import multivector_sim as mv
from lessons_checked.again import agrees, world

PERIODS = {"1996": (16, 20), "1997-2006": (20, 60), "2007-2025": (60, 136)}
WINDOWS = tuple(
    window
    for first, last in PERIODS.values()
    for window in (
        mv.Window(f"fear_{first}", "concern", (1, 2), first, last, "mean"),
        mv.Window(f"tension_{first}", "tension", (1, 0), first, last, "mean"),
        mv.Window(f"demand_or_more_{first}", "action", (1,), first, last, "above", 1.5),
        mv.Window(f"obstruct_or_more_{first}", "action", (1,), first, last, "above", 2.5),
        mv.Window(f"contest_{first}", "action", (1,), first, last, "above", 3.5),
    )
)
FILE = """\
title: A year
question: As in the lesson?
extends: multivector
policy:
  constant: false
  concession: 0
  phases:
    - {from: 1996, concession: 1, source: judgement}
    - {from: 1997, concession: 0, source: judgement}
"""

OUTCOMES = {
    "demands": "demands",
    "quarters of obstruction": "obstructions",
    "Russia-China tension": "tension_rus_chn",
    "autonomy": "autonomy",
    "flow on the routes": "flow",
    "welfare": "welfare",
}


def counted(data, first, last):
    """Return what the lesson measures in a period, from windows."""
    above = {
        name: data[f"{name}_{first}"].values * (last - first)
        for name in ("demand_or_more", "obstruct_or_more", "contest")
    }
    return {
        "fear for its power": data[f"fear_{first}"].values,
        "demands": above["demand_or_more"] - above["obstruct_or_more"],
        "obstruction": above["obstruct_or_more"] - above["contest"],
        "tension towards Kazakhstan": data[f"tension_{first}"].values,
    }


def check_by_hand(results):
    step = math.exp(-0.3)
    # One less the appetite is what shrinks: 1 - ap falls to 0.8 of itself at each success.
    first = 1 - 0.8
    second = 1 - 0.8 * (1 - first * step)
    third = 1 - 0.8 * (1 - second * step)
    assert results["appetite_by_hand"] == pytest.approx(third, rel=1e-12)
    assert round(third, 2) == 0.39
    appetite, concern = results["half_lives"]
    assert (
        0.5 == pytest.approx(math.exp(-0.3 * appetite)) == pytest.approx(math.exp(-0.5 * concern))
    )
    assert (round(appetite, 1), round(concern, 1)) == (2.3, 1.4)


@cache
def one_year(closing=()):
    """Return the world that concedes in 1996 alone, read from a file as in the lesson."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "year.yaml"
        file.write_text(FILE, encoding="utf-8")
        return world(str(file), dict(closing), WINDOWS, 500)


def check_phases(results):
    year = one_year()
    never = world("multivector", {"policy.concession": 0}, WINDOWS, 500)
    phases = results["phases"]
    for label, (first, last) in PERIODS.items():
        focal, other = counted(year, first, last), counted(never, first, last)
        for name in focal:
            assert agrees(phases[f"{label}: {name}"], focal[name], other[name]), (label, name)
    for name in ("fear for its power", "demands", "obstruction"):
        assert phases[f"1996: {name}"][2] < 0
    assert phases["1997-2006: fear for its power"][1] > 0
    assert phases["2007-2025: fear for its power"][1] > 0
    assert phases["1997-2006: demands"][1] > 0
    assert phases["1997-2006: obstruction"][2] < 0

    shape = {name: np.array(path) for name, path in results["shape"].items()}  # from 1995 on
    assert all((path[:4] == 0).all() for path in shape.values())
    fear = shape["fear for its power"]
    assert fear[4:8].mean() == pytest.approx(phases["1996: fear for its power"][0], rel=1e-9)
    assert fear[8:].mean() == pytest.approx(phases["1997-2006: fear for its power"][0], rel=1e-9)
    crossed = 1995 + int(np.argmax(fear > 0)) / 4
    assert 1997.5 <= crossed <= 1998.5
    status = shape["status concern"]
    assert (status[4:16] < 0).all()
    appetite = shape["appetite"]
    assert (appetite[4:] > 0).all()
    # Nobody yields after 1996, and forced cessions are about as many: appetite fades as by hand.
    assert appetite[20] / appetite[8] == pytest.approx(math.exp(-0.3 * 3), rel=0.25)


def check_closed(results):
    closed = results["closed"]
    parameter = ("parameters.appetite_gain", 0)
    focal = counted(one_year((parameter,)), 20, 60)
    never = world("multivector", dict([parameter, ("policy.concession", 0)]), WINDOWS, 500)
    other = counted(never, 20, 60)
    for name in ("fear for its power", "demands", "obstruction"):
        assert agrees(closed[f"1997-2006: {name}, no appetite"], focal[name], other[name])
        for period in ("1997-2006", "2007-2025"):
            shipped = results["phases"][f"{period}: {name}"]
            assert closed[f"{period}: {name}, as shipped"] == shipped
    assert closed["1997-2006: fear for its power, no ratchet"][2] < 0
    assert closed["2007-2025: fear for its power, no ratchet"][1] > 0
    assert closed["1997-2006: demands, no appetite"][2] < 0
    assert closed["1997-2006: obstruction, no appetite"][2] < 0


def recount(gain, ratchet, rows):
    """Run one corner anew, and put the lesson's table beside it."""
    numbers = {"parameters.appetite_gain": gain, "parameters.cession_ratchet": ratchet}
    focal = world("multivector", numbers)
    other = world("multivector", {**numbers, "policy.concession": 0})
    for name, outcome in OUTCOMES.items():
        assert agrees(rows[name], focal[outcome].values, other[outcome].values), name
    fear = [
        data["concern"].sel(actor="RUS", concern_kind="power").values for data in (focal, other)
    ]
    assert agrees(rows["Russia: fear for its power"], *fear)


def check(results):
    check_by_hand(results)
    check_phases(results)
    check_closed(results)
    assert len(results["corners"]) == 9
    for corner, rows in results["corners"].items():
        gain, ratchet = map(float, corner.split())
        if gain == ratchet == 0 or (gain, ratchet) == (0.6, 1.5):
            recount(gain, ratchet, rows)
        assert rows["autonomy"][1] > 0
        assert rows["flow on the routes"][1] > 0
        assert rows["quarters of obstruction"][2] < 0
        assert rows["welfare"][2] < 0
        low, high = rows["demands"][1:]
        assert {0.0: high < 0, 0.2: low < 0 < high, 0.6: low > 0}[gain]
        for name in ("Russia: fear for its power", "Russia-China tension"):
            assert rows[name][2] < 0 if ratchet == 0 else rows[name][1] > 0 or ratchet == 0.5
