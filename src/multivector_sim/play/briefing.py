"""What a team is told before its move: of the past alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.explanation import Decision, Happening, Quarter
from multivector_sim.explanation.turning import weight_of
from multivector_sim.explanation.words import happening_words, number_of, percent
from multivector_sim.model.actors import ACTIONS, CONCERNS, PIVOT
from multivector_sim.play.moves import MODEL, MOST_OPEN, MOVABLE, RECORDED
from multivector_sim.play.words import Section, Table, plain_text, seat_words, size_words
from multivector_sim.scenario.quantity import quarter_of

if TYPE_CHECKING:
    from multivector_sim.play.game import Game

__all__ = ["LEVER_WORDS", "Briefing", "Lever", "brief"]

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

_COSTLY: Final = ("inclusion", "concession", "persuasion", "leveraging", "retention")
_PRICE_UNIT: Final = 55.0
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
    levers: tuple[Lever, ...]
    treaties: float
    options: Mapping[str, Mapping[str, float]]
    rival: str
    names: Mapping[str, str]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The briefing in words and tables, in the order in which it is read."""
        return tuple(_sections(self))

    def text(self) -> str:
        """Return the briefing as plain text."""
        return plain_text(self.sections)

    def document(self) -> dict[str, Any]:
        """Return the briefing as plain data for JSON."""
        return asdict(self)


