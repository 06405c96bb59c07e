"""What a team is told before its move: of the past alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.explanation import Decision, Quarter
from multivector_sim.explanation.happened import (
    PRICE_UNIT,
    happening_words,
    levels_words,
    news_words,
)
from multivector_sim.explanation.news import labels_of
from multivector_sim.explanation.turning import weight_of
from multivector_sim.explanation.words import CONCERN_WORDS
from multivector_sim.model.actors import ACTIONS, CONCERNS, PIVOT
from multivector_sim.play.moves import MODEL, MOST_OPEN, MOVABLE, RECORDED
from multivector_sim.play.standing import Tie, standing, standing_section
from multivector_sim.play.words import (
    Section,
    Table,
    plain_text,
    seat_words,
    size_words,
    typed_words,
)
from multivector_sim.results.saying import Say, english, fill
from multivector_sim.results.words import level, number, percent
from multivector_sim.scenario.quantity import quarter_of

if TYPE_CHECKING:
    from multivector_sim.play.game import Game

__all__ = ["ACTION_WORDS", "LEVER_WORDS", "TABLE_WORDS", "Briefing", "Lever", "brief"]

MOST_TOLD: Final = 14
"""Happenings of a turn that are told; the weightiest, see ``explanation.turning.weight_of``."""

CAVEAT: Final = "Exploratory, not a forecast: one history of a model, one draw of chance."

LEVER_WORDS: Final = {
    "inclusion": "how far everyone gets something",
    "concession": "readiness to give in to a demand",
    "persuasion": "messages to powers that mind a deal",
    "leveraging": "playing powers off against the leading one",
    "retention": "how far stakes are kept at home",
    "openness": "rate of tenders; 1 is normal",
}
"""What each lever of a team is."""
ACTION_WORDS: Final = dict(
    zip(
        ACTIONS,
        (
            "ask for nothing and take things as they are",
            "make an offer, for stakes and for goodwill",
            "demand a stake, which is granted or refused",
            "block routes or trade, to press",
            "confront the rival that is blamed most",
        ),
        strict=True,
    )
)
"""What each action of a power is."""
TABLE_WORDS: Final = dict(
    zip(
        ACTIONS,
        (
            "{who} wants nothing.",
            "{who} courts {pivot} and makes an offer.",
            "{who} has made a demand.",
            "{who} obstructs.",
            "{who} confronts a rival.",
        ),
        strict=True,
    )
)
"""Sentences on what a power does at the moment, by action."""

LEVER_HEADS: Final = (*("lever", "now", "from 0 to", "cost a year", "at full level", "what it is"),)
OPTION_HEADS: Final = (
    *("action", "worth to you", "cost in it", "the model's chance", "what it is"),
)
"""Columns of the tables of levers and of actions."""

_COSTLY: Final = ("inclusion", "concession", "persuasion", "leveraging", "retention")
_OWN: Final = {"phase": True, "treaty": True, "action forced": False, "action free": False}
_TOLD: Final = (
    "crisis",
    "obstruction begins",
    "obstruction ends",
    "demand granted",
    "demand prevails",
    "demand refused",
    "cession",
    "treaty",
    "tension",
    "shares",
)


@dataclass(frozen=True)
class Lever:
    """A lever of the pivot's team.

    Attributes
    ----------
    name, meaning
        From ``MOVABLE``, and what it is.
    level, most
        Where it stands, and its highest level; the lowest is 0.
    cost, full_cost
        Running cost a year at this level and at full level, in years of rent:
        it rises with the square of the level.
    """

    name: str
    meaning: str
    level: float
    most: float
    cost: float
    full_cost: float


@dataclass(frozen=True)
class Briefing:
    """What a team is told before its move.

    Attributes
    ----------
    actor, name, team
        Code and name of the actor, and name of the team.
    label, number, turns
        The years to be played, the number of the turn from 1, and how many there are.
    setting
        What stays if the team gives no answer, as it is written.
    price, price_before
        Oil price in USD a barrel in the last quarter, and a turn before; None where no
        turn lies before.
    news
        What the scenario says happened in the last turn.
    happenings
        What came of the last turn in the run.
    left_out
        Smaller happenings that are not told.
    table
        What each power does at the moment, its action of the last quarter, by code: who
        courts makes an offer, who demands has a demand on the table; empty before the
        first quarter.
    course
        Levers of the pivot in the last quarter, by lever of ``MOVABLE``; empty before the
        first quarter.
    doings
        What each power did in the last turn: quarters of each action, by
        code; empty before the first quarter.
    concerns
        Of each power by kind, 0 to 1.
    blamed
        Whom a power blames most, by code; empty where nobody.
    shares
        Share of each sector by actor, 0 to 1.
    leverage
        Of each power over the pivot: economic, transit, security; empty
        before the first quarter.
    tensions
        Mean tension of each pair, such as ``RUS-CHN``, 0 to 1.
    obstructions
        Share of the flow on its routes that a power blocks, by code; those that
        obstruct alone.
    cost, cost_rate, welfare
        Running costs so far and a year, undiscounted, and discounted welfare so far; all in
        years of rent.
    ties
        Favours that stand, and treaties that were concluded.
    levers
        Levers of the pivot; empty for a power.
    treaties
        Largest treaty that can be concluded; 0 for a power.
    options
        Of a power: value of each action as the model weighed it in the last quarter,
        what that would cost it, and the chance that it would have been drawn; empty for
        the pivot and before the first quarter.
    rival
        Code of the rival that a confrontation would be aimed at: the rule
        chooses it, not the team. Empty for the pivot.
    names, sectors
        Names of the actors, the pivot first, and of the sectors, by code.
    say
        Returns a sentence in the language of the team.
    """

    actor: str
    name: str
    team: str
    label: str
    number: int
    turns: int
    setting: str
    price: float
    price_before: float | None
    news: tuple[str, ...]
    happenings: tuple[str, ...]
    left_out: int
    table: Mapping[str, str]
    course: Mapping[str, float]
    doings: Mapping[str, Mapping[str, int]]
    concerns: Mapping[str, Mapping[str, float]]
    blamed: Mapping[str, str]
    shares: Mapping[str, Mapping[str, float]]
    leverage: Mapping[str, Mapping[str, float]]
    tensions: Mapping[str, float]
    obstructions: Mapping[str, float]
    cost: float
    cost_rate: float
    welfare: float
    ties: tuple[Tie, ...]
    levers: tuple[Lever, ...]
    treaties: float
    options: Mapping[str, Mapping[str, float]]
    rival: str
    names: Mapping[str, str]
    sectors: Mapping[str, str]
    say: Say = field(default=english, repr=False, compare=False)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The briefing in words and tables, in the order in which it is read."""
        return tuple(_sections(self))

    def text(self) -> str:
        """Return the briefing as plain text."""
        return plain_text(self.sections)

    def document(self) -> dict[str, Any]:
        """Return the briefing as plain data for JSON."""
        data = asdict(self)
        del data["say"]
        return data


