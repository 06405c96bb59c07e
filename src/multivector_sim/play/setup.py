"""What a game is played on: the scenario, the draws, the turns and the teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from multivector_sim.errors import InputError
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.state import QUARTER
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.quantity import quarter_of

__all__ = ["LARGEST_TREATY", "Setup", "Source", "Turn", "set_up"]

LARGEST_TREATY: Final = 0.3
"""Largest treaty that a team can conclude, unless the scenario's own policy has a larger one;
the largest of the shipped record."""

LONGEST_NAME: Final = 60
"""Characters of a team's name."""

MOST_YEARS: Final = 20
"""Years of a turn."""

LARGEST_SEED: Final = 2**63 - 1
LARGEST_RUN: Final = 2**53


@dataclass(frozen=True)
class Source:
    """How the scenario of a game is loaded; see ``load_scenario``.

    Attributes
    ----------
    name
        Name of a shipped scenario, or path of a file.
    overrides, variant, without
        Changes of it.
    """

    name: str = "baseline"
    overrides: tuple[str, ...] = ()
    variant: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """Some years that are played at once.

    Attributes
    ----------
    number
        From 0.
    label
        Such as ``1992``, ``1992-1994`` or ``2013Q3-2014Q2``.
    first, last
        Quarters [first, last) of the run.
    quarters
        Their names, such as ``1992Q1``.
    """

    number: int
    label: str
    first: int
    last: int
    quarters: tuple[str, ...]


