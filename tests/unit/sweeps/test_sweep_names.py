"""Policies with their choices are told apart by their names."""

from __future__ import annotations

import pytest

from made_sweeps import NOTHING_UNKNOWN, ONE_UNKNOWN, SKILL, made, policies, tilted


def test_keys_are_short_where_their_ends_differ() -> None:
    keys = {"shocks.half_price.times": [0.5, 1], "shocks.spare_routes.times": [0, 1], SKILL: [0, 1]}
    results = made(tilted, base="scope_dials", choices=keys, replications=1, **NOTHING_UNKNOWN)
    assert dict(zip(results.plan.choice_keys, results.short_keys, strict=True)) == {
        "shocks.half_price.times": "half_price.times",
        "shocks.spare_routes.times": "spare_routes.times",
        SKILL: "skill",
    }
    names = [results.arm_name(arm) for arm in range(len(results.arms))]
    assert len(set(names)) == 8
    assert names[0] == "skill 0, half_price.times 0.5, spare_routes.times 0"


@pytest.mark.parametrize("bases", [["baseline"], ["baseline", "multivector"]])
def test_worlds_are_named_where_there_are_several(bases: list[str]) -> None:
    results = made(tilted, base=bases, policies=policies(2), points=2, **ONE_UNKNOWN)
    names = [results.arm_name(arm) for arm in range(len(results.arms))]
    assert len(set(names)) == 2 * len(bases)
    assert (names[0] == "policy_0") == (len(bases) == 1)


def test_the_last_checkpoint_is_the_summary() -> None:
    results = made(tilted, policies=policies(2), points=9, replications=3, **ONE_UNKNOWN)
    last = results.convergence("autonomy").iloc[-2:]
    summary = results.summary(["autonomy"])
    for column in ("mean", "mean_low", "mean_high", "standard_error", "low", "median", "high"):
        assert last[column].tolist() == summary[column].tolist()