def brief(game: Game, actor: str, say: Say = english) -> Briefing:
    """Return what the team of an actor is told before its move; the game must not be over.

    Parameters
    ----------
    game
        The game.
    actor
        Code of the actor.
    say
        Returns a sentence in the language of the team.

    Raises
    ------
    InputError
        If the game is over.
    """
    turn = game.require_turn()
    model, setup = game.model, game.setup
    state, codes = model.state, setup.scenario.actor_codes
    labels = labels_of(setup.scenario, say)
    powers = codes[PIVOT + 1 :]
    place = {code: at for at, code in enumerate(codes)}
    start = max(0, turn.first - 4 * setup.years)
    past = tuple(model.quarters[start:])
    happenings, left_out = _happenings(past, labels, say)
    prices = model.inputs.price * PRICE_UNIT
    own = None if actor == setup.pivot or not past else past[-1].decision(actor)
    return Briefing(
        actor=actor,
        name=setup.names[actor],
        team=setup.teams[actor],
        label=turn.label,
        number=turn.number + 1,
        turns=len(setup.turns),
        setting=game.setting(actor),
        price=float(prices[max(0, turn.first - 1)]),
        price_before=float(prices[max(0, start - 1)]) if turn.first else None,
        news=tuple(_news(game, past, labels, say)),
        happenings=happenings,
        left_out=left_out,
        table={row.actor: row.action for row in past[-1].decisions} if past else {},
        course={lever: past[-1].levers[lever] for lever in MOVABLE} if past else {},
        doings=_doings(past),
        concerns={
            code: dict(zip(CONCERNS, map(float, state.concern[place[code]]), strict=True))
            for code in powers
        },
        blamed={code: _blamed(game, place[code]) for code in powers},
        shares={
            sector: {code: float(state.share[s, place[code]]) for code in codes}
            for s, sector in enumerate(setup.scenario.sector_codes)
        },
        leverage={code: _leverage(past[-1].decision(code)) for code in powers} if past else {},
        tensions=_tensions(game),
        obstructions={
            code: float(state.blockage[place[code]])
            for code in powers
            if state.blockage[place[code]] > 0
        },
        cost=float(state.total_cost),
        cost_rate=_rate(float(state.lever_cost), past[-1].levers if past else game.standing()),
        welfare=float(state.welfare),
        ties=standing(game),
        levers=_levers(game, float(state.lever_cost)) if actor == setup.pivot else (),
        treaties=setup.largest_treaty if actor == setup.pivot else 0.0,
        options={} if own is None else _options(own),
        rival="" if own is None else own.rival,
        names={code: labels[code] for code in codes},
        sectors={code: labels[code] for code in setup.scenario.sector_codes},
        say=say,
    )


