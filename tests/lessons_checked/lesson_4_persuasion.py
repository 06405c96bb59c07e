"""Lesson 4 against counts of promises, the Beta distribution by simulation, and t intervals."""

from __future__ import annotations

import numpy as np
import pytest

import multivector_sim as mv
from lessons_checked.again import agrees, world

SCALES = {
    "every promise kept": 1e6,
    "forgiving (0.05)": 0.05,
    "as shipped (0.02)": 0.02,
    "touchy (0.005)": 0.005,
}
WINDOWS = (
    mv.Window("believes_RUS", "credibility", (1,), 0, 136, "mean"),
    mv.Window("believes_CHN", "credibility", (2,), 0, 136, "mean"),
    mv.Window("above", "credibility", (1,), 0, 136, "above", 0.4),
)


def numbers(data):
    russia = data["concern"].sel(actor="RUS")
    return {
        "Russia: status concern": russia.sel(concern_kind="status").values,
        "Russia: fear of deception": russia.sel(concern_kind="deception").values,
        "Russia: tension towards Kazakhstan": data["tension_to_pivot"].sel(actor="RUS").values,
        "China: tension towards Kazakhstan": data["tension_to_pivot"].sel(actor="CHN").values,
        "Russia-China tension": data["tension_rus_chn"].values,
    }


def pair(**parameters):
    changes = {f"parameters.{name}": value for name, value in parameters.items()}
    return [
        world("multivector", {**changes, "policy.persuasion": level}, WINDOWS) for level in (0.8, 0)
    ]


def check_by_hand(results):
    """Limit L7: what is left of the first counts, and what a steady message adds."""
    fade, pull, step = np.exp(-0.05), 0.8, 0.25 * 0.64
    quarters = np.arange(1, 137)
    left = fade**quarters
    kept = left * 2 + (1 - left) * (pull + step / (1 - fade))
    broken = left * 2 + (1 - left) * pull
    seen = results["kept_world"]["model"]
    assert seen == pytest.approx(kept / (kept + broken), rel=1e-12)
    passed = np.flatnonzero(kept / (kept + broken) > 0.8)[0]
    assert results["years_to_belief"] == quarters[passed] / 4
    assert results["one_quarter"][0] == pytest.approx(seen[0], rel=1e-12)
    assert sum(results["one_quarter"]) == pytest.approx(1.0, rel=1e-12)  # steps of one size
    assert [round(q, 3) for q in results["one_quarter"]] == [0.520, 0.480]
    assert results["kept_for_ever"] == pytest.approx(seen[-1], abs=5e-4)
    assert round(results["kept_for_ever"], 3) == 0.836
    drawn = np.random.default_rng(1).beta(kept[-1], broken[-1], 20_000)
    assert results["kept_world"]["band"] == pytest.approx(
        np.quantile(drawn, [0.05, 0.95]), abs=0.01
    )

    assert round(results["relief"], 2) == 0.41
    c = results["break_even"]
    assert 0.8 * 0.64 * 0.4 * c == pytest.approx(0.06 * 0.64 * 1.3 * (1 - c), rel=1e-12)
    assert round(c, 1) == 0.2


def check_effects(results):
    effects, believed = results["effects"], results["believed"]
    for name, scale in SCALES.items():
        with_it, without_it = pair(breach_scale=scale)
        focal, other = numbers(with_it), numbers(without_it)
        for key, row in effects[name].items():
            assert agrees(row, focal[key], other[key]), (name, key)
        told = believed[name]
        assert told["Russia believes"] == pytest.approx(with_it["believes_RUS"].mean().item())
        assert told["China believes"] == pytest.approx(with_it["believes_CHN"].mean().item())
        doubts = told["quarters in which Russia believes less than 0.4"]
        assert doubts == pytest.approx(1 - with_it["above"].mean().item(), abs=1e-12)
        assert doubts == 0 or (name.startswith("touchy") and doubts < 0.01)
        level = told["status concern of Russia without persuasion"]
        assert round(level, 2) == 0.14
        assert level < results["break_even"]
        assert effects[name]["Russia: status concern"][1] > 0
        assert effects[name]["China: tension towards Kazakhstan"][2] < 0
        assert effects[name]["Russia-China tension"][1] > 0
    columns = [effects[name] for name in SCALES]
    for key in effects["as shipped (0.02)"]:
        rising = [column[key][0] for column in columns]
        assert rising == sorted(rising), key
    deception = [column["Russia: fear of deception"] for column in columns]
    assert deception[0][2] < 0
    assert all(row[1] > 0 for row in deception[1:])
    russia = [column["Russia: tension towards Kazakhstan"] for column in columns]
    assert all(row[2] < 0 for row in russia[:3])
    assert russia[3][1] > -0.001


def check(results):
    check_by_hand(results)
    check_effects(results)
    for value in (0.0, 0.06, 0.25):
        focal, other = map(numbers, pair(message_jealousy=value))
        for name in ("Russia: status concern", "Russia-China tension"):
            row = results["jealousy"][f"{name}, {value:g}"]
            assert agrees(row, focal[name], other[name])
            assert row[2] < 0 if value == 0 else row[1] > 0
