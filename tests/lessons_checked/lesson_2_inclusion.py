"""Lesson 2 against awards and expectations by hand, and against windows."""

from __future__ import annotations

import math

import pytest

import multivector_sim as mv
from lessons_checked.again import agrees, world

SETTINGS = {"in the multi-vector policy": "multivector", "in best-bid tenders": "laissez_faire"}
LABELS = {
    "Russia: fear of deception": ("RUS", "deception"),
    "Russia: fear for its power": ("RUS", "power"),
    "China: fear for its power": ("CHN", "power"),
}
CLOSED = {
    "no courtesy": {"deception_gain": 0},
    "no entitlement": {"inclusion_entitlement": 0},
}
FIELDS = tuple(
    mv.Window(f"held_{actor}", "share", (0, actor), 0, 136, "above", 1 / 3) for actor in range(1, 5)
)
BLAMED = (mv.Window("blamed", "blame", (1, 2), 0, 136, "mean"),)


def pair(policy, closing=None):
    changes = {f"parameters.{name}": value for name, value in (closing or {}).items()}
    return [
        world(policy, {"policy.inclusion": level, **changes}, FIELDS + BLAMED) for level in (0.8, 0)
    ]


def values(data, label):
    if label == "Russia-China tension":
        return data["tension_rus_chn"].values
    if label == "blame of Russia on China":
        return data["blamed"].values
    if label in LABELS:
        actor, kind = LABELS[label]
        return data["concern"].sel(actor=actor, concern_kind=kind).values
    return sum(data[window.name].values for window in FIELDS)


def check_by_hand(results):
    for key, exponent in (("award_without", 4.0), ("award_with", 1 + 3 * 0.488)):
        powers = [b**exponent for b in (0.12, 0.12, 0.3, 0.28)]
        assert results[key] == pytest.approx([p / math.fsum(powers) for p in powers], rel=1e-12)
    russia = results["award_without"][0], results["award_with"][0]
    assert results["offence"] == pytest.approx([1 - russia[0], 0.488 * (1 - russia[1])], rel=1e-12)
    assert [round(part, 2) for part in russia] == [0.01, 0.05]
    fall = results["offence"][1] / results["offence"][0]
    assert fall < 0.5
    assert round(1 - fall / 0.488, 2) == 0.04  # what the larger part adds

    fixed, after = results["entitled_by_hand"]
    assert fixed == pytest.approx(0.0192, rel=1e-12)
    step = math.exp(-0.25 * 0.25)
    built = 0.0
    for _ in range(20):
        built = step * built + (1 - step) * fixed
    assert after == pytest.approx(built, rel=1e-12)
    assert results["entitled_in_model"][0] == pytest.approx(after, rel=1e-9)
    assert results["entitled_in_model"][1] == 0.0


def check(results):
    check_by_hand(results)
    effects = results["effects"]
    for setting, policy in SETTINGS.items():
        included, excluded = pair(policy)
        for label, row in effects[setting].items():
            assert agrees(row, values(included, label), values(excluded, label)), label
        assert effects[setting]["Russia: fear of deception"][2] < 0
        assert effects[setting]["blame of Russia on China"][2] < 0
        assert effects[setting]["China: fear for its power"][1] > 0
    multivector, tenders = (effects[setting] for setting in SETTINGS)
    turned = {name for name in multivector if multivector[name][0] * tenders[name][0] < 0}
    assert turned == {"Russia-China tension", "Russia: fear for its power"}
    rare = multivector["quarters with more than a third of the fields"]
    assert -0.005 < rare[1] < rare[0] < 0
    assert 0 < rare[2] < 2e-4  # just holds zero
    assert multivector["Russia-China tension"][1] > 0
    assert tenders["Russia-China tension"][2] < 0
    assert tenders["quarters with more than a third of the fields"][2] < 0

    late = results["early_and_late"]
    for name, (early, now) in late.items():
        if "deception" in name:
            assert now < 0
            assert 0.7 < early / now < 1.1
        else:
            assert 0 < 2 * early < now, name

    for setting, policy in SETTINGS.items():
        rows = results["closed"][setting]
        assert len(rows) == 5
        for name, closing in CLOSED.items():
            with_it, without_it = pair(policy, closing)
            assert agrees(
                rows[name], with_it["tension_rus_chn"].values, without_it["tension_rus_chn"].values
            ), name
        assert rows["all open"] == effects[setting]["Russia-China tension"]
        assert rows["no entitlement"][2] < min(0, rows["all open"][1])
        assert rows["no courtesy"][1] > max(0, rows["all open"][2])
        assert rows["no overlap"][2] < rows["all open"][1]
        assert rows["rivals do not count"][1] > rows["all open"][2]
        assert min(rows, key=lambda name: rows[name][0]) == "no entitlement"
        assert max(rows, key=lambda name: rows[name][0]) == "no courtesy"
