"""Tests of claims made after 2018, and of two event studies: H55 to H74."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import Condition, Measure, Read, Value, over
from multivector_sim.model.actors import COURT, DEMAND, NO_FORCE, OBSTRUCT
from multivector_sim.model.inputs import Inputs
from multivector_sim.theses.conditions import (
    FOUR,
    MULTIVECTOR,
    RECORDED,
    SMALLEST,
    against_four,
)
from multivector_sim.theses.readings import contrasted, total
from multivector_sim.theses.spec import Claim, Part, Test, Untestable, difference, steeper
from multivector_sim.theses.worlds import (
    Attracting,
    Carried,
    Forced,
    Near,
    Quarrel,
    Scaled,
    TurnsAway,
    coerces,
    coercion,
    courts,
    gains_by,
    in_world,
    takes,
)

__all__ = ["LATER"]

FloatArray = NDArray[np.float64]

_LAISSEZ: Final = FOUR["laissez_faire"]
_PRO_WEST: Final = FOUR["pro_west"]
_POWERS: Final = ("RUS", "CHN", "USA", "EU")
_SHARE: Final = SMALLEST["share"]
_TENSION: Final = SMALLEST["tension"]

_STRONG_CHINA: Final = in_world("China twice as attractive", Attracting(("CHN",), 2.0))
_WEAK_CHINA: Final = in_world("China half as attractive", Attracting(("CHN",), 0.5))
_STRONG_RUSSIA: Final = in_world("Russia twice as attractive", Attracting(("RUS",), 2.0))
_RIVALS_BID: Final = in_world(
    "Russia and China want more", Scaled("demand", plus=0.3, actors=("RUS", "CHN"))
)

# A year from late 2022 in which Russia asks for a gas union.
_ASKED: Final = Forced("RUS", DEMAND, 2022.75, 2023.75)
_DISTRACTED: Final = in_world(
    "Russia with half of its means from 2022", Scaled("capability", 0.5, 0.0, ("RUS",), 2022)
)
_REFUSED: Final = in_world("asked in 2022-23 and refused", _ASKED, policy__concession=0.0)
_GRANTED: Final = in_world("asked in 2022-23 and granted", _ASKED, policy__concession=1.0)


def _cheaper(measure: Measure | str) -> Value:
    """Return what a refusal changes beyond a grant, with a distracted Russia beyond the usual."""
    busy = _DISTRACTED(RECORDED)
    return steeper(
        difference(_REFUSED(busy), _GRANTED(busy), measure),
        difference(_REFUSED(RECORDED), _GRANTED(RECORDED), measure),
    )


_PLAIN_REFUSAL: Final = Condition("refused without help", base="gas_union_refused")
_BACKED_REFUSAL: Final = Condition("refused with China's word", base="gas_union_refused_guarantee")


@dataclass(frozen=True)
class _Treaties:
    """Treaties with one power at the dates and sizes given; its recorded ones are gone.

    Attributes
    ----------
    actor
        The power.
    at
        (year, size) of each.
    """

    actor: str
    at: tuple[tuple[float, float], ...] = ()

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with these treaties."""
        treaty = inputs.treaty.copy()
        own = inputs.actors.index(self.actor)
        treaty[:, own] = 0.0
        for year, size in self.at:
            treaty[round((year - inputs.start) * 4), own] = size
        return inputs.altered(treaty=treaty)


_NO_TREATIES: Final = in_world("no treaty with Russia", _Treaties("RUS"))
_TREATIES: Final = in_world(
    "Russia's treaties as recorded",
    _Treaties("RUS", ((2010.0, 0.2), (2014.25, 0.3), (2018.5, 0.3), (2025.75, 0.3))),
)


def _leading(condition: Condition) -> Value:
    """Return dependence on the power on which it is largest, 2016-2025."""

    def largest(read: Read) -> FloatArray:
        each = [read(condition, over(f"dependence.{code}", 2016)) for code in _POWERS]
        return np.asarray(np.max(each, axis=0))

    return largest


