"""Tests of the null claims, of rival reasons for the calm, and of their limits: H33 to H44."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import factorial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.evidence import observations
from multivector_sim.inquiry import Condition, Read, Value, over
from multivector_sim.theses.conditions import FOUR, RECORDED, SMALLEST, lever
from multivector_sim.theses.spec import Part, Test, Untestable, difference, steeper
from multivector_sim.theses.worlds import Carried, Grudge, Quarrel, Stays, in_world

__all__ = ["RIVALS"]

FloatArray = NDArray[np.float64]

_CALM: Final = "tension_rus_chn"
_PAIR: Final = "tension.RUS-CHN"

# What dampens: the policy, and the three named rivals that can calm.
_DAMPERS: Final = {
    "the policy": "policy",
    "a common Other": "common_other",
    "the SCO": "sco",
    "shared regime security": "regime_security",
}


def _damped(present: tuple[str, ...]) -> Condition:
    """Return the world with some of the dampers, and merit tenders where the policy is none."""
    absent = [key for key in _DAMPERS.values() if key not in present]
    return Condition(
        "as recorded, without " + " and ".join(absent) if absent else "as recorded",
        policy="laissez_faire" if "policy" in absent else None,
        changes=tuple((f"mechanisms.{key}", False) for key in absent if key != "policy"),
    )


def _brings(damper: str) -> Value:
    """Return what a damper adds to Russia-China tension: its Shapley value among the four."""
    own = _DAMPERS[damper]
    others = [key for key in _DAMPERS.values() if key != own]
    players = len(_DAMPERS)

    def value(read: Read) -> FloatArray:
        total: FloatArray = np.zeros(1)
        for size in range(players):
            weight = factorial(size) * factorial(players - 1 - size) / factorial(players)
            for rest in combinations(others, size):
                joined = difference(_damped((own, *rest)), _damped(rest), _CALM)
                total = total + weight * joined(read)
        return total

    return value


_BARE: Final = _damped(())
_NO_RISE: Final = in_world("China no larger than in 1992", Stays("CHN", size=True))
_NO_SHIFT: Final = in_world("China's share of capability as in 1992", Stays("CHN"))

_UNSKILLED: Final = lever("skill", 0.2, Condition("playing off without skill", policy="hedge"))
_LIKELY_TO_STIR: Final = (FOUR["bandwagon_china"], FOUR["bandwagon_russia"], _UNSKILLED)


def _largest_rise(read: Read) -> FloatArray:
    """Return how far the most stirring of three policies lies above merit tenders."""
    stirred = np.max([read(condition, _CALM) for condition in _LIKELY_TO_STIR], axis=0)
    rise: FloatArray = stirred - read(FOUR["laissez_faire"], _CALM)
    return rise


_FRIENDLY: Final = in_world(
    "Russia and the United States without quarrels",
    **{
        f"events__{name}__size": 0.0
        for name in (
            "kosovo_1999",
            "colour_revolutions_2003",
            "georgia_2008_usa",
            "end_of_reset_2012",
            "crimea_2014_usa",
            "ukraine_2022_usa",
        )
    },
)
_BLIND: Final = in_world("a hostile rival draws no attention", parameters__attention_to_hostile=0.0)
_NO_MEDDLING: Final = in_world(
    "the West leaves both alone",
    **{
        f"events__{name}__size": 0.0
        for name in (
            "taiwan_strait_1996",
            "kosovo_1999",
            "belgrade_embassy_1999",
            "hainan_2001",
            "colour_revolutions_2003",
            "south_china_sea_2010",
            "end_of_reset_2012",
        )
    },
)
_NO_OTHER: Final = _damped(("policy", "sco", "regime_security"))
_NO_SCO: Final = _damped(("policy", "common_other", "regime_security"))
_DISPUTE: Final = in_world(
    "a dispute of Russia and China in 2005", Quarrel((("RUS", "CHN"),), 0.5, 2005, 2006)
)
_NO_COLOURS: Final = in_world("no colour revolutions at home", Carried("regime", 2003.5))
_HARDENED: Final = in_world(
    "China as hostile to the United States as Russia is", Grudge("CHN", "USA", like="RUS")
)
_NO_DISTRUST: Final = in_world("Russia holds nothing against China", Grudge("RUS", "CHN"))
_UNFITTED: Final = in_world("no constant of the pair", **{"pair_grievance__RUS-CHN": 0.0})


@lru_cache
def _recorded_ratio() -> float:
    """Return conflict of Russia and China over that of Russia and the United States, 2002-2013."""
    table = observations("event_conflict_share")
    table = table[table["year"].between(2002, 2013)]
    means = table.groupby(["actor", "partner"])["value"].mean()
    return float(means["CHN", "RUS"] / means["RUS", "USA"])


def _miss(condition: Condition) -> Value:
    """Return how far the ratio of the two pairs' tensions lies from that of recorded conflict."""

    def value(read: Read) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = read(condition, over(_PAIR, 2002, 2014)) / read(
                condition, over("tension.RUS-USA", 2002, 2014)
            )
        distance: FloatArray = np.abs(ratio - _recorded_ratio())
        return distance

    return value


