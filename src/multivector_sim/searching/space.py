"""What a search may decide: levels of levers in dated phases, and levers that follow a quantity.

A point of the space is a row of numbers in [0, 1], which any optimiser can
move. It is decoded to a policy on a grid: levels in steps of 0.01, dates in
quarters, thresholds in steps of 0.0001; so a policy in a file is the policy
that was evaluated, to the last bit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.observed import DRIVERS_SEEN, QUANTITIES_SEEN, Trigger
from multivector_sim.scenario import Scenario, scenario_from_dict
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.quantity import quarter_of, year_of

__all__ = [
    "DECIDED",
    "Dial",
    "Reaction",
    "Schedule",
    "Space",
    "Watch",
    "dials_of",
    "entries_of",
    "watches_of",
]

FloatArray = NDArray[np.float64]

DECIDED: Final = ("inclusion", "concession", "persuasion", "leveraging", "retention", "openness")
"""Levers that a search moves unless told otherwise: all but skill and institutions, which a
state has rather than chooses; they can be named."""
RANGES: Final[Mapping[str, tuple[float, float]]] = {"openness": (0.0, 2.0), "favour": (0.0, 3.0)}
"""Usual bounds where they are not 0 to 1: openness 1 is normal; favours are in logs."""
MOST_PHASES: Final = 3
_FAVOUR: Final = "favour."
_LEVEL_DIGITS: Final = 2
_THRESHOLD_DIGITS: Final = 4


class Dial(NamedTuple):
    """A lever, or the favour of a power, that the search sets.

    Attributes
    ----------
    name
        From ``LEVERS``, or ``favour.POWER``.
    low, high
        Bounds of its level, low < high.
    """

    name: str
    low: float
    high: float


class Watch(NamedTuple):
    """A quantity that the pivot may react to, past a threshold that the search sets.

    Attributes
    ----------
    when
        The quantity, as a trigger of a scenario names it.
    above
        Whether the levers act above the threshold, or below it.
    low, high
        Bounds of the threshold, low < high.
    """

    when: str
    above: bool
    low: float
    high: float


class Reaction(NamedTuple):
    """What a policy does while a watched quantity is past a threshold.

    Attributes
    ----------
    threshold
        Where it begins and ends.
    levels
        Level of each dial meanwhile.
    """

    threshold: float
    levels: tuple[float, ...]


class Schedule(NamedTuple):
    """A decoded policy.

    Attributes
    ----------
    starts
        Number of the first quarter of each phase, rising.
    levels
        Level of each dial in each phase.
    reactions
        One for each watched quantity.
    """

    starts: tuple[int, ...]
    levels: tuple[tuple[float, ...], ...]
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True)
class Space:
    """The policies among which is searched.

    From the first date on the search decides: treaties and triggers of the
    base end there, and the dials are its own. Levers that are no dials stay
    as they are in the base.

    Attributes
    ----------
    base
        The world, and what is done before the first date.
    inputs
        The base as arrays.
    dials
        What is set in each phase.
    phases
        Most phases, 1 to ``MOST_PHASES``; two that begin in the same quarter are one.
    first
        Number of the quarter in which the first phase begins.
    watches
        Quantities that the policy may react to.
    """

    base: Scenario
    inputs: Inputs
    dials: tuple[Dial, ...]
    phases: int = 1
    first: int = 0
    watches: tuple[Watch, ...] = ()

    @property
    def variables(self) -> int:
        """Numbers that make a point: dates, levels by phase, thresholds and levels by watch."""
        levels = len(self.dials) * (self.phases + len(self.watches))
        return self.phases - 1 + levels + len(self.watches)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the decoded numbers, in the order of :meth:`row`."""
        dated = [f"from_{number}" for number in range(1, self.phases + 1)]
        levels = [
            f"{dial.name}_{number}" for number in range(1, self.phases + 1) for dial in self.dials
        ]
        watched = [
            name
            for watch in self.watches
            for name in (
                f"{watch.when} {'above' if watch.above else 'below'}",
                *(f"{dial.name} at {watch.when}" for dial in self.dials),
            )
        ]
        return (*dated, *levels, *watched)

    def decode(self, point: FloatArray) -> Schedule:
        """Return the policy of a point.

        Parameters
        ----------
        point
            (variables,) in [0, 1].
        """
        dates = self.phases - 1
        last = self.inputs.quarters - 1
        later = sorted(self.first + round(float(u) * (last - self.first)) for u in point[:dates])
        rows = [
            self._levels(row)
            for row in point[dates:][: self.phases * len(self.dials)].reshape(self.phases, -1)
        ]
        # Of phases that begin together, the last one holds.
        found = dict(zip((self.first, *later), rows, strict=True))
        reactions = []
        rest = point[dates + self.phases * len(self.dials) :]
        rest = rest.reshape(len(self.watches), 1 + len(self.dials))
        for watch, row in zip(self.watches, rest, strict=True):
            threshold = watch.low + float(row[0]) * (watch.high - watch.low)
            reactions.append(Reaction(round(threshold, _THRESHOLD_DIGITS), self._levels(row[1:])))
        return Schedule(tuple(found), tuple(found.values()), tuple(reactions))

    def _levels(self, row: FloatArray) -> tuple[float, ...]:
        return tuple(
            round(dial.low + float(u) * (dial.high - dial.low), _LEVEL_DIGITS)
            for dial, u in zip(self.dials, row, strict=True)
        )

    def row(self, schedule: Schedule) -> list[float]:
        """Return a policy as numbers under :attr:`names`; NaN for phases that it lacks."""
        spare = self.phases - len(schedule.starts)
        dates = [self.base.first_year + start / 4 for start in schedule.starts]
        numbers = [*dates, *[np.nan] * spare]
        for levels in schedule.levels:
            numbers += levels
        numbers += [np.nan] * (spare * len(self.dials))
        for reaction in schedule.reactions:
            numbers += [reaction.threshold, *reaction.levels]
        return numbers

    def pack(self, schedule: Schedule) -> Inputs:
        """Return the base under a policy, changing the packed levers alone.

        Raises
        ------
        InputError
            If a level is not finite.
        """
        fields = self._bare()
        levers, favour = fields["levers"], fields["favour"]
        for start, levels in zip(schedule.starts, schedule.levels, strict=True):
            for dial, level in zip(self.dials, levels, strict=True):
                table, column = self._column(dial, levers, favour)
                table[start:, column] = level
        fields["triggers"] += tuple(
            self._trigger(watch, reaction)
            for watch, reaction in zip(self.watches, schedule.reactions, strict=True)
        )
        return self.inputs.altered(**fields)

    def _bare(self) -> dict[str, Any]:
        """Return copies of what a policy changes, without treaties and triggers from the date on.

        A trigger of the base that acts before goes on no longer than that.
        """
        treaty = self.inputs.treaty.copy()
        treaty[self.first :] = 0.0
        kept = tuple(
            row._replace(last=min(row.last, self.first))
            for row in self.inputs.triggers
            if row.first < self.first
        )
        return {
            "levers": self.inputs.levers.copy(),
            "favour": self.inputs.favour.copy(),
            "treaty": treaty,
            "triggers": kept,
        }

    def _column(self, dial: Dial, levers: FloatArray, favour: FloatArray) -> tuple[FloatArray, int]:
        if dial.name.startswith(_FAVOUR):
            return favour, self.inputs.actors.index(dial.name.removeprefix(_FAVOUR))
        return levers, LEVERS.index(dial.name)

    def path(self, dial: Dial, inputs: Inputs) -> FloatArray:
        """Return the scheduled level of a dial in packed inputs, from the first date on.

        Parameters
        ----------
        dial
            Which.
        inputs
            Of the same world.
        """
        table, column = self._column(dial, inputs.levers, inputs.favour)
        return table[self.first :, column]

    def _trigger(self, watch: Watch, reaction: Reaction) -> Trigger:
        name, entries = entries_of(watch.when, self.base)
        places = {code: at for at, code in enumerate(self.inputs.actors)}
        return Trigger(
            quantity=name,
            entries=entries,
            above=watch.above,
            on=reaction.threshold,
            off=reaction.threshold,
            first=self.first,
            last=self.inputs.quarters,
            levels=tuple(
                (
                    len(LEVERS) + places[dial.name.removeprefix(_FAVOUR)]
                    if dial.name.startswith(_FAVOUR)
                    else LEVERS.index(dial.name),
                    level,
                )
                # Levers first, then favours: the order in which a scenario packs them.
                for dial, level in sorted(
                    zip(self.dials, reaction.levels, strict=True),
                    key=lambda pair: self._order(pair[0]),
                )
            ),
        )

    def _order(self, dial: Dial) -> int:
        if dial.name.startswith(_FAVOUR):
            return len(LEVERS) + self.inputs.actors.index(dial.name.removeprefix(_FAVOUR))
        return LEVERS.index(dial.name)

    def pack_policy_of(self, other: Inputs) -> Inputs:
        """Return the base with the policy of other inputs of the same world from the date on.

        Raises
        ------
        InputError
            If the world has other actors or quarters.
        """
        if (other.actors, other.quarters) != (self.inputs.actors, self.inputs.quarters):
            raise InputError("policies of worlds with other actors or quarters do not fit")
        fields = self._bare()
        for name in ("levers", "favour", "treaty"):
            fields[name][self.first :] = getattr(other, name)[self.first :]
        fields["triggers"] += tuple(
            row._replace(first=max(row.first, self.first))
            for row in other.triggers
            if row.last > self.first
        )
        return self.inputs.altered(**fields)

    def policy(self, schedule: Schedule) -> dict[str, Any]:
        """Return the policy of a schedule as a scenario file states it, the whole of it."""
        given = self.base.dump()["policy"]
        names = {dial.name for dial in self.dials}
        since = self.base.first_year + self.first / 4
        found: dict[str, Any] = {lever: given[lever] for lever in LEVERS}
        found["favour"] = dict(given.get("favour") or {})
        phases = [_bare_phase(row, names, since) for row in given.get("phases", [])]
        new = list(zip(schedule.starts, schedule.levels, strict=True))
        if self.first == 0:
            _put(found, self._named(new.pop(0)[1]))
        for number, (start, levels) in enumerate(new, start=len(schedule.starts) - len(new) + 1):
            row = {
                "from": self.base.first_year + start / 4,
                "label": f"Phase {number} of the search",
                "source": "hypothetical",
            }
            _put(row, self._named(levels))
            phases.append(row)
        found["phases"] = [
            {key: value for key, value in row.items() if value != {}}
            | {"from": quarter_of(_date(row["from"]))}
            for row in _together(row for row in phases if row is not None)
        ]
        found["treaties"] = [row for row in given.get("treaties", []) if _date(row["at"]) < since]
        found["triggers"] = self._trigger_rows(given, schedule, since)
        return {key: value for key, value in found.items() if value not in ([], {})}

    def _named(self, levels: Sequence[float]) -> dict[str, float]:
        return {dial.name: level for dial, level in zip(self.dials, levels, strict=True)}

    def _trigger_rows(
        self, given: Mapping[str, Any], schedule: Schedule, since: float
    ) -> list[dict[str, Any]]:
        rows = []
        for row in given.get("triggers", []):
            begins, ends = row.get("from"), row.get("to")
            if self.first > 0 and (begins is None or _date(begins) < since):
                end = since if ends is None else min(since, _date(ends))
                rows.append({**row, "to": end})
        for number, (watch, reaction) in enumerate(
            zip(self.watches, schedule.reactions, strict=True), start=1
        ):
            levels: dict[str, Any] = {}
            _put(levels, self._named(reaction.levels))
            row = {
                "id": f"search_{number}",
                "label": f"Reaction {number} of the search",
                "when": watch.when,
                "above" if watch.above else "below": reaction.threshold,
                "set": levels,
                "source": "hypothetical",
            }
            rows.append(row | ({"from": quarter_of(since)} if self.first else {}))
        return rows

    def scenario(self, schedule: Schedule, name: str, words: Mapping[str, Any]) -> Scenario:
        """Return the base under a policy as a scenario, which packs to :meth:`pack` of it.

        Parameters
        ----------
        schedule
            The policy.
        name
            Name of the scenario.
        words
            Its own title, question and so on.

        Raises
        ------
        ScenarioError
            If the policy is not allowed.
        """
        data = self.base.dump() | {"policy": self.policy(schedule)} | dict(words)
        return scenario_from_dict(data, name)

    def content(self) -> dict[str, Any]:
        """Return what decides the space besides the base, as plain data."""
        return {
            "dials": [list(dial) for dial in self.dials],
            "phases": self.phases,
            "first": self.first,
            "watches": [list(watch) for watch in self.watches],
        }

    def bounded(self, ranges: Mapping[str, tuple[float, float]]) -> Space:
        """Return the space with bounds of thresholds that were not given filled in."""
        watches = tuple(
            watch._replace(low=ranges[watch.when][0], high=ranges[watch.when][1])
            if np.isnan(watch.low)
            else watch
            for watch in self.watches
        )
        return replace(self, watches=watches)


