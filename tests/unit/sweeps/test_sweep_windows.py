"""Windows of a sweep: what they come to, from the recorded paths of the same runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import multivector_sim as mv

WINDOWS = [
    {"name": "calm", "of": "tension.RUS-CHN", "from": "1994Q1", "to": "1996Q1"},
    {"name": "worst", "of": "tension.RUS-CHN", "summary": "max"},
    {"name": "fear", "of": "tension.RUS.CHN", "to": "1995Q1", "summary": "min"},
    {"name": "high", "of": "tension.CHN-USA", "summary": "above", "threshold": 0.24},
    {"name": "trade", "of": "share.trade.CHN", "from": "1996Q4", "summary": "last"},
]


def test_windows_are_those_of_the_paths(tmp_path: Path) -> None:
    swept = mv.Sweep(
        base="baseline", uncertain={"prior": "none"}, design="random", replications=6, seed=3,
        end="1996Q4", windows=WINDOWS, outcomes=["autonomy"],
    ).run(tmp_path / "a")  # fmt: skip
    scenario = mv.load_scenario("baseline", {"end": "1996Q4"})
    paths = mv.simulate(scenario, runs=6, seed=3, record=["tension", "share"])
    tension, codes = paths["tension"].values, list(scenario.actor_codes)
    rus, chn, usa = (codes.index(code) for code in ("RUS", "CHN", "USA"))
    pair = 0.5 * (tension[:, :, rus, chn] + tension[:, :, chn, rus])
    other = 0.5 * (tension[:, :, chn, usa] + tension[:, :, usa, chn])
    trade = paths["share"].values[:, -1, list(scenario.sector_codes).index("trade"), chn]
    expected = {
        "calm": pair[:, 8:16].mean(axis=1),
        "worst": pair.max(axis=1),
        "fear": tension[:, :12, rus, chn].min(axis=1),
        "high": (other > 0.24).mean(axis=1),
        "trade": trade,
    }
    for name, values in expected.items():
        np.testing.assert_allclose(swept.values(name)[0, 0], values, rtol=1e-13, err_msg=name)
    assert 0 < expected["high"].mean() < 1