_OTHERS: Final = ("CHN", "USA", "EU")
_MOST_DIVERSE: Final = Condition(
    "all levers for diversity",
    policy="multivector",
    changes=(
        ("policy.leveraging", 1.0),
        ("policy.inclusion", 1.0),
        ("policy.openness", 2.0),
        *((f"policy.favour.{code}", 2.0) for code in _OTHERS),
    ),
)


def _other_arms(inputs: Inputs) -> Inputs:
    """Return a world in which arms come from all powers alike, from the start."""
    row = inputs.sectors.index("military")
    attraction, share = inputs.attraction.copy(), inputs.initial_share.copy()
    powers = slice(1, len(inputs.actors))
    attraction[row, powers] = attraction[row, powers].mean()
    share[row, powers] = share[row, powers].mean()
    return inputs.altered(attraction=attraction, initial_share=share)


_OTHER_ARMS: Final = in_world("arms from all powers alike", _other_arms)

_CLAIMS: Final = in_world("Russia demands throughout 2000-2003", Forced("RUS", DEMAND, 2000, 2004))
_ANSWERS: Final = RECORDED.changed(
    "a Kazakhstan that turns away from pressure", TurnsAway("RUS", 0.1)
)

_WEST_AND_REST: Final = (("RUS", "USA"), ("RUS", "EU"), ("CHN", "USA"), ("CHN", "EU"))
_POLARISED: Final = in_world("a divided world", Quarrel(_WEST_AND_REST, 0.5))


def _other_pairs(condition: Condition) -> Value:
    """Return mean tension of the five pairs of powers without Russia and China."""
    return lambda read: (
        (6 * read(condition, "tension_all") - read(condition, "tension_rus_chn")) / 5
    )


_CLOSED: Final = Condition("routes closed in 2028, no corridor", base="pipeline_closed_2028")
_CORRIDORS: Final = {
    words: Condition(
        f"routes closed in 2028, {words}", base=f"pipeline_closed_2028_corridor_{size}"
    )
    for size, words in ((3, "corridor of 3 Mt"), (6, "corridor of 6 Mt"), (10, "corridor of 10 Mt"))
}
_OPEN: Final = in_world("routes open", Forced("RUS", NO_FORCE, 2028, 2029))


def _damage(closed: Condition) -> Value:
    return difference(_OPEN(closed), closed, "welfare")


def _less_damage(corridor: Condition) -> Value:
    """Return damage with a corridor beyond two thirds of that without."""
    return lambda read: _damage(corridor)(read) - 2 / 3 * _damage(_CLOSED)(read)


_FAR: Final = in_world("Russia and China no nearer than the EU", Near(("RUS", "CHN"), 0.3))
_GIANTS_CRISES: Final = total("crises_by_actor[RUS]", "crises_by_actor[CHN]")


def _giants_part(condition: Condition) -> Value:
    """Return the part of Russia and China in dependence on all powers, 2016-2025, minus a half."""

    def part(read: Read) -> FloatArray:
        each = [read(condition, over(f"dependence.{code}", 2016)) for code in _POWERS]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((each[0] + each[1]) / np.sum(each, axis=0) - 0.5)

    return part


_PEACE: Final = Condition("no war", base="no_war_2022").changed(
    "no war, and demand as before it", Carried("demand", 2021.9, actors=("RUS", "EU"))
)
_WAR: Final = Condition("the war, Russia bids less", base="war_2022")

_NO_HUB: Final = in_world(
    "transit can go through a neighbour",
    Scaled("demand", 0.6),
    parameters__transit_revenue=0.0,
)