def _rate(cost: float, standing: Mapping[str, float]) -> float:
    return cost * sum(standing[lever] ** 2 for lever in _COSTLY)


def _levers(game: Game, cost: float) -> tuple[Lever, ...]:
    standing = game.standing()
    rows = []
    for name in MOVABLE:
        charged = cost if name in _COSTLY else 0.0
        most = MOST_OPEN if name == "openness" else 1.0
        level = standing[name]
        rows.append(Lever(name, LEVER_WORDS[name], level, most, charged * level**2, charged))
    return tuple(rows)


def _news(
    game: Game, past: tuple[Quarter, ...], labels: Mapping[str, str], say: Say
) -> Iterator[str]:
    """Yield what the scenario says of the quarters past; what is to come is not told."""
    teams = game.setup.teams
    pivot_held = game.setup.pivot in teams
    for news in (row for quarter in past for row in quarter.news):
        if news.kind in _OWN:
            held = pivot_held if _OWN[news.kind] else bool(set(news.actors) & set(teams))
            if held:  # the teams know their own moves
                continue
        yield f"{quarter_of(news.date)}: {news_words(news, labels, dated=False, say=say)}"


def _happenings(
    past: tuple[Quarter, ...], labels: Mapping[str, str], say: Say
) -> tuple[tuple[str, ...], int]:
    """Return the weightiest happenings in the order of time, and how many are left out."""
    rows = [
        (quarter.quarter, row)
        for quarter in past
        for row in quarter.happenings
        if row.kind in _TOLD
    ]
    heaviest = sorted(range(len(rows)), key=lambda at: -weight_of(rows[at][1]))[:MOST_TOLD]
    told = tuple(
        f"{rows[at][0]}: {happening_words(rows[at][1], labels, brief=True, say=say)}"
        for at in sorted(heaviest)
    )
    return told, len(rows) - len(told)


def _doings(past: tuple[Quarter, ...]) -> dict[str, dict[str, int]]:
    if not past:
        return {}
    done = {
        decision.actor: [quarter.decision(decision.actor).action for quarter in past]
        for decision in past[-1].decisions
    }
    return {
        code: {action: rows.count(action) for action in ACTIONS if action in rows}
        for code, rows in done.items()
    }