def brief(game: Game, actor: str) -> Briefing:
    """Return what the team of an actor is told before its move; the game must not be over.

    Raises
    ------
    InputError
        If the game is over.
    """
    turn = game.require_turn()
    model, setup = game.model, game.setup
    state, codes, names = model.state, setup.scenario.actor_codes, setup.names
    powers = codes[PIVOT + 1 :]
    place = {code: at for at, code in enumerate(codes)}
    start = max(0, turn.first - 4 * setup.years)
    past = tuple(model.quarters[start:])
    happenings, left_out = _happenings(past, names)
    prices = model.inputs.price * _PRICE_UNIT
    own = None if actor == setup.pivot or not past else past[-1].decision(actor)
    return Briefing(
        actor=actor,
        name=names[actor],
        team=setup.teams[actor],
        label=turn.label,
        number=turn.number + 1,
        turns=len(setup.turns),
        setting=game.setting(actor),
        price=float(prices[max(0, turn.first - 1)]),
        price_before=float(prices[max(0, start - 1)]) if turn.first else None,
        news=tuple(_news(game, past)),
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
        levers=_levers(game, float(state.lever_cost)) if actor == setup.pivot else (),
        treaties=setup.largest_treaty if actor == setup.pivot else 0.0,
        options={} if own is None else _options(own),
        rival="" if own is None else own.rival,
        names=names,
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


def _news(game: Game, past: tuple[Quarter, ...]) -> Iterator[str]:
    """Yield what the scenario says of the quarters past; what is to come is not told."""
    teams, names = game.setup.teams, game.setup.names
    pivot_held = game.setup.pivot in teams
    for news in (row for quarter in past for row in quarter.news):
        if news.kind in _OWN:
            held = pivot_held if _OWN[news.kind] else bool(set(news.actors) & set(teams))
            if held:  # the teams know their own moves
                continue
        who = "-".join(names.get(code, code) for code in news.actors)
        yield f"{quarter_of(news.date)}: {news.kind}, {news.label}{f' ({who})' if who else ''}"


def _happenings(past: tuple[Quarter, ...], names: Mapping[str, str]) -> tuple[tuple[str, ...], int]:
    """Return the weightiest happenings in the order of time, and how many are left out."""
    rows = [
        (quarter.quarter, row)
        for quarter in past
        for row in quarter.happenings
        if row.kind in _TOLD
    ]
    heaviest = sorted(range(len(rows)), key=lambda at: -weight_of(rows[at][1]))[:MOST_TOLD]
    told = tuple(f"{rows[at][0]}: {_told(rows[at][1], names)}" for at in sorted(heaviest))
    return told, len(rows) - len(told)


def _told(row: Happening, names: Mapping[str, str]) -> str:
    if row.kind == "crisis":
        return f"Crisis: {names[row.actor]} coerces {next(iter(names.values()))}."
    return happening_words(row, names, brief=True)


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
    names, pivot = told.names, next(iter(told.names.values()))
    yield Section(
        "head",
        f"{told.label}: {seat_words(told.team, told.name)} (turn {told.number} of {told.turns})",
        (CAVEAT,),
    )
    price = f"Oil price {told.price:.0f} USD a barrel"
    if told.price_before is not None:
        price += f" (a turn before {told.price_before:.0f})"
    yield Section("news", "What is new in the world", (f"{price}.", *told.news))
    if told.doings:
        yield Section("past", "What came of the last turn", tuple(_past(told)))
    if told.table:
        yield Section("table", "On the table", (_on_the_table(told), _course(told)))
    yield Section(
        "concerns",
        "Who is anxious, about what, because of whom",
        table=Table(
            ("power", *CONCERNS, "blames most"),
            tuple(
                (
                    names[code],
                    *(f"{size_words(size)} {size:.2f}" for size in row.values()),
                    names.get(told.blamed[code], "nobody"),
                )
                for code, row in told.concerns.items()
            ),
        ),
    )
    yield Section("hold", f"Who holds what in {pivot}", table=_holdings(told))
    yield Section("tension", "Tension", (_pairs(told),))
    yield Section(
        "account",
        "The account",
        (
            f"Running costs so far {told.cost:.3f}, now {told.cost_rate:.4f} a year; welfare so "
            f"far {told.welfare:.3f}; all in years of rent.",
        ),
    )
    yield from _choices(told)


def _past(told: Briefing) -> Iterator[str]:
    names = told.names
    yield (
        "; ".join(
            f"{names[code]}: " + ", ".join(f"{action} {count}" for action, count in row.items())
            for code, row in told.doings.items()
        )
        + " (quarters)."
    )
    yield from told.happenings
    if told.left_out:
        yield f"{told.left_out} smaller ones are left out."
    for code, size in told.obstructions.items():
        yield f"{names[code]} obstructs now; it blocks {percent(size)} of the flow on its routes."


def _on_the_table(told: Briefing) -> str:
    """Return what each power does at the moment as a sentence."""
    words = {
        "accommodate": "{who} wants nothing",
        "court": "{who} courts and offers",
        "demand": "{who} demands",
        "obstruct": "{who} obstructs",
        "contest": "{who} confronts a rival",
    }
    rows = (words[action].format(who=told.names[code]) for code, action in told.table.items())
    return f"{'; '.join(rows)}."


def _course(told: Briefing) -> str:
    pivot = next(iter(told.names.values()))
    levers = ", ".join(f"{name} {level:g}" for name, level in told.course.items())
    return f"The course of {pivot} in the last quarter: {levers}."


def _holdings(told: Briefing) -> Table:
    kinds = tuple(next(iter(told.leverage.values()))) if told.leverage else ()
    head = ("actor", *told.shares, *(f"{kind} leverage" for kind in kinds))
    rows = []
    for code, name in told.names.items():
        own = told.leverage.get(code)
        rows.append(
            (
                name,
                *(percent(row[code]) for row in told.shares.values()),
                *(number_of(own[kind]) if own else "" for kind in kinds),
            )
        )
    return Table(head, tuple(rows))


def _pairs(told: Briefing) -> str:
    rows = sorted(told.tensions.items(), key=lambda row: -row[1])
    return ", ".join(f"{pair} {size:.2f} ({size_words(size)})" for pair, size in rows) + "."


def _choices(told: Briefing) -> Iterator[Section]:
    if told.levers:
        yield Section(
            "levers",
            "Your levers",
            (
                "The running cost rises with the square of the level; inclusion also takes a part "
                "of the output.",
                f"Besides: favour.POWER=0 to {MOST_OPEN:g}, a premium on a power's bids; "
                f"treaty=POWER:SIZE up to {told.treaties:g}, which calms that power and makes the "
                f"others envious; {RECORDED}, which follows the record.",
                f"Without an answer: {told.setting}",
            ),
            Table(
                ("lever", "now", "from 0 to", "cost a year", "at full", "what it is"),
                tuple(
                    (
                        row.name,
                        f"{row.level:g}",
                        f"{row.most:g}",
                        f"{row.cost:.4f}" if row.full_cost else "none",
                        f"{row.full_cost:.4f}" if row.full_cost else "none",
                        row.meaning,
                    )
                    for row in told.levers
                ),
            ),
        )
        return
    rival = told.names.get(told.rival, "")
    whom = f" (now {rival})" if rival else ""
    table = None
    if told.options:
        table = Table(
            ("action", "worth to you", "cost in it", "the model's chance"),
            tuple(
                (
                    action,
                    number_of(row["value"]),
                    number_of(row["cost"]),
                    percent(row["chance"]),
                )
                for action, row in told.options.items()
            ),
        )
    yield Section(
        "actions",
        "Your actions",
        (
            f"One of {', '.join(ACTIONS)} for the whole turn, or one for each of its quarters; "
            f"{MODEL} leaves it to the model.",
            f"The rule chooses the rival of a contest: whom you blame and mistrust most{whom}.",
            f"Without an answer: {told.setting}",
            *(("As your ministry weighed them in the last quarter:",) if table else ()),
        ),
        table,
    )