@dataclass(frozen=True)
class _Bridged:
    """Drivers that pass over some years in a straight line.

    Attributes
    ----------
    since, until
        Years between which they do.
    """

    since: float
    until: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs without what happened in between."""
        first, last = (round((year - inputs.start) * 4) for year in (self.since, self.until))
        weight = np.linspace(0, 1, last - first + 1)
        russia = inputs.actors.index("RUS")
        size, price = inputs.size.copy(), inputs.price.copy()
        for path in (size[:, russia], price):
            path[first : last + 1] = (1 - weight) * path[first] + weight * path[last]
        return inputs.altered(size=size, price=price)


_NO_SLUMP: Final = in_world(
    "no slump", _Bridged(2008.25, 2011.25), Carried("demand", 2008.5, 2021.75, ("RUS",))
)
_SLUMP: Final = Condition("a deeper slump", base="oil_slump_2008")
_AFTER_SLUMP: Final[tuple[tuple[str, str, Claim], ...]] = (
    ("Russia's share of fields", "share.upstream.RUS", "lower"),
    ("Russia's share of routes", "share.routes.RUS", "lower"),
    ("China's share of fields", "share.upstream.CHN", "higher"),
)
_NO_BOOM: Final = in_world(
    "Russia wants and has no more than in 1999",
    Carried("demand", 2000, 2008.5, ("RUS",)),
    Carried("size", 2000, 2008.5, ("RUS",)),
    Carried("price", 2000, 2008.5),
)

_ALTERNATIVES: Final = (
    *FOUR.values(),
    Condition("playing off without persuading", policy="hedge"),
    Condition("keeping to itself", policy="isolation"),
)


def _best_alternative(read: Read) -> FloatArray:
    """Return by how much the best alternative is freer, among those within 5 % of welfare."""
    wealth, freedom = read(MULTIVECTOR, "welfare"), read(MULTIVECTOR, "autonomy")
    rows = []
    for other in _ALTERNATIVES:
        spare = read(other, "welfare") - (wealth - 0.05 * np.abs(wealth))
        freer = read(other, "autonomy") - freedom - SMALLEST["autonomy"]
        rows.append(np.where(spare >= 0, freer, -np.abs(freer)))
    best: FloatArray = np.max(rows, axis=0)
    return best


LATER: Final[tuple[Test | Untestable, ...]] = (
    Test(
        "H55",
        "Coercion by Russia with a China twice as attractive minus China as it is, and with China "
        "as it is minus a China half as attractive.",
        "Steps of Chinese weight none of which lowers Russia's tension towards Kazakhstan, from "
        "which crises come, or none the quarters in which it demands or obstructs.",
        tuple(
            part
            for condition in (MULTIVECTOR, _LAISSEZ)
            for words, more, less in (
                ("China as it is", _STRONG_CHINA(condition), condition),
                ("China half as attractive", condition, _WEAK_CHINA(condition)),
            )
            for part in coercion(more, less, f"{words}, {condition.words}")
        ),
        "Influence is moved through attraction. Crises are rare and shown. That owners of stakes "
        "back the pivot is equation (5); that a stronger China frightens Russia into more coercion "
        "is as possible.",
    ),
    Test(
        "H56",
        "What it costs to refuse a Russian demand of 2022-23 rather than to grant it, with a "
        "Russia that has half of its means from 2022 on, and with Russia as it is: Russia's "
        "tension towards Kazakhstan, welfare, and crises.",
        "A refusal that costs as much or more in tension with a distracted Russia.",
        (
            Part(
                "cost of refusal in Russia's tension",
                "Russia with all of its means",
                _cheaper(over("tension.RUS.KAZ", 2022.75)),
                "lower",
            ),
            Part(
                "welfare by refusal",
                "Russia with all of its means",
                _cheaper("welfare"),
                "higher",
                "rent years",
                scored=False,
            ),
            Part(
                "cost of refusal in crises with Russia",
                "Russia with all of its means",
                _cheaper(over("crisis.RUS", 2022.75)),
                "lower",
                "1/quarter",
                scored=False,
            ),
        ),
        "Whether to refuse is policy here, not a choice of the model, so voice itself is not "
        "asked for. Half of its means is judgement. Crises, and welfare "
        "that hangs on them, are too rare to be told apart, and shown.",
    ),
    Test(
        "H57",
        "A refused gas union from 2022 to 2034 with a Chinese guarantee minus without: quarters in "
        "which Russia demands or obstructs, its crises, and its status concern.",
        "Demands and obstruction in less than 0.01 fewer of the quarters after the refusal; or a "
        "status concern of Russia that moves by 0.01 or more.",
        (
            Part(
                "share of quarters with demand or obstruction by Russia",
                "the same refusal without a guarantee",
                steeper(
                    coerces(_BACKED_REFUSAL, "RUS", 2023.75),
                    coerces(_PLAIN_REFUSAL, "RUS", 2023.75),
                ),
                "lower",
                negligible=SMALLEST["autonomy"],
            ),
            Part(
                "crises with Russia in a quarter",
                "the same refusal without a guarantee",
                difference(_BACKED_REFUSAL, _PLAIN_REFUSAL, over("crisis.RUS", 2022.5)),
                "lower",
                "1/quarter",
                scored=False,
            ),
            Part(
                "Russia's status concern",
                "the same refusal without a guarantee",
                difference(_BACKED_REFUSAL, _PLAIN_REFUSAL, over("concern.RUS.status", 2022.5)),
                "none",
                negligible=SMALLEST["concern"],
            ),
        ),
        "A guarantee is backing, which lowers the worth of coercion by equations (5), (9) and "
        "(21): the direct sign is assumed. What is asked is whether it holds after Russia has "
        "answered with concerns and tension; that China would keep its word is taken for granted. "
        "Crises are rare and shown.",
    ),
    Test(
        "H58",
        "Whether dependence on Russia falls from 1992-2000 to 2016-2025 in the recorded world, "
        "and whether its shares of routes and of military ties are below 0.8 then; "
        "and dependence on the leading power then minus that under each of the four "
        "counterfactuals.",
        "A mean share of Russia in routes or in military "
        "ties of 2016-2025 that is 0.8 or more, or dependence on the leading power that is no "
        "lower than under each of the four counterfactuals.",
        (
            Part(
                "dependence on Russia, 2016-2025",
                "1992-2000, policy as recorded",
                lambda read: (
                    read(RECORDED, over("dependence.RUS", 2016))
                    - read(RECORDED, over("dependence.RUS", 1992, 2001))
                ),
                "lower",
                scored=False,
            ),
            *(
                Part(
                    f"Russia's share of {words} beyond 0.8, 2016-2025",
                    "four fifths, policy as recorded",
                    lambda read, name=name: (  # type: ignore[misc]
                        read(RECORDED, over(f"share.{name}.RUS", 2016)) - 0.8
                    ),
                    "lower",
                )
                for name, words in (("routes", "routes"), ("military", "military ties"))
            ),
            *(
                Part(
                    "dependence on the leading power, 2016-2025, by the policy",
                    name,
                    steeper(_leading(RECORDED), _leading(condition)),
                    "lower",
                )
                for name, condition in FOUR.items()
            ),
        ),
        "Levers act on awards directly, so shares are half assumed; that the leader's whole "
        "weight falls is not, since retention spares nobody and trade follows growth. The fall "
        "since the 1990s is shown and not scored: it is in part a drift from first shares that "
        "comes under any policy.",
    ),
    Test(
        "H59",
        "Treaties with Russia (2010, 2014, 2018, 2025) minus the same policy without them: "
        "Russia's status concern in the two years after that of 2014, its tension towards "
        "Kazakhstan, and autonomy.",
        "A status concern that is lower by less than 0.01 in 2014-2016, tension of Russia that is "
        "not lower, or autonomy that differs by 0.01 or more.",
        tuple(
            part
            for words, with_them, without in (
                ("policy as recorded without them", RECORDED, _NO_TREATIES(RECORDED)),
                ("multi-vector policy without them", _TREATIES(MULTIVECTOR), MULTIVECTOR),
            )
            for part in (
                Part(
                    "Russia's status concern, two years from 2014",
                    words,
                    difference(with_them, without, over("concern.RUS.status", 2014.25, 2016.25)),
                    "lower",
                    negligible=SMALLEST["concern"],
                ),
                Part(
                    "Russia's tension towards Kazakhstan since 2010",
                    words,
                    difference(with_them, without, over("tension.RUS.KAZ", 2010)),
                    "lower",
                ),
                Part(
                    "autonomy",
                    words,
                    difference(with_them, without, "autonomy"),
                    "none",
                    negligible=SMALLEST["autonomy"],
                ),
            )
        ),
        "That a treaty relieves in its quarter is assumed; how long, and what others' envy makes "
        "of it, is not. A treaty binds the pivot to nothing here, so the second half of the claim "
        "is half assumed.",
    ),
    Test(
        "H60",
        "Russia's share of military ties at the end under a policy that does all it can for "
        "others, against a half; and Russia's tension towards Kazakhstan and coercion with arms "
        "from Russia minus that with arms from all powers alike.",
        "A Russian share below a half, or no less tension and coercion with Russian arms.",
        (
            Part(
                "Russia's military share beyond a half, last quarter",
                "one half, all levers for diversity",
                lambda read: read(_MOST_DIVERSE, over("share.military.RUS", summary="last")) - 0.5,
                "higher",
            ),
            *(
                Part(
                    "Russia's tension towards Kazakhstan",
                    f"arms from all powers alike, {condition.words}",
                    difference(condition, _OTHER_ARMS(condition), "tension_to_pivot[RUS]"),
                    "lower",
                )
                for condition in (MULTIVECTOR, _LAISSEZ)
            ),
            *(
                Part(
                    "share of quarters with demand or obstruction by Russia",
                    f"arms from all powers alike, {condition.words}",
                    steeper(coerces(condition, "RUS"), coerces(_OTHER_ARMS(condition), "RUS")),
                    "lower",
                )
                for condition in (MULTIVECTOR, _LAISSEZ)
            ),
        ),
        "Upkeep of arms is no stock of the model: Russia's pull in military ties is a number, by "
        "judgement. Cooperation is read as little tension and little coercion.",
    ),
    Test(
        "H61",
        "Quarters in which the United States court Kazakhstan when Russia and China want more, "
        "and when China is twice as attractive, minus those in the world as it is.",
        "As much or less American courting when rivals bid more.",
        tuple(
            Part(
                f"share of quarters of American courting, {words}",
                f"rivals as they are, {condition.words}",
                steeper(courts(world(condition), "USA"), courts(condition, "USA")),
                "higher",
            )
            for words, world in (
                ("rivals want more", _RIVALS_BID),
                ("China stronger", _STRONG_CHINA),
            )
            for condition in (MULTIVECTOR, _LAISSEZ)
        ),
        "That a power courts more when it lags behind the leader is equation (9); whether bidding "
        "widens the lag is not assumed, since it may shift shares among the rivals alone.",
    ),
    Test(
        "H62",
        "Russia demands in every quarter of 2000-2003, minus a Russia that chooses: its influence "
        "in the ten years after, where Kazakhstan turns to others once it is tense with Russia; "
        "and Kazakhstan's tension towards Russia, there and under the recorded policy.",
        "As much or more Russian influence in 2004-2013 after the claims on a Kazakhstan that can "
        "turn away, or a tension of "
        "Kazakhstan in 2004-2007 that is higher by less than 0.005.",
        (
            *(
                Part(
                    "Russia's influence, 2004-2013",
                    f"no such claims, {words}",
                    difference(_CLAIMS(condition), condition, over("influence.RUS", 2004, 2014)),
                    "lower",
                    scored=scored,
                )
                for words, condition, scored in (
                    ("a Kazakhstan that turns away", _ANSWERS, True),
                    ("policy as recorded", RECORDED, False),
                )
            ),
            *(
                Part(
                    "Kazakhstan's tension towards Russia, 2004-2007",
                    f"no such claims, {words}",
                    difference(_CLAIMS(condition), condition, over("tension.KAZ.RUS", 2004, 2008)),
                    "higher",
                    negligible=_TENSION,
                )
                for words, condition in (
                    ("policy as recorded", RECORDED),
                    ("a Kazakhstan that turns away", _ANSWERS),
                )
            ),
        ),
        "A demand stings by equation (19); asked is what is left when it is over. The recorded "
        "policy follows its dates and answers nothing, so that demands can only add to Russia's "
        "influence under it: this is shown and not scored. How it would turn away is judgement.",
    ),
    Test(
        "H63",
        "Gains of the multi-vector policy over each of the four counterfactuals in the recorded "
        "world and in one in which Russia and China have more to hold against the United States "
        "and the EU (0.5 a year, throughout).",
        "Gains in autonomy and in Russia-China calm that are as large, or larger, in the divided "
        "world.",
        gains_by(_POLARISED, "a divided world"),
        "Powers do not make the pivot choose a side; division reaches it through their concerns "
        "alone.",
    ),
    Test(
        "H64",
        "American tension towards Kazakhstan and American courting with a China, and a Russia, "
        "twice as attractive minus those in the world as it is.",
        "A change of tension by 0.005 or more, or of the share of quarters with courting by 0.01 "
        "or more.",
        tuple(
            Part(name, f"{words}, policy as recorded", value, "none", negligible=band)
            for words, world in (
                ("China as it is", _STRONG_CHINA),
                ("Russia as it is", _STRONG_RUSSIA),
            )
            for name, band, value in (
                (
                    "American tension towards Kazakhstan",
                    _TENSION,
                    difference(world(RECORDED), RECORDED, "tension_to_pivot[USA]"),
                ),
                (
                    "share of quarters of American courting",
                    _SHARE,
                    steeper(courts(world(RECORDED), "USA"), courts(RECORDED, "USA")),
                ),
            )
        ),
        "Shares of a sector sum to one, so stakes are zero-sum by construction and not asked "
        "about. Russia's pull in trade is a parameter and stays.",
    ),
    Test(
        "H65",
        "The multi-vector policy throughout minus each of the four counterfactuals: mean tension "
        "over all six pairs of powers, and over the five without Russia and China.",
        "No lower tension than under any of the four, over all pairs or over the other five.",
        (
            *against_four("tension among all powers", "tension_all", "lower"),
            *(
                Part(
                    "tension of the pairs but Russia and China",
                    name,
                    steeper(_other_pairs(MULTIVECTOR), _other_pairs(condition)),
                    "lower",
                )
                for name, condition in FOUR.items()
            ),
        ),
    ),
    Test(
        "H66",
        "Welfare lost by a year of closed Russian routes (2028) with a corridor of 3, 6 and 10 "
        "million t, against two thirds of what is lost without; and quarters in which Russia "
        "obstructs by choice from 2029 on.",
        "A loss with the corridor of more than two thirds of that without, or no fewer quarters "
        "of obstruction.",
        (
            *(
                Part(
                    "loss beyond two thirds of that without a corridor",
                    words,
                    _less_damage(corridor),
                    "lower",
                    "rent years",
                )
                for words, corridor in _CORRIDORS.items()
            ),
            *(
                Part(
                    "share of quarters with Russian obstruction, 2029-2034",
                    f"no corridor; {words}",
                    steeper(
                        takes(corridor, "RUS", OBSTRUCT, None, 2029),
                        takes(_CLOSED, "RUS", OBSTRUCT, None, 2029),
                    ),
                    "lower",
                )
                for words, corridor in _CORRIDORS.items()
            ),
        ),
        "A third less is what a major alternative is taken to mean. By equation (22) the spare "
        "fraction scales the loss, so its size is nearly arithmetic; tonnes read as oil are an "
        "upper bound.",
    ),
    Test(
        "H67",
        "A pro-Western course minus the multi-vector policy: crises with Russia and China, "
        "welfare, whether crises cost more where the giants are near, and how much dependence is "
        "left on them.",
        "No more crises or no less welfare than under the multi-vector policy, no more extra "
        "crises than where Russia and China are far, or less than half of dependence on them.",
        (
            Part(
                "crises with Russia and China",
                "the multi-vector policy throughout",
                contrasted(_PRO_WEST, MULTIVECTOR, _GIANTS_CRISES),
                "higher",
                "count",
            ),
            Part(
                "welfare",
                "the multi-vector policy throughout",
                difference(_PRO_WEST, MULTIVECTOR, "welfare"),
                "lower",
                "rent years",
            ),
            Part(
                "extra crises by nearness",
                "the same turn, Russia and China no nearer than the EU",
                steeper(
                    contrasted(_PRO_WEST, MULTIVECTOR, _GIANTS_CRISES),
                    contrasted(_FAR(_PRO_WEST), _FAR(MULTIVECTOR), _GIANTS_CRISES),
                ),
                "higher",
                "count",
            ),
            Part(
                "Russia's and China's part in dependence beyond a half, 2016-2025",
                "one half, pro-Western course",
                _giants_part(_PRO_WEST),
                "higher",
            ),
        ),
        "The welfare account leaves out much of what a break would cost.",
    ),
    Untestable(
        "H68",
        "No institution of the model has a chair or a convener: its strength is an input and its "
        "effect is on the pair of Russia and China alone. Stronger messages or a stronger SCO "
        "put in by hand for 2024 would only return themselves.",
    ),
    Test(
        "H69",
        "Russia's leverage in 2024-2025 with the war (quarrels, a Russia that bids and wants less) "
        "minus without: dependence on Russia and its parts by routes and by the economy; and the "
        "same dependence minus that of 2018-2021.",
        "Dependence on Russia or its hold on routes lower by less than 0.01 than without war, or "
        "dependence no lower than before the war.",
        (
            *(
                Part(
                    name,
                    "no war, and demand as before it",
                    difference(_WAR, _PEACE, over(f"{state}.RUS", 2024)),
                    "lower",
                    negligible=band,
                    scored=scored,
                )
                for name, state, band, scored in (
                    ("dependence on Russia, 2024-2025", "dependence", _SHARE, True),
                    (
                        "Russia's transit leverage, 2024-2025",
                        "leverage_transit",
                        SMALLEST["leverage"],
                        True,
                    ),
                    (
                        "Russia's economic leverage, 2024-2025",
                        "leverage_economic",
                        SMALLEST["leverage"],
                        False,
                    ),
                )
            ),
            Part(
                "dependence on Russia, 2024-2025, with the war",
                "2018-2021",
                lambda read: (
                    read(_WAR, over("dependence.RUS", 2024))
                    - read(_WAR, over("dependence.RUS", 2018, 2022))
                ),
                "lower",
                negligible=_SHARE,
            ),
        ),
        "Shares move by tenders, a few per cent at a time; three years may be too few. Sanctions "
        "and losses of force have no place beyond the driver of capability.",
    ),
    Test(
        "H70",
        "What the war changes in 2024-2025: Russia's influence, and China's gain beyond half of "
        "what Russia loses.",
        "China's gain is less than half of what Russia loses.",
        (
            Part(
                "Russia's influence, 2024-2025",
                "no war, and demand as before it",
                difference(_WAR, _PEACE, over("influence.RUS", 2024)),
                "lower",
                scored=False,
            ),
            Part(
                "China's gain beyond half of Russia's loss",
                "no war, and demand as before it",
                lambda read: (
                    difference(_WAR, _PEACE, over("influence.CHN", 2024))(read)
                    + 0.5 * difference(_WAR, _PEACE, over("influence.RUS", 2024))(read)
                ),
                "higher",
            ),
        ),
        "That a Russia which bids and wants less loses influence is equation (11) and not scored: "
        "it is the vacuum, whose size is shown.",
    ),
    Test(
        "H71",
        "Gains of the multi-vector policy over each of the four counterfactuals with Kazakhstan "
        "the only way through and where transit could as well go through a neighbour (demand "
        "without its part for routes, no revenue from transit).",
        "Gains in autonomy and in Russia-China calm that are as large, or larger, with a rival "
        "hub.",
        gains_by(_NO_HUB, "transit can go through a neighbour"),
        "A rival hub is no actor: nobody bids for it and it bids for nothing. Only that powers "
        "need Kazakhstan less is asked.",
    ),
    Test(
        "H72",
        "Shares of oil and gas fields and of routes in 2010-2013 after the slump of 2008 as "
        "recorded minus those without it, and after a deeper slump minus those as recorded.",
        "Russian shares of fields or routes that do not fall by 0.01, or a Chinese share of fields "
        "that does not rise by 0.01.",
        tuple(
            Part(
                f"{name}, 2010-2013",
                against,
                difference(focal, other, over(share, 2010.5, 2014)),
                claim,
                negligible=_SHARE,
            )
            for against, focal, other in (
                ("no slump", RECORDED, _NO_SLUMP(RECORDED)),
                ("the slump as recorded", _SLUMP, RECORDED),
            )
            for name, share, claim in _AFTER_SLUMP
        ),
        "The slump is Russia's demand, the size of its economy and the price; debts and credits, "
        "by which China bought its way in, are not in the model.",
    ),
    Test(
        "H73",
        "Russia in 2000-2008 with its boom (demand, economy and price as recorded) minus a Russia "
        "that stays as in 1999: its influence at the end, and quarters in which it courts or "
        "demands.",
        "Less than 0.01 more influence of Russia in 2006-2008, or in less than 0.01 more of the "
        "quarters of 2000-2008 courting or demands, with the boom.",
        tuple(
            part
            for condition in (RECORDED, _LAISSEZ)
            for part in (
                Part(
                    "Russia's influence, 2006-2008",
                    f"no boom, {condition.words}",
                    difference(condition, _NO_BOOM(condition), over("influence.RUS", 2006, 2008.5)),
                    "higher",
                    negligible=_SHARE,
                ),
                *(
                    Part(
                        f"share of quarters of Russian {words}, 2000-2008",
                        f"no boom, {condition.words}",
                        steeper(
                            takes(condition, "RUS", first, last, 2000, 2008.5),
                            takes(_NO_BOOM(condition), "RUS", first, last, 2000, 2008.5),
                        ),
                        "higher",
                        negligible=_SHARE,
                        scored=last > first,
                    )
                    for words, first, last in (
                        ("courting or demands", COURT, DEMAND),
                        ("courting", COURT, COURT),
                        ("demands", DEMAND, DEMAND),
                    )
                ),
            )
        ),
        "That a power that wants more courts more, and that who is larger bids more, are equations "
        "(9) and (11): asked is whether it matters. Courting may come in place of demands, which "
        "are shown. The attacks of 2001 and what they made the United "
        "States do are no event of the model.",
    ),
    Test(
        "H74",
        "Six other policies (the four counterfactuals, playing off without persuading, keeping to "
        "itself): whether one of them has at least 95 % of the welfare of the multi-vector policy "
        "and more autonomy.",
        "One of them is within 5 % of welfare and freer by more than 0.01 of quarters.",
        (
            Part(
                "autonomy of the best alternative, beyond 0.01",
                "six other policies within 5 % of welfare",
                _best_alternative,
                "lower",
            ),
        ),
        "The largest of six noisy numbers leans upwards; the hundredth guards against that. "
        "Russia-China tension, crises and what the account leaves out are not weighed.",
    ),
)
"""The tests, in the order of ids."""