@dataclass(frozen=True)
class Setup:
    """What a game is played on. Make it with ``set_up``, which checks it.

    Attributes
    ----------
    scenario
        The record: what happens to actors that nobody holds.
    source
        Where it came from.
    seed, run
        Seed and number of the run: the draws of chance.
    first
        Number of the first quarter that is played by teams.
    years
        Years of a turn.
    teams
        Name of each team, by the code of the actor that it holds.
    """

    scenario: Scenario
    source: Source
    seed: int
    run: int
    first: int
    years: int
    teams: Mapping[str, str]

    @property
    def pivot(self) -> str:
        """Code of the state in the middle."""
        return self.scenario.actor_codes[PIVOT]

    @property
    def names(self) -> dict[str, str]:
        """Names of the actors for people, by code; the pivot first."""
        return {code: self.scenario.actors[code].name for code in self.scenario.actor_codes}

    @property
    def largest_treaty(self) -> float:
        """Largest treaty that a team can conclude."""
        return max([LARGEST_TREATY, *(row.size for row in self.scenario.policy.treaties)])

    @cached_property
    def inputs(self) -> Inputs:
        """The record, packed."""
        return self.scenario.pack()

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turns, in the order of time."""
        scenario, step = self.scenario, 4 * self.years
        rows = []
        for number, first in enumerate(range(self.first, scenario.quarters, step)):
            last = min(first + step, scenario.quarters)
            names = tuple(
                quarter_of(scenario.first_year + QUARTER * at) for at in range(first, last)
            )
            rows.append(Turn(number, _label(names), first, last, names))
        return tuple(rows)


def set_up(
    source: str | Path | Source | Scenario = "baseline",
    teams: Mapping[str, str] | Sequence[str] = (),
    *,
    seed: int | None = None,
    run: int = 0,
    since: int | None = None,
    until: int | None = None,
    years: int = 1,
) -> Setup:
    """Return what a game is played on.

    Parameters
    ----------
    source
        Name of a shipped scenario, path of a file, a ``Source`` with changes,
        or a ``Scenario``.
    teams
        Names of teams by the code of the actor that each holds, or codes
        alone; empty for the pivot alone.
    seed
        Seed, 0 to 2**63 - 1; None for the scenario's own.
    run
        Number of the run, >= 0.
    since, until
        First and last year that the teams play; None for those of the
        scenario. The years before go by the record, those after are cut off.
    years
        Years of a turn, 1 to ``MOST_YEARS``.

    Raises
    ------
    ScenarioError
        If the scenario has faults.
    InputError
        If an argument is not allowed.

    Examples
    --------
    >>> setup = set_up("baseline", ["KAZ", "RUS"], since=1995, until=1999, years=2)
    >>> [turn.label for turn in setup.turns]
    ['1995-1996', '1997-1998', '1999']
    """
    if isinstance(source, Scenario):
        given, loaded = Source(source.name), source
    else:
        given = source if isinstance(source, Source) else Source(str(source))
        loaded = load_scenario(
            given.name, given.overrides, variant=given.variant, without=given.without
        )
    begin, end = loaded.first_year, loaded.first_year + QUARTER * loaded.quarters
    first = begin if since is None else float(_whole("from", since, 0, 9999))
    last = end if until is None else float(_whole("to", until, 0, 9999)) + 1.0
    last_year = int(end - QUARTER)
    for name, value, inside in (
        ("from", since, begin - 1 < first < end),
        ("to", until, begin < last <= last_year + 1),
    ):
        if not inside:
            raise InputError(
                f"{name}: {value} received; {loaded.name or 'the scenario'} has the years "
                f"{int(begin)} to {last_year}"
            )
    first, last = max(first, begin), min(last, end)
    if last <= first:
        raise InputError(f"from {since} to {until}: the first year must not lie after the last")
    if last < end:
        loaded = load_scenario(loaded, {"end": quarter_of(last - QUARTER)}).named(loaded.name)
    held = dict(teams) if isinstance(teams, Mapping) else dict.fromkeys(teams, "")
    held = _teams(held, loaded)
    _refuse_drawn(loaded, held)
    return Setup(
        scenario=loaded,
        source=given,
        seed=loaded.seed if seed is None else _whole("seed", seed, 0, LARGEST_SEED),
        run=_whole("run", run, 0, LARGEST_RUN),
        first=round(4 * (first - begin)),
        years=_whole("years of a turn", years, 1, MOST_YEARS),
        teams=held,
    )


def _teams(given: dict[str, str], scenario: Scenario) -> dict[str, str]:
    """Return the teams in the order of actors, each with a name."""
    codes = scenario.actor_codes
    held = {code.upper(): name for code, name in (given or {codes[PIVOT]: ""}).items()}
    if len(held) < len(given):
        raise InputError(f"teams: {', '.join(given)} received; each actor has one team")
    for code, name in held.items():
        if code not in codes:
            raise InputError(
                f"actor: {code[:20]!r} received; allowed are {', '.join(codes)}"
                f"{nearest(code, codes)}"
            )
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise InputError(
                "team: {given} received; at most {most} printable characters are allowed",
                given=repr(name[:LONGEST_NAME]), most=LONGEST_NAME,
            )  # fmt: skip
    names = {
        code: " ".join(held[code].split()) or scenario.actors[code].name
        for code in codes
        if code in held
    }
    twice = [name for name in names.values() if list(names.values()).count(name) > 1]
    if twice:
        raise InputError(
            "team: two are called {name}; give each a name of its own", name=repr(twice[0])
        )
    return names


def _refuse_drawn(scenario: Scenario, held: Mapping[str, str]) -> None:
    """Refuse a scenario whose policy is drawn by chance: a team cannot take its place."""
    drawn = [key for key in scenario.chance if key.startswith("policy")]
    if drawn and scenario.actor_codes[PIVOT] in held:
        raise InputError(
            f"{scenario.name or 'the scenario'} draws {drawn[0]} by chance; a team can play a "
            "policy only where the scenario sets it: choose another scenario, or remove this draw"
        )


def _label(quarters: tuple[str, ...]) -> str:
    first, last = quarters[0], quarters[-1]
    if first.endswith("Q1") and last.endswith("Q4"):
        years = (first[:4], last[:4])
        return years[0] if years[0] == years[1] else "-".join(years)
    return first if first == last else f"{first}-{last}"


def _whole(name: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(
            f"{name}: {str(value)[:40]} received; a whole number from {low} to {high} is needed"
        )
    return value