def _put(row: dict[str, Any], levels: Mapping[str, float]) -> None:
    for name, level in levels.items():
        if name.startswith(_FAVOUR):
            row["favour"] = {**row.get("favour", {}), name.removeprefix(_FAVOUR): level}
        else:
            row[name] = level


def _bare_phase(row: Mapping[str, Any], names: set[str], since: float) -> dict[str, Any] | None:
    """Return a phase of the base without what the search decides from a date on; None if empty."""
    if _date(row["from"]) < since:
        return dict(row)
    kept = {key: value for key, value in row.items() if key not in names and value is not None}
    favour = {
        code: value
        for code, value in (row.get("favour") or {}).items()
        if f"{_FAVOUR}{code}" not in names
    }
    kept = {key: value for key, value in kept.items() if key != "favour"}
    if favour:
        kept["favour"] = favour
    return kept if favour or any(lever in kept for lever in LEVERS) else None


def _together(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return phases in order of time; two of one date are one, as a scenario wants it."""
    found: dict[float, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: _date(row["from"])):
        date = _date(row["from"])
        if date in found:
            both = {**found[date], **row}
            favour = {**found[date].get("favour", {}), **row.get("favour", {})}
            found[date] = {**both, "favour": favour} if favour else both
        else:
            found[date] = row
    return list(found.values())


def _date(value: float | str) -> float:
    return year_of(value) if isinstance(value, str) else float(value)


def dials_of(names: Sequence[str], scenario: Scenario) -> tuple[Dial, ...]:
    """Return what a search sets.

    Parameters
    ----------
    names
        Levers, ``favour.POWER`` or ``favour`` for that of every power, each
        with bounds where it is to have its own: ``"openness=0.5:1.5"``. Empty
        takes ``DECIDED``.
    scenario
        The base.

    Raises
    ------
    InputError
        If a name is unknown or stands twice, or bounds are not allowed.
    """
    powers = scenario.powers
    known = [*LEVERS, *(f"{_FAVOUR}{code}" for code in powers)]
    found: dict[str, Dial] = {}
    for text in names or DECIDED:
        name, low, high = _bounds(text, "--levers")
        every = [f"{_FAVOUR}{code}" for code in powers] if name == "favour" else [name]
        for one in every:
            if one not in known:
                raise InputError(
                    f"--levers: {one!r} received{nearest(one, known)}; allowed: {', '.join(known)}"
                )
            if one in found:
                raise InputError(f"--levers: {one} stands twice; name it once")
            usual = RANGES.get(one.partition(".")[0], (0.0, 1.0))
            ends = usual if np.isnan(low) else (low, high)
            most = 1.0 if one in LEVERS and one != "openness" else 100.0
            if not 0.0 <= ends[0] < ends[1] <= most:
                raise InputError(
                    f"--levers: {text!r} received; bounds low:high within 0 and {most:g} are needed"
                )
            found[one] = Dial(one, *ends)
    return tuple(found.values())


def watches_of(texts: Sequence[str], scenario: Scenario) -> tuple[Watch, ...]:
    """Return the quantities that policies may react to.

    Parameters
    ----------
    texts
        ``QUANTITY[:above|:below][=LOW:HIGH]``: ``"tension.KAZ-RUS"``,
        ``"credibility.RUS:below=0.2:0.6"``. Bounds that are not given are NaN.
    scenario
        The base.

    Raises
    ------
    InputError
        If a quantity is unknown or stands twice, or bounds are not allowed.
    """
    found: dict[str, Watch] = {}
    for text in texts:
        head, low, high = _bounds(text, "--triggers")
        when, _, side = head.partition(":")
        if side not in ("", "above", "below"):
            raise InputError(f"--triggers: {text!r} received; :above or :below may follow {when}")
        entries_of(when, scenario)
        if when in found:
            raise InputError(f"--triggers: {when} stands twice; name it once")
        if not np.isnan(low) and not low < high:
            raise InputError(f"--triggers: {text!r} received; low:high with low < high is needed")
        found[when] = Watch(when, side != "below", low, high)
    return tuple(found.values())


def _bounds(text: str, option: str) -> tuple[str, float, float]:
    """Return a name and its bounds, NaN where none are given."""
    name, equals, ends = (part.strip() for part in text.partition("="))
    if not equals:
        return name, np.nan, np.nan
    low, colon, high = ends.partition(":")
    try:
        pair = float(low), float(high)
    except ValueError:
        pair = np.nan, np.nan
    if not colon or not np.isfinite(pair).all():
        raise InputError(f"{option}: {text!r} received; NAME=LOW:HIGH is needed, two numbers")
    return name, *pair


def entries_of(when: str, scenario: Scenario) -> tuple[str, tuple[tuple[int, ...], ...]]:
    """Return the name of an observed quantity, and its entries as a packed trigger has them.

    Raises
    ------
    InputError
        If there is no such quantity.
    """
    name, _, rest = when.partition(".")
    form = QUANTITIES_SEEN.get(name, "" if name in DRIVERS_SEEN else None)
    codes = [part for part in re.split(r"[.\-]", rest) if part]
    actors = {code: at for at, code in enumerate(scenario.actor_codes)}
    sectors = {code: at for at, code in enumerate(scenario.sector_codes)}
    kinds: dict[str, list[dict[str, int]]] = {
        "pair": [actors, actors],
        "sector.actor": [sectors, actors],
        "power": [{code: actors[code] for code in scenario.powers}],
        "": [],
    }
    wanted = kinds.get(form) if form is not None else None
    fits = wanted is not None and len(wanted) == len(codes)
    if not fits or not all(c in kind for c, kind in zip(codes, wanted or [], strict=True)):
        allowed = [f"{key}.{form}" if form else key for key, form in QUANTITIES_SEEN.items()]
        raise InputError(
            f"--triggers: {when!r} is nothing that the pivot observes; allowed: "
            f"{', '.join([*allowed, *DRIVERS_SEEN])}, such as tension.KAZ-RUS"
        )
    entry = tuple(kind[code] for code, kind in zip(codes, wanted or [], strict=True))
    if form == "pair" and entry[0] == entry[1]:
        raise InputError(f"--triggers: {when!r} received; two different actors are needed")
    return name, (entry, entry[::-1]) if form == "pair" else (entry,)