_TENSION: Final = SMALLEST["tension"]

RIVALS: Final[tuple[Test | Untestable, ...]] = (
    Test(
        "H33",
        "The world without anything that dampens (merit tenders; no common Other, SCO or shared "
        "regime security): Russia-China tension against the record, against the same world in "
        "which China does not rise, and against how tense Russia and the United States are.",
        "Less than twice the tension of the recorded world, or no more than where China stays as "
        "it was in 1992, or less than between Russia and the United States in 2008-2018.",
        (
            Part(
                "tension beyond twice that of the record",
                "policy and dampers as recorded",
                lambda read: read(_BARE, _CALM) - 2 * read(RECORDED, _CALM),
                "higher",
            ),
            Part(
                "tension by China's rise",
                "China no larger than in 1992, nothing that dampens",
                difference(_BARE, _NO_RISE(_BARE), _CALM),
                "higher",
                negligible=_TENSION,
            ),
            Part(
                "tension beyond that of Russia and the United States, 2008-2018",
                "Russia and the United States in the recorded world",
                lambda read: (
                    read(_BARE, over(_PAIR, 2008, 2019))
                    - read(RECORDED, over("tension.RUS-USA", 2008, 2019))
                ),
                "higher",
            ),
        ),
        "Rupture is read as the tension between Russia and the United States. The constant fitted "
        "to the pair stays in, and calms: it stands for what no path of the model explains.",
    ),
    Test(
        "H34",
        "Russia-China tension with China's growing share of capability minus that with its share "
        "of 1992, sizes of economies as recorded.",
        "A change of less than 0.005, or a fall, without what dampens and in the recorded world.",
        (
            Part(
                "tension by the shift of power",
                "no shift, nothing that dampens",
                difference(_BARE, _NO_SHIFT(_BARE), _CALM),
                "higher",
                negligible=_TENSION,
            ),
            Part(
                "tension by the shift of power",
                "no shift, policy and dampers as recorded",
                difference(RECORDED, _NO_SHIFT(RECORDED), _CALM),
                "higher",
                negligible=_TENSION,
            ),
        ),
        "Of foreign policy only this tension is asked about. The grievance of the weaker power "
        "has a weight whose prior has both signs; its sign goes far to decide the test.",
    ),
    Test(
        "H35",
        "Three policies that might stir (siding with China, siding with Russia, playing off with "
        "poor skill) minus merit tenders: the largest rise of Russia-China tension.",
        "None of the three raises it by more than 0.005 above merit tenders.",
        (
            Part(
                "largest rise of Russia-China tension",
                "merit tenders",
                _largest_rise,
                "higher",
                negligible=_TENSION,
            ),
            *(
                Part(
                    "rise of Russia-China tension by one policy",
                    f"merit tenders; {condition.words}",
                    difference(condition, FOUR["laissez_faire"], _CALM),
                    "higher",
                    scored=False,
                )
                for condition in _LIKELY_TO_STIR
            ),
        ),
        "The claim is that such policies exist, so the largest of three is asked for. The largest "
        "of several noisy numbers leans upwards; the band of 0.005 guards against that.",
    ),
    Test(
        "H36",
        "What a common Other takes off Russia-China tension, on average over all orders in which "
        "it, the policy, the SCO and regime security can be added, and whether that is more than "
        "each of the others takes off.",
        "Less than 0.005, or no more than any of the other three.",
        (
            Part(
                "calm by a common Other",
                "the same world without it",
                _brings("a common Other"),
                "lower",
                negligible=_TENSION,
            ),
            *(
                Part(
                    "more calm than by another damper",
                    rival,
                    steeper(_brings("a common Other"), _brings(rival)),
                    "lower",
                )
                for rival in _DAMPERS
                if rival != "a common Other"
            ),
        ),
        "Weights of these paths are judgement, so over the prior shares mostly restate it; the "
        "accepted set says what the record adds. Fear is read as tension with the United States "
        "and the EU; no alliance is in the model.",
    ),
    Test(
        "H37",
        "Whether Russia blames China less than the United States; and whether quarrels with the "
        "United States lower Russia's tension towards China by drawing its attention away, which "
        "is what is left against the same quarrels where hostility draws no attention.",
        "China is blamed as much as the United States, or attention lowers Russia's tension "
        "towards China by less than 0.005.",
        (
            Part(
                "blame of China beyond that of the United States",
                "blame of the United States, as recorded",
                lambda read: read(RECORDED, "blame[RUS, CHN]") - read(RECORDED, "blame[RUS, USA]"),
                "lower",
            ),
            Part(
                "tension towards China by quarrels, through attention",
                "no quarrels with the United States; no attention drawn",
                steeper(
                    difference(RECORDED, _FRIENDLY(RECORDED), over("tension.RUS.CHN")),
                    difference(
                        _BLIND(RECORDED), _FRIENDLY(_BLIND(RECORDED)), over("tension.RUS.CHN")
                    ),
                ),
                "lower",
                negligible=_TENSION,
            ),
            Part(
                "blame of China by quarrels with the United States",
                "no quarrels with the United States",
                difference(RECORDED, _FRIENDLY(RECORDED), "blame[RUS, CHN]"),
                "lower",
                scored=False,
            ),
        ),
        "That a hostile rival draws blame away is equation (8) and not scored; that blame ends up "
        "elsewhere than with China, and that it matters for tension, is not assumed.",
    ),
    Test(
        "H38",
        "What shared regime security takes off Russia-China tension, on average over all orders "
        "of adding the dampers; and tension after the colour revolutions minus that in a world "
        "where shared regime security stays as it was before them.",
        "Less than 0.005 taken off, on average or in 2005-2009 by the colour revolutions.",
        (
            Part(
                "calm by shared regime security",
                "the same world without it",
                _brings("shared regime security"),
                "lower",
                negligible=_TENSION,
            ),
            Part(
                "tension of 2005-2009 by the colour revolutions",
                "regime security as before them",
                difference(RECORDED, _NO_COLOURS(RECORDED), over(_PAIR, 2005.5, 2010)),
                "lower",
                negligible=_TENSION,
            ),
        ),
        "The sign is that of one parameter, whose prior has both; the size is not assumed: base "
        "grievances between Russia and China are small, so there is little to relieve.",
    ),
    Test(
        "H39",
        "Russia-China tension since 2001 with the SCO minus that without; and what is left of a "
        "dispute put in for 2005, in the three years after it, with the SCO and without.",
        "Less than 0.005 lower, or less than 0.005 less left of the dispute with the SCO.",
        (
            Part(
                "tension since 2001 by the SCO",
                "no SCO",
                difference(RECORDED, _NO_SCO, over(_PAIR, 2001.5)),
                "lower",
                negligible=_TENSION,
            ),
            Part(
                "what is left of a dispute",
                "the same dispute, no SCO",
                steeper(
                    difference(_DISPUTE(RECORDED), RECORDED, over(_PAIR, 2006, 2009)),
                    difference(_DISPUTE(_NO_SCO), _NO_SCO, over(_PAIR, 2006, 2009)),
                ),
                "lower",
                negligible=_TENSION,
            ),
        ),
        "That tension fades faster inside the SCO is equation (19), with a weight whose prior "
        "reaches below zero. What is asked is whether that matters at the level it has.",
    ),
    Test(
        "H40",
        "Russia-China tension of 1996-2013 with the quarrels that the West has with one of them "
        "(not those that Russia began) minus that without; and how much of it needs a common "
        "Other.",
        "Higher or equal tension with the quarrels, or the same effect without a common Other.",
        (
            Part(
                "tension by quarrels with the West",
                "no such quarrels",
                difference(RECORDED, _NO_MEDDLING(RECORDED), over(_PAIR, 1996, 2014)),
                "lower",
            ),
            Part(
                "part of it through a common Other",
                "the same quarrels, no common Other",
                steeper(
                    difference(RECORDED, _NO_MEDDLING(RECORDED), over(_PAIR, 1996, 2014)),
                    difference(_NO_OTHER, _NO_MEDDLING(_NO_OTHER), over(_PAIR, 1996, 2014)),
                ),
                "lower",
            ),
        ),
        "Meddling is read as the dated quarrels of 1996-2012; their sizes are judgement.",
    ),
    Test(
        "H41",
        "Russia-China tension with China's own, milder relation to the United States minus that "
        "in a world where China and the United States hold against each other what Russia and the "
        "United States do.",
        "Lower or equal tension with China's own relation: its restraint keeps nobody apart.",
        (
            Part(
                "Russia-China tension by China's restraint",
                "China as hostile to the United States as Russia, policy as recorded",
                difference(RECORDED, _HARDENED(RECORDED), _CALM),
                "higher",
                negligible=_TENSION,
            ),
            Part(
                "Russia-China tension by China's restraint",
                "China as hostile to the United States as Russia, merit tenders",
                difference(FOUR["laissez_faire"], _HARDENED(FOUR["laissez_faire"]), _CALM),
                "higher",
                negligible=_TENSION,
            ),
        ),
        "No alliance and no trade between powers is in the model: interests are read as China's "
        "milder grievances, and only that they hold it back is asked, not that they rule out an "
        "alliance.",
    ),
    Test(
        "H42",
        "Whether the model needs a lasting grievance of Russia against China: how far the ratio "
        "of Russia-China to Russia-United States tension, 2002-2013, is from that of recorded "
        "conflict, with the grievance and without, where no constant is fitted to the pair.",
        "The record is missed by no less with Russia's lasting grievance than without it.",
        (
            Part(
                "miss of the recorded ratio",
                "no lasting grievance of Russia, no fitted constant",
                steeper(_miss(_UNFITTED(RECORDED)), _miss(_NO_DISTRUST(_UNFITTED(RECORDED)))),
                "lower",
            ),
            Part(
                "miss of the recorded ratio, constant fitted",
                "no lasting grievance of Russia",
                steeper(_miss(RECORDED), _miss(_NO_DISTRUST(RECORDED))),
                "lower",
                scored=False,
            ),
        ),
        "Recorded events show conflict, not distrust that is kept quiet. The constant of the pair "
        "was fitted with the grievance in place, so the second line cannot speak against it.",
    ),
    Untestable(
        "H43",
        "The SCO is one number on the pair of Russia and China, which makes all of their tension "
        "fade faster; tension is not split by what it is about, and members have no views of what "
        "the SCO is for.",
    ),
    Untestable(
        "H44",
        "India is not an actor of the model, and no figure tells how much it adds to what Russia "
        "and China hold against each other; a grievance put in by hand would only return itself.",
    ),
)
"""The tests, in the order of ids."""