def _blamed(game: Game, power: int) -> str:
    row = game.model.state.blame[power]
    worst = max(range(PIVOT + 1, len(row)), key=lambda at: float(row[at]) if at != power else -1.0)
    return game.setup.scenario.actor_codes[worst] if row[worst] > 0 else ""


def _leverage(decision: Decision) -> dict[str, float]:
    return {
        kind: decision.numbers[f"leverage_{kind}"] for kind in ("economic", "transit", "security")
    }


def _options(decision: Decision) -> dict[str, dict[str, float]]:
    return {
        row.action: {"value": row.value, "cost": row.cost, "chance": row.probability}
        for row in decision.options
    }


def _tensions(game: Game) -> dict[str, float]:
    tension, codes = game.model.state.tension, game.setup.scenario.actor_codes
    return {
        f"{one}-{other}": float(0.5 * (tension[i, j] + tension[j, i]))
        for i, one in enumerate(codes)
        for j, other in enumerate(codes)
        if i < j
    }


def _sections(told: Briefing) -> Iterator[Section]:
    say, pivot = told.say, next(iter(told.names.values()))
    yield Section(
        "head",
        say("{label}: {seat} (turn {number} of {turns})").format(
            label=told.label, seat=seat_words(told.team, told.name, say), number=told.number,
            turns=told.turns,
        ),
        (say(CAVEAT),),
    )  # fmt: skip
    yield Section("news", say("What is new in the world"), (_price(told), *told.news))
    if told.doings:
        yield Section("past", say("What came of the last turn"), tuple(_past(told)))
    if told.table:
        yield Section("table", say("On the table"), (_on_the_table(told), _course(told)))
    yield Section(
        "concerns",
        say("Who is anxious, about what, because of whom"),
        table=Table(
            (say("power"), *(say(CONCERN_WORDS[name]) for name in CONCERNS), say("blames most")),
            tuple(
                (
                    told.names[code],
                    *(size_words(size, say) for size in row.values()),
                    told.names.get(told.blamed[code], say("no one")),
                )
                for code, row in told.concerns.items()
            ),
        ),
    )
    yield Section("hold", say("Who holds what in {pivot}").format(pivot=pivot), table=_hold(told))
    if told.leverage:
        yield Section(
            "leverage",
            say("What leverage each power has over {pivot}").format(pivot=pivot),
            (say("From 0, none, to 1: trade and stakes, routes, and military ties."),),
            _leverages(told),
        )
    yield Section("tension", say("Tension"), (_pairs(told),))
    yield Section(
        "account",
        say("The account"),
        (
            say(
                "Running costs so far: {cost}; now {rate} a year. Welfare so far: {welfare}. All "
                "are counted in years of rent, the income of a year from the resources."
            ).format(
                cost=number(told.cost), rate=number(told.cost_rate), welfare=number(told.welfare)
            ),
        ),
    )
    yield standing_section(told.ties, told.names, say)
    yield from _choices(told)


def _price(told: Briefing) -> str:
    price = number(round(told.price))
    if told.price_before is None:
        return told.say("Oil price: {price} USD a barrel.").format(price=price)
    return told.say("Oil price: {price} USD a barrel; a turn before: {past}.").format(
        price=price, past=number(round(told.price_before))
    )


def _past(told: Briefing) -> Iterator[str]:
    say, names = told.say, told.names
    for code, row in told.doings.items():
        actions = ", ".join(f"{say(action)} {count}" for action, count in row.items())
        yield say("{who}, quarters of each action: {actions}.").format(
            who=names[code], actions=actions
        )
    yield from told.happenings
    if told.left_out:
        yield say("Smaller happenings that are left out: {count}.").format(count=told.left_out)
    for code, size in told.obstructions.items():
        yield fill(
            say("{who} obstructs now: it blocks {share} of the flow on its routes."),
            who=names[code], share=percent(size),
        )  # fmt: skip


