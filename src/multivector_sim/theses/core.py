"""Tests of the core of the 2018 article: H01 to H14."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import Condition, Read, Value, above, over
from multivector_sim.theses.conditions import (
    CONTEXTS,
    FOUR,
    HEDGE,
    ISOLATION,
    MERIT,
    MULTIVECTOR,
    SMALLEST,
    four,
    lever,
    of_levers,
    put_into,
    without,
)
from multivector_sim.theses.edits import Held, Seen
from multivector_sim.theses.readings import (
    Contrast,
    Reading,
    gap,
    interactions,
    logarithm,
    one,
    parts_of,
    pressing,
    ratio,
    reprisals,
    total,
)
from multivector_sim.theses.spec import Part, Test, Untestable, difference, steeper

__all__ = ["CORE"]

FloatArray = NDArray[np.float64]

_TENSION: Final = "tension_rus_chn"
_WORRIES: Final = total(
    "concern[RUS, security]",
    "concern[RUS, status]",
    "concern[RUS, power]",
    "concern[RUS, deception]",
)
"""Russia's four concerns together, 0 to 4."""


# H01: what of the effect needs the article's channel.


def _mute(condition: Condition) -> Condition:
    return condition.changed(
        f"{condition.words}, concerns raise no grievance", mechanisms__concern_grievance=False
    )


_MUTED: Final = tuple(Contrast(row.against, _mute(row.focal), _mute(row.other)) for row in four())

# H02: fewer quarrels, or shorter ones.

_BEGUN: Final = one("obstruction_spells")
_LENGTH: Final = ratio(one("obstructions"), _BEGUN, least=0.5)

# H03: one concession, and what becomes of it.

_YEAR: Final = 1996.0


def _once(inside: Condition) -> Condition:
    """Return a policy that concedes in one year alone."""
    return without("concession", inside).changed(
        f"{inside.words}, conceding in 1996 alone",
        edit=Held("concession", 1.0, _YEAR, _YEAR + 1.0),
    )


_ONE_CONCESSION: Final = (
    Contrast(
        "the multi-vector policy that never concedes", _once(MULTIVECTOR), without("concession")
    ),
    Contrast("merit tenders that never concede", _once(MERIT), MERIT),
)

# H04, H14: levels of leveraging.

_PLAYED_OFF: Final = of_levers("leveraging")


# H05: levels of inclusion.

_HOLDERS: Final = ("RUS", "CHN", "USA", "EU")


def _held_by_one(part: float) -> Reading:
    """Return the share of quarters in which a power holds more than part of the fields, summed."""
    return total(*(above(f"share.upstream.{power}", part) for power in _HOLDERS))


def _exclusive(more: Condition, less: Condition, part: float) -> Value:
    """Return how much more often a power holds part of the fields; NaN where none ever does."""
    held = _held_by_one(part)

    def value(read: Read) -> FloatArray:
        at_more, at_less = held(read, more), held(read, less)
        return np.where(at_more + at_less > 0.0, at_more - at_less, np.nan)

    return value


# H07: inclusion without its courtesy, and in a world blind to rivals' gains.


def _discourteous(condition: Condition) -> Condition:
    return condition.changed(
        f"{condition.words}, no snub in not being asked", parameters__deception_gain=0.0
    )


def _unenvious(condition: Condition) -> Condition:
    return condition.changed(
        f"{condition.words}, rivals' gains count for nothing",
        parameters__relative_decline=0.0,
        parameters__upper_hand=0.0,
    )


# H08: persuasion with its word kept and broken.


def _believed(condition: Condition) -> Condition:
    return condition.changed(
        f"{condition.words}, no shift of shares breaks a promise", parameters__breach_scale=10.0
    )


def _disbelieved(condition: Condition) -> Condition:
    return condition.changed(
        f"{condition.words}, any shift of shares breaks a promise", parameters__breach_scale=1e-4
    )


