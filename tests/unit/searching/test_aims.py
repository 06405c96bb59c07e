"""Scores by hand, intervals beside SciPy, and what is refused as an aim."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from multivector_sim.errors import InputError
from multivector_sim.scenario import load_scenario
from multivector_sim.searching.aims import Standing, aims_of, gains_of, scores

# Two policies, four futures, two aims.
GAINS = np.array(
    [
        [[1.0, 0.0], [2.0, 5.0], [3.0, 1.0], [4.0, 2.0]],
        [[2.0, 1.0], [0.0, 4.0], [3.0, 3.0], [8.0, 0.0]],
    ]
)


def test_regret_by_hand() -> None:
    # Best: 2 1, 2 5, 3 3, 8 2. The first misses 1 1, 0 0, 0 2, 4 0; the second 0 0, 2 1, 0 0, 0 2.
    standing = Standing(GAINS, "regret")
    assert standing.scores.tolist() == [[-4.0, -2.0], [-2.0, -2.0]]


def test_the_worst_tenth_by_hand() -> None:
    values = np.arange(40.0)[::-1].reshape(1, 40, 1)  # the worst four are 0, 1, 2, 3
    assert scores(values, "worst").tolist() == [[1.5]]
    assert scores(GAINS, "worst").tolist() == [[1.0, 0.0], [0.0, 0.0]]  # of four futures, one
    assert scores(GAINS, "mean").tolist() == [[2.5, 2.0], [3.25, 2.0]]


def test_the_interval_of_a_mean_lead_is_that_of_paired_values() -> None:
    rng = np.random.default_rng(1)
    gains = rng.normal(size=(2, 30, 2)) + np.array([0.0, 1.0])[:, None, None]
    value, low, high = Standing(gains, "mean").lead(1, 0)
    for aim in range(2):
        test = scipy.stats.ttest_rel(gains[1, :, aim], gains[0, :, aim])
        theirs = test.confidence_interval(0.95)
        assert (low[aim], high[aim]) == pytest.approx((theirs.low, theirs.high))
        assert low[aim] < value[aim] < high[aim]


def test_bootstrap_intervals_cover_a_known_lead_about_as_often_as_stated() -> None:
    # The second policy is the first plus 0.5 in every future and aim, plus noise of its own.
    covered = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        first = rng.normal(size=(100, 1))
        second = rng.normal(size=(100, 1)) + 0.5
        _, low, high = Standing(np.stack([first, second]), "worst").lead(1, 0)
        covered.append(low[0] <= 0.5 <= high[0])
    assert 0.8 < np.mean(covered) <= 1.0


def test_of_what_is_wanted_lower_less_is_a_gain() -> None:
    aims = aims_of(["autonomy", "crises"], load_scenario("baseline"))
    assert gains_of(np.array([0.7, 3.0]), aims).tolist() == [0.7, -3.0]


def test_entries_and_directions() -> None:
    base = load_scenario("baseline")
    aims = aims_of(["tension_to_pivot[RUS]=lower", "welfare", "credibility[CHN]=higher"], base)
    assert [(aim.label, aim.better) for aim in aims] == [
        ("tension_to_pivot[RUS]", "lower"), ("welfare", "higher"), ("credibility[CHN]", "higher"),
    ]  # fmt: skip
    assert [aim.label for aim in aims_of([], base)] == [
        *("autonomy", "tension_rus_chn", "welfare", "crises"),
    ]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["autonmy", "welfare"], "did you mean 'autonomy'"),
        (["demands", "welfare"], "say which way is better"),
        (["welfare=up", "autonomy"], "say which way is better"),
        (["cost=lower", "autonomy"], "by construction"),
        (["autonomy", "autonomy"], "stands twice"),
        (["autonomy"], "two outcomes or more"),
    ],
)
def test_what_cannot_be_an_aim_is_told(texts: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        aims_of(texts, load_scenario("baseline"))