def _on_the_table(told: Briefing) -> str:
    """Return what each power does at the moment as sentences."""
    pivot = next(iter(told.names.values()))
    return " ".join(
        fill(told.say(TABLE_WORDS[action]), who=told.names[code], pivot=pivot)
        for code, action in told.table.items()
    )


def _course(told: Briefing) -> str:
    return told.say("Levers of {pivot} in the last quarter: {levels}.").format(
        pivot=next(iter(told.names.values())), levels=levels_words(told.course, told.say)
    )


def _hold(told: Briefing) -> Table:
    rows = (
        (name, *(percent(row[code]) for row in told.shares.values()))
        for code, name in told.names.items()
    )
    return Table((told.say("actor"), *(told.sectors[code] for code in told.shares)), tuple(rows))


def _leverages(told: Briefing) -> Table:
    say = told.say
    kinds = (say("economic leverage"), say("transit leverage"), say("security leverage"))
    rows = ((told.names[code], *map(level, row.values())) for code, row in told.leverage.items())
    return Table((say("power"), *kinds), tuple(rows))


def _pairs(told: Briefing) -> str:
    say, codes = told.say, list(told.names)
    sizes = [
        (told.tensions[f"{one}-{other}"], f"{told.names[one]} - {told.names[other]}")
        for at, one in enumerate(codes)
        for other in codes[at + 1 :]
    ]
    sizes.sort(key=lambda row: -row[0])
    pairs = ", ".join(f"{pair}: {size_words(size, say)}" for size, pair in sizes)
    return say("Of each pair, from 0 to 1, the highest first. {pairs}.").format(pairs=pairs)


def _choices(told: Briefing) -> Iterator[Section]:
    say = told.say
    waiting = say("Without an answer: {setting}").format(setting=told.setting)
    if told.levers:
        yield Section(
            "levers",
            say("Your levers"),
            (
                say(
                    "The running cost rises with the square of the level; inclusion also takes a "
                    "part of the output."
                ),
                say(
                    "Besides: favour.POWER=0 to {most}, a premium on a power's bids; "
                    "treaty=POWER:SIZE up to {treaties}, which calms that power and makes the "
                    "others envious; {recorded}, which follows the record."
                ).format(most=number(MOST_OPEN), treaties=number(told.treaties), recorded=RECORDED),
                waiting,
            ),
            _lever_table(told),
        )
        return
    now = fill(say("Now that is: {rival}."), rival=told.names.get(told.rival, ""))
    table = _option_table(told) if told.options else None
    yield Section(
        "actions",
        say("Your actions"),
        (
            say(
                "One of {actions} for the whole turn, or one for each of its quarters; {model} "
                "leaves it to the model."
            ).format(actions=", ".join(ACTIONS), model=MODEL),
            say("The rule chooses the rival of a contest: whom you blame and mistrust most.")
            + (f" {now}" if told.rival else ""),
            waiting,
            *((say("As your ministry weighed them in the last quarter:"),) if table else ()),
        ),
        table,
    )


def _lever_table(told: Briefing) -> Table:
    say = told.say
    rows = (
        (
            typed_words(row.name, say),
            number(row.level),
            number(row.most),
            number(row.cost) if row.full_cost else say("none"),
            number(row.full_cost) if row.full_cost else say("none"),
            say(row.meaning),
        )
        for row in told.levers
    )
    return Table(tuple(map(say, LEVER_HEADS)), tuple(rows))


def _option_table(told: Briefing) -> Table:
    say = told.say
    rows = (
        (
            typed_words(action, say),
            level(row["value"]),
            level(row["cost"]),
            percent(row["chance"]),
            say(ACTION_WORDS[action]),
        )
        for action, row in told.options.items()
    )
    return Table(tuple(map(say, OPTION_HEADS)), tuple(rows))