# H09: what is seen, and what is there.


def _seen(by: float) -> Condition:
    return MULTIVECTOR.changed(
        f"the multi-vector policy, China's influence seen {by:+g} off by Russia",
        edit=Seen("RUS", "CHN", by),
    )


def _blind(condition: Condition) -> Condition:
    """Return a world in which no power sees any influence of another."""
    return condition.changed(f"{condition.words}, nobody sees a rival", edit=Seen(None, None, -1.0))


_SIDING: Final = FOUR["bandwagon_china"]

# H10: the three levers that are said to make change acceptable.

_SOFT: Final = ("inclusion", "concession", "persuasion")
_SOFT_CONTRASTS: Final = of_levers(*_SOFT)


def _accepting(rate: float) -> tuple[Contrast, Contrast]:
    return of_levers(
        *_SOFT,
        alike=lambda condition: condition.changed(
            f"{condition.words}, references follow at {rate:g} a year",
            parameters__reference_adaptation=rate,
        ),
    )


# H13: other strategies, and how far apart results lie.

_OTHERS: Final = {**FOUR, "hedge": HEDGE, "isolation": ISOLATION}
_RESULTS: Final = (
    (_TENSION, -1.0, SMALLEST["tension"]),
    ("autonomy", 1.0, SMALLEST["autonomy"]),
    ("welfare", 1.0, SMALLEST["welfare"]),
)
"""Outcomes, which sign is better, and the smallest effect that matters."""


def _gains(read: Read, other: Condition) -> FloatArray:
    """Return (outcomes, draws): what multi-vectorism is better by, in smallest effects."""
    return np.array(
        [
            sign * (read(MULTIVECTOR, name) - read(other, name)) / smallest
            for name, sign, smallest in _RESULTS
        ]
    )


def _best(other: Condition) -> Value:
    return lambda read: _gains(read, other).max(axis=0)


def _apart(other: Condition) -> Value:
    return lambda read: np.abs(_gains(read, other)).max(axis=0)


