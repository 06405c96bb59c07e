"""Lever settings that change at dates: up to three a side, and the scenario that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from multivector_sim.classroom.world import check_whole, checked_levels, load_world
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.quantity import quarter_of

__all__ = ["BY_HAND", "MOST_PHASES", "Phase", "checked_phases", "next_phase", "phased"]

MOST_PHASES: Final = 3
"""Phases of a side."""
BY_HAND: Final = "levers set by hand"
"""What a phase is called in its scenario."""
_STEP: Final = 20
"""Quarters between a phase and the next one that is added."""
_JUST_BEFORE: Final = 1 / 1024
"""Years by which a phase steps aside where the preset has one of the same date that lasts."""

_Row = dict[str, Any]


@dataclass(frozen=True)
class Phase:
    """Levers that are set from a quarter on.

    Attributes
    ----------
    quarter
        Index of the first quarter in which they hold, 1 to the last; from the
        first quarter on the levers of the side itself hold.
    levers
        Levels by lever, at least one; as those of a side.

    Raises
    ------
    InputError
        If a value is not allowed.
    """

    quarter: int
    levers: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_whole("quarter of a phase", self.quarter, 1, load_world().quarters - 1)
        if not self.levers:
            raise InputError("phase: it sets no lever; at least one is needed")
        object.__setattr__(self, "levers", checked_levels(self.levers))

    def __hash__(self) -> int:
        return hash((self.quarter, tuple(self.levers.items())))

    @property
    def year(self) -> float:
        """Start of its first quarter, as a year and its fraction."""
        return load_world().first_year + self.quarter / 4

    @property
    def date(self) -> str:
        """Its first quarter, such as ``2004Q1``."""
        return quarter_of(self.year)


def next_phase(phases: Sequence[Phase], levels: Mapping[str, float]) -> Phase:
    """Return a phase to begin with: five years after the last one, or in the middle of the run.

    Parameters
    ----------
    phases
        Phases that are there, in the order of time.
    levels
        Level of each lever; the new phase holds the first lever where it is.
    """
    last = load_world().quarters - 1
    taken = {phase.quarter for phase in phases}
    wanted = min(phases[-1].quarter + _STEP, last) if phases else last // 8 * 4
    quarter = next(one for one in range(wanted, 0, -1) if one not in taken)
    lever = LEVERS[0]
    return Phase(quarter, {lever: levels[lever]})


def checked_phases(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """Return phases in the order of time.

    Raises
    ------
    InputError
        If there are too many, or two begin in the same quarter.
    """
    if len(phases) > MOST_PHASES:
        raise InputError(
            "phases: {count} received; a side has at most {most}",
            count=len(phases), most=MOST_PHASES,
        )  # fmt: skip
    ordered = sorted(phases, key=lambda phase: phase.quarter)
    for one, other in pairwise(ordered):
        if one.quarter == other.quarter:
            raise InputError(
                "phases: two begin in {date}; set all levers of that date in one phase, or choose "
                "another date",
                date=one.date,
            )
    return tuple(ordered)


def phased(scenario: Scenario, phases: Sequence[Phase]) -> dict[str, Any]:
    """Return changes of a scenario by dotted key, which put phases into its policy.

    A lever keeps the course that the scenario gives it until the first phase
    that names it; from there on phases and triggers of the scenario leave it
    alone.

    Parameters
    ----------
    scenario
        Preset of a side, with the levers that it has from the first quarter on.
    phases
        In the order of time; without any, what levers leave of triggers is told.
    """
    policy = scenario.dump()["policy"]
    since: dict[str, float] = {}
    for phase in phases:
        for lever in phase.levers:
            since.setdefault(lever, phase.year)
    rows = [row for before in policy["phases"] if (row := _until(before, since)) is not None]
    for phase in phases:
        _insert(rows, phase)
    changes: dict[str, Any] = {
        "policy.constant": False,
        "policy.phases": sorted(rows, key=lambda row: row["from"]),
    }
    if policy["triggers"]:
        changes["policy.triggers"] = [
            part for row in policy["triggers"] for part in _split(_bare(row), since)
        ]
    return changes


def _bare(row: Mapping[str, Any]) -> _Row:
    """Return an entry of a scenario without what says nothing."""
    told = {key: _bare(value) if isinstance(value, dict) else value for key, value in row.items()}
    return {key: value for key, value in told.items() if value is not None and value != {}}


def _until(before: _Row, since: Mapping[str, float]) -> _Row | None:
    """Return a phase of the scenario without levers set by then; None where nothing is left."""
    row = {
        key: value
        for key, value in _bare(before).items()
        if key not in LEVERS or before["from"] < since.get(key, float("inf"))
    }
    return row if row.keys() & {*LEVERS, "favour"} else None


def _insert(rows: list[_Row], phase: Phase) -> None:
    same = next((row for row in rows if row["from"] == phase.year), None)
    if same is not None and not same.get("over"):
        same.update(phase.levers)
        return
    begin = phase.year if same is None else phase.year - _JUST_BEFORE
    rows.append({"from": begin, "label": BY_HAND, "source": "judgement", **phase.levers})


def _split(row: _Row, since: Mapping[str, float]) -> Iterator[_Row]:
    """Yield a trigger in parts: each lever that a phase sets is let go at the phase's date."""
    levels = row.get("set", {})
    dates = sorted({since[lever] for lever in levels if lever in since})
    for number, date in enumerate(dates, start=1):
        own = {lever: level for lever, level in levels.items() if since.get(lever) == date}
        end = min(date, row.get("to", date))
        if row.get("from", float("-inf")) < end:
            yield {**row, "id": f"{row['id']}_part_{number}", "set": own, "to": end}
    rest = {lever: level for lever, level in levels.items() if lever not in since}
    if rest:
        yield {**row, "set": rest}
