"""A fixed policy: choices of levers pass it by, and its runs are those of a sweep without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import multivector_sim as mv

COMMON: dict[str, Any] = {
    "base": "baseline",
    "uncertain": {"prior": ["reaction"]},
    "points": 3,
    "replications": 4,
    "end": "1994Q4",
    "outcomes": ["autonomy", "tension_rus_chn", "welfare"],
}
FIXED = {"name": "merit", "of": "laissez_faire", "fixed": True}


@pytest.mark.parametrize("noise", ["shared", "own"])
def test_choices_of_levers_pass_it_by(tmp_path: Path, noise: str) -> None:
    done: list[int] = []
    swept = mv.Sweep(
        policies=[FIXED, "multivector"],
        choices={"policy.inclusion": [0.1, 0.9], "timelines.spare": [0.0, 0.3]},
        noise=noise,
        **COMMON,
    ).run(tmp_path / "a", threads=1, progress=lambda tally: done.append(tally.runs))
    plain = mv.Sweep(
        policies=["laissez_faire"], choices={"timelines.spare": [0.0, 0.3]}, noise=noise, **COMMON
    ).run(tmp_path / "b", threads=1)
    for metric in COMMON["outcomes"]:
        values = swept.values(metric).reshape(3, 2, 2, 2, 4)
        alone = plain.values(metric).reshape(3, 2, 4)
        assert np.array_equal(values[:, 0, 0], alone)
        assert np.array_equal(values[:, 0, 1], alone)
    moved = swept.values("welfare").reshape(3, 2, 2, 2, 4)
    assert not np.array_equal(moved[:, 1, 0], moved[:, 1, 1])
    assert sum(done) == swept.plan.runs


def test_without_the_word_it_takes_the_choice(tmp_path: Path) -> None:
    taken = mv.Sweep(
        policies=[{**FIXED, "fixed": False}], choices={"policy.inclusion": [0.1, 0.9]}, **COMMON
    ).run(tmp_path / "a")
    values = taken.values("welfare")
    assert not np.array_equal(values[:, 0], values[:, 1])


def test_a_replay_passes_it_by_too(tmp_path: Path) -> None:
    from multivector_sim.sweeps.replay import replay_run

    swept = mv.Sweep(
        policies=[FIXED, "own"], choices={"policy.inclusion": [0.1, 0.9]}, **COMMON
    ).run(tmp_path / "a")
    frame = swept.runs()
    for row in (0, 4, 8, 12, 47):
        again = replay_run(swept, 0, row)
        assert again.metrics["welfare"] == frame["welfare"][row]
        assert ("policy.inclusion" in again.changes) == (frame["policy"][row] != "merit")