CORE: Final[tuple[Test | Untestable, ...]] = (
    Test(
        "H01",
        "The multi-vector policy throughout against each of the four counterfactual policies in "
        "the same world: mean Russia-China tension, Russia's four concerns together, and the part "
        "of the effect on tension that is gone once concerns raise no grievance.",
        "Higher Russia-China tension, higher concerns of Russia, or an effect through concerns "
        "that raises tension, in 95 % of draws against each of the four.",
        (
            *parts_of("Russia-China tension", four(), one(_TENSION), "lower"),
            *parts_of("Russia's four concerns together", four(), _WORRIES, "lower"),
            *interactions("tension, as far as concerns raise it", four(), _MUTED, one(_TENSION)),
        ),
        "The channel is cut for all powers at once, not for Russia alone. The four concerns count "
        "alike; the article gives no weights.",
    ),
    Test(
        "H02",
        "The multi-vector policy against each of the four counterfactuals: how many obstructions "
        "begin, and whether this falls by a larger factor than the mean length of an "
        "obstruction; and how many demands are made.",
        "More obstructions begun or more demands than under the counterfactuals, or obstructions "
        "that become shorter by a larger factor than they become rarer.",
        (
            *parts_of("obstructions begun", four(), _BEGUN, "lower", "count"),
            *parts_of("demands made", four(), one("demands"), "lower", "count"),
            *parts_of(
                "rarer rather than shorter (logarithm)",
                four(),
                gap(logarithm(_BEGUN), logarithm(_LENGTH)),
                "lower",
            ),
        ),
        "Issues between Russia and China do not begin and end in the model as those with "
        "Kazakhstan do: obstructions and demands stand for them. The mean length of an "
        "obstruction is mostly a parameter, so that it can fall by little; draws with less than "
        "half an obstruction a run are left out of it.",
    ),
    Test(
        "H03",
        "Concession in 1996 alone against none, and concession throughout against none, in the "
        "multi-vector policy and in merit tenders: Russia's fear of loss in the ten years from "
        "1996, and over the whole run.",
        "A fear of loss that is higher over ten years, or over the whole run, than without the "
        "concession: then what it asks for afterwards outweighs the calm.",
        (
            *parts_of(
                "fear of loss over ten years, conceding once",
                _ONE_CONCESSION,
                one(over("concern.RUS.power", _YEAR, _YEAR + 10.0)),
                "lower",
            ),
            *parts_of(
                "fear of loss over the run, conceding throughout",
                of_levers("concession"),
                one("concern[RUS, power]"),
                "lower",
            ),
            *parts_of(
                "fear of loss in the year of the concession",
                _ONE_CONCESSION,
                one(over("concern.RUS.power", _YEAR, _YEAR + 1.0)),
                "lower",
                scored=False,
            ),
        ),
        "That a cession calms at once is an assumption of the model and is not scored; what is "
        "asked is whether the calm outlasts the higher reference that the cession leaves.",
    ),
    Test(
        "H04",
        "Leveraging taken out of the multi-vector policy, and put alone into merit tenders: "
        "obstruction and coercion by each of the two neighbours, and autonomy.",
        "More quarters of obstruction and crises by Russia or by China, or less autonomy, with "
        "leveraging than without.",
        (
            *parts_of(
                "obstruction and crises by Russia",
                _PLAYED_OFF,
                reprisals("RUS"),
                "lower",
                "count",
            ),
            *parts_of(
                "obstruction and crises by China", _PLAYED_OFF, reprisals("CHN"), "lower", "count"
            ),
            *parts_of("autonomy", _PLAYED_OFF, one("autonomy"), "higher"),
            *parts_of(
                "influence of the leading power",
                _PLAYED_OFF,
                one("max_influence"),
                "lower",
                scored=False,
            ),
        ),
        "That leveraging spreads influence is an assumption (it tilts bids against the leader) "
        "and is not scored: to prevail is read as getting one's way by obstruction or force.",
    ),
    Test(
        "H05",
        "Inclusion from none to half and from half to full, in the multi-vector policy and in "
        "merit tenders: how often a power holds more than a third of the oil and gas fields.",
        "A power holding more than a third of the fields no less often at more inclusion than at "
        "less.",
        (
            *(
                Part(
                    f"quarters with a holder of a third, {words}",
                    f"{context} at less inclusion",
                    _exclusive(
                        lever("inclusion", more, inside), lever("inclusion", less, inside), 1 / 3
                    ),
                    "lower",
                )
                for more, less, words in ((0.5, 0.0, "none to half"), (1.0, 0.5, "half to full"))
                for context, inside in CONTEXTS
            ),
            *(
                Part(
                    "quarters with a holder of half, none to full",
                    f"{context} without inclusion",
                    _exclusive(
                        lever("inclusion", 1.0, inside), lever("inclusion", 0.0, inside), 0.5
                    ),
                    "lower",
                    scored=False,
                )
                for context, inside in CONTEXTS
            ),
        ),
        "The model nearly assumes it, since an award is spread more evenly under inclusion. Left "
        "open is whether stakes pile up over years all the same: without it the best bidders may "
        "change, and what is ceded goes to one. A third is more than an equal part of four "
        "powers; half of the fields is too rare to be scored. Draws in which nobody ever holds "
        "as much are left out.",
    ),
    Test(
        "H06",
        "Inclusion taken out of the multi-vector policy, and put alone into merit tenders: the "
        "Russia-China tension that a lower fear of deception should bring; the fear is shown.",
        "Russia-China tension no lower with inclusion than without: then the friction of stakes "
        "side by side and what inclusion leads powers to expect outweigh the lower fear.",
        (
            *parts_of("Russia-China tension", of_levers("inclusion"), one(_TENSION), "lower"),
            *parts_of(
                "Russia's fear of deception",
                of_levers("inclusion"),
                one("concern[RUS, deception]"),
                "lower",
                scored=False,
            ),
        ),
        "That inclusion lowers the fear of deception is an assumption of the model (it scales the "
        "offence of an award to others), so the fear is not scored and its consequence is.",
    ),
    Test(
        "H07",
        "What inclusion does to Russia-China tension, in the multi-vector policy and in merit "
        "tenders: in a world in which not to be asked is no snub, so that only shares can calm; "
        "and how much more it calms than in a world in which rivals' gains do not count.",
        "Tension no lower with inclusion where the courtesy counts for nothing, or an effect that "
        "is as strong where rivals' gains count for nothing.",
        (
            *parts_of(
                "tension, the courtesy counting for nothing",
                of_levers("inclusion", alike=_discourteous),
                one(_TENSION),
                "lower",
            ),
            *interactions(
                "what gains of rivals add to the effect on tension",
                of_levers("inclusion"),
                of_levers("inclusion", alike=_unenvious),
                one(_TENSION),
            ),
        ),
        "The courtesy of inclusion is its direct effect on the fear of deception; that it clears "
        "perceptions stays in both worlds.",
    ),
    Test(
        "H08",
        "Persuasion taken out of the multi-vector policy, and put alone into merit tenders: "
        "Russia's status concern, with credibility as it comes about, and in a world in which no "
        "promise is ever broken.",
        "A status concern no lower with persuasion than without, above all where every promise is "
        "kept: then messages to others cost more than those to Russia bring.",
        (
            *parts_of(
                "Russia's status concern",
                of_levers("persuasion"),
                one("concern[RUS, status]"),
                "lower",
            ),
            *parts_of(
                "Russia's status concern, every promise kept",
                of_levers("persuasion", alike=_believed),
                one("concern[RUS, status]"),
                "lower",
            ),
            *parts_of(
                "Russia's status concern, promises broken",
                of_levers("persuasion", alike=_disbelieved),
                one("concern[RUS, status]"),
                "higher",
                scored=False,
            ),
        ),
        "That messages which are not believed do harm is an assumption of the model and is not "
        "scored.",
    ),
    Test(
        "H09",
        "Siding with China against the multi-vector policy, in a world in which no power sees "
        "what influence the others have: whether the real imbalance moves Russia-China tension "
        "there, and how much of its effect comes with sight.",
        "A real imbalance that nobody sees and that shifts tension by 0.005 or more, or one whose "
        "effect on tension is no higher when it is seen.",
        (
            Part(
                "tension under a real imbalance that nobody sees",
                "the multi-vector policy that nobody sees either",
                difference(_blind(_SIDING), _blind(MULTIVECTOR), _TENSION),
                "none",
                negligible=SMALLEST["tension"],
            ),
            Part(
                "what seeing it adds to its effect on tension",
                "the same imbalance unseen",
                steeper(
                    difference(_SIDING, MULTIVECTOR, _TENSION),
                    difference(_blind(_SIDING), _blind(MULTIVECTOR), _TENSION),
                ),
                "higher",
            ),
            Part(
                "tension, China seeming weaker",
                "a true view of China",
                difference(_seen(-0.1), MULTIVECTOR, _TENSION),
                "lower",
                scored=False,
            ),
            Part(
                "tension, China seeming stronger",
                "a true view of China",
                difference(_seen(0.1), MULTIVECTOR, _TENSION),
                "higher",
                scored=False,
            ),
        ),
        "That a false view of China moves tension follows from the equation of perceived decline "
        "and is not scored. What works unseen is left open: losses of one's own, stakes side by "
        "side, presence.",
    ),
    Test(
        "H10",
        "Inclusion, concession and persuasion together taken out of the multi-vector policy, and "
        "put into merit tenders: Russia's fear of loss, and whether they lower it by more where "
        "references follow shares fast than where they hardly do.",
        "A fear of loss no lower with the three levers, or an effect that is no stronger where "
        "change is soon accepted.",
        (
            *parts_of(
                "Russia's fear of loss", _SOFT_CONTRASTS, one("concern[RUS, power]"), "lower"
            ),
            *interactions(
                "effect at quick acceptance minus at slow",
                _accepting(0.8),
                _accepting(0.05),
                one("concern[RUS, power]"),
            ),
        ),
        "In the model no lever changes how fast a loss is accepted: acceptance is a parameter, "
        "so only its interplay with the policy can be asked.",
    ),
    Test(
        "H11",
        "The multi-vector policy against each of the four counterfactuals: price terms with "
        "Russia, and the share of quarters in which Russia demands or obstructs.",
        "Worse terms with Russia, or more quarters of pressure by it, than under the "
        "counterfactuals.",
        (
            *parts_of("price terms with Russia", four(), one("terms[RUS]"), "higher"),
            *parts_of(
                "quarters in which Russia demands or obstructs", four(), pressing("RUS"), "lower"
            ),
        ),
        "Terms stand for bargains over price and carriage. Against siding with Russia better "
        "terms are nearly assumed, since they follow dependence.",
    ),
    Test(
        "H12",
        "The multi-vector policy against each of the four counterfactuals: share of quarters "
        "without coercion.",
        "Less autonomy than under each of the four counterfactuals.",
        (
            *parts_of("autonomy", four(), one("autonomy"), "higher"),
            *parts_of(
                "autonomy, granted demands counted as lost",
                four(),
                one("autonomy_strict"),
                "higher",
                scored=False,
            ),
        ),
        "Autonomy is counted over all powers together. The strict count falls with every "
        "concession by definition and is not scored.",
    ),
    Test(
        "H13",
        "The multi-vector policy against six other strategies: whether it is better in at least "
        "one of tension, autonomy and welfare, and how far apart the results lie, in smallest "
        "effects that matter.",
        "Strategies that are all at least as good in all three, or whose results all lie within "
        "three smallest effects.",
        (
            *(
                Part(
                    "what it does best, in smallest effects", name, _best(other), "higher", "1", 1.0
                )
                for name, other in _OTHERS.items()
            ),
            *(
                Part(
                    "largest distance, in smallest effects", name, _apart(other), "higher", "1", 3.0
                )
                for name, other in _OTHERS.items()
            ),
        ),
        "Whether two runs can be told apart is not asked; means over runs are. The largest of "
        "three differences is never below zero by chance alone, so it must clear a band.",
    ),
    Test(
        "H14",
        "Leveraging from none to its level in the policy and from there to full, inside the "
        "multi-vector policy and inside merit tenders: welfare, and Russia-China tension.",
        "Welfare that falls with the first dose or still rises with the second, or Russia-China "
        "tension that falls.",
        (
            *parts_of(
                "welfare, the first dose", _PLAYED_OFF, one("welfare"), "higher", "rent years"
            ),
            *parts_of(
                "welfare, from there to full",
                (
                    Contrast("the multi-vector policy", lever("leveraging", 1.0), MULTIVECTOR),
                    Contrast(
                        "merit tenders with leveraging",
                        lever("leveraging", 1.0, MERIT),
                        put_into(MERIT, "leveraging"),
                    ),
                ),
                one("welfare"),
                "lower",
                "rent years",
            ),
            *parts_of(
                "Russia-China tension at full leveraging",
                (
                    Contrast(
                        "the multi-vector policy without it",
                        lever("leveraging", 1.0),
                        without("leveraging"),
                    ),
                    Contrast("merit tenders without it", lever("leveraging", 1.0, MERIT), MERIT),
                ),
                one(_TENSION),
                "higher",
            ),
        ),
        "The claim is that it may raise tension; the test asks whether it does. The sign of the "
        "friction between powers that are played off is left open by the prior.",
    ),
)
"""The tests, in the order of ids."""
