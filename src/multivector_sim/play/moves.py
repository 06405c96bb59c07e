"""What a team can do in a turn, and how it is written down."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from multivector_sim.errors import InputError
from multivector_sim.model.actors import ACTIONS, LEVERS
from multivector_sim.scenario.nearest import closest

__all__ = [
    "MODEL",
    "MOST_OPEN",
    "MOVABLE",
    "RECORDED",
    "Move",
    "Pact",
    "PivotMove",
    "PowerMove",
    "parse_pivot",
    "parse_power",
]

MOVABLE: Final = tuple(lever for lever in LEVERS if lever not in ("skill", "institutions"))
"""Levers that a team sets. Skill and institutions are what the state has, and follow the record."""

RECORDED: Final = "recorded"
"""Word of the pivot: the turn goes by the scenario's own policy."""

MODEL: Final = "model"
"""Word of a power: the model decides, as it would without a team."""

KEEP: Final = ("", "keep")
"""Answers that leave the setting as it is."""

MOST_OPEN: Final = 2.0
"""Largest openness, twice the normal rate of tenders, and largest favour, in logs."""

LONGEST: Final = 2000
"""Characters of an answer."""

_DECIMAL: Final = re.compile(r"(?<=\d),(?=\d)")
_SPACED: Final = re.compile(r"\s*([=:@])\s*")


@dataclass(frozen=True)
class Pact:
    """A treaty of the pivot with a power, in one quarter.

    Attributes
    ----------
    partner
        Code of the power.
    size
        Share of its security and status concerns that it relieves, in (0, 1].
    quarter
        Such as ``2012Q4``; empty for the first quarter of the turn.
    """

    partner: str
    size: float
    quarter: str = ""

    @property
    def text(self) -> str:
        """As a team writes it, such as ``treaty=CHN:0.2@2012Q4``."""
        when = f"@{self.quarter}" if self.quarter else ""
        return f"treaty={self.partner}:{self.size!r}{when}"


@dataclass(frozen=True)
class PivotMove:
    """What the pivot's team does in a turn; nothing of it leaves the setting as it is.

    Attributes
    ----------
    levers
        New levels of levers from ``MOVABLE``: 0 to 1, openness 0 to
        ``MOST_OPEN``. The others stay.
    favour
        New bid premiums by power, in logs, 0 to ``MOST_OPEN``.
    treaties
        Treaties of the turn.
    recorded
        Whether the turn goes by the scenario's own policy instead.
    """

    levers: Mapping[str, float] = field(default_factory=dict)
    favour: Mapping[str, float] = field(default_factory=dict)
    treaties: tuple[Pact, ...] = ()
    recorded: bool = False

    @property
    def acts(self) -> bool:
        """Whether it sets anything itself."""
        return bool(self.levers or self.favour or self.treaties)

    @property
    def text(self) -> str:
        """As a team writes it; empty for a move that changes nothing."""
        words = [RECORDED] if self.recorded else []
        words += [f"{name}={level!r}" for name, level in self.levers.items()]
        words += [f"favour.{code}={level!r}" for code, level in self.favour.items()]
        return " ".join([*words, *(pact.text for pact in self.treaties)])


@dataclass(frozen=True)
class PowerMove:
    """What a power's team does in a turn; without actions the setting stays.

    Attributes
    ----------
    actions
        From ``ACTIONS`` or ``MODEL``: one for the whole turn, or one for each
        of its quarters.
    """

    actions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As a team writes it; empty for a move that changes nothing."""
        return " ".join(self.actions)


Move: TypeAlias = PivotMove | PowerMove


def parse_pivot(
    text: str, powers: Sequence[str], quarters: Sequence[str], largest: float
) -> PivotMove:
    """Return the pivot's move that a text says.

    Parameters
    ----------
    text
        Words such as ``inclusion=0.8 favour.CHN=0.5 treaty=RUS:0.2@2014Q2``,
        or ``recorded``; empty or ``keep`` changes nothing. Large and small letters,
        blanks around a sign, and ``0,8`` for 0.8 are all the same.
    powers
        Codes of the powers.
    quarters
        Quarters of the turn.
    largest
        Largest treaty.

    Raises
    ------
    InputError
        Naming the first word that is not allowed.
    """
    words = _words(text)
    if words == [RECORDED]:
        return PivotMove(recorded=True)
    levers: dict[str, float] = {}
    favour: dict[str, float] = {}
    pacts: list[Pact] = []
    for word in words:
        key, equals, value = word.partition("=")
        key = key.lower()
        section, _, code = key.partition(".")
        if not equals:
            raise _unknown(word, [RECORDED, *MOVABLE])
        if key == "treaty":
            pacts.append(_pact(word, value, powers, quarters, largest))
        elif section == "favour" and code.upper() in powers:
            favour[code.upper()] = _level(word, value, MOST_OPEN)
        elif key in MOVABLE:
            levers[key] = _level(word, value, MOST_OPEN if key == "openness" else 1.0)
        else:
            known = [*MOVABLE, *(f"favour.{power}" for power in powers), "treaty"]
            raise _unknown(word, known)
    moments = [(pact.partner, pact.quarter or quarters[0]) for pact in pacts]
    if len(set(moments)) < len(moments):
        raise InputError(
            "{given}: one treaty with a power in a quarter is allowed", given=repr(text[:60])
        )
    return PivotMove(levers, favour, tuple(pacts))


def parse_power(text: str, quarters: Sequence[str]) -> PowerMove:
    """Return a power's move that a text says.

    Parameters
    ----------
    text
        An action, or one for each quarter of the turn; empty or ``keep``
        changes nothing.
    quarters
        Quarters of the turn.

    Raises
    ------
    InputError
        If an action is unknown, or their number does not fit.
    """
    words = _words(text)
    for word in words:
        if word not in (*ACTIONS, MODEL):
            raise _unknown(word, [*ACTIONS, MODEL])
    if len(words) not in (0, 1, len(quarters)):
        raise InputError(
            "{given}: {count} actions received; one for the whole turn is needed, or one for each "
            "of its {quarters} quarters",
            given=repr(text[:60]), count=len(words), quarters=len(quarters),
        )  # fmt: skip
    return PowerMove(tuple(words))


def _words(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise InputError(
            "answer: {count} characters received; at most {most} are allowed",
            count=len(text), most=LONGEST,
        )  # fmt: skip
    if text.strip().lower() in KEEP:
        return []
    told = _SPACED.sub(r"\1", _DECIMAL.sub(".", text))
    return [
        word.lower() if "=" not in word else word
        for word in told.replace(",", " ").replace(";", " ").split()
    ]


def _unknown(word: str, known: Sequence[str]) -> InputError:
    parts = {"given": repr(word[:40]), "known": ", ".join(known)}
    near = closest(word.partition("=")[0], known)
    if near is None:
        return InputError(
            "{given} received; allowed are {known}, or nothing, which keeps the last setting",
            **parts,
        )
    return InputError(
        "{given} received; did you mean {near}? Allowed are {known}, or nothing, which keeps the "
        "last setting",
        near=repr(near), **parts,
    )  # fmt: skip


def _level(word: str, value: str, most: float) -> float:
    level = _number(word, value)
    if not 0 <= level <= most:
        raise InputError(
            "{given} received; a number from 0 to {most} is needed",
            given=repr(word[:40]), most=f"{most:g}",
        )  # fmt: skip
    return level


def _number(word: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(
            "{given} received; a number is needed after the sign, such as 0.5",
            given=repr(word[:40]),
        )
    return number


def _pact(
    word: str, value: str, powers: Sequence[str], quarters: Sequence[str], largest: float
) -> Pact:
    told, _, quarter = value.partition("@")
    code, colon, size = told.partition(":")
    quarter, code = quarter.upper(), code.upper()
    if not colon or code not in powers:
        raise InputError(
            "{given} received; a treaty is written treaty=POWER:SIZE, such as {example}, and the "
            "powers are {powers}",
            given=repr(word[:40]), example=f"treaty={powers[0]}:0.2", powers=", ".join(powers),
        )  # fmt: skip
    relief = _number(word, size)
    if not 0 < relief <= largest:
        raise InputError(
            "{given} received; a size above 0 and up to {most} is needed, the largest treaty on "
            "record",
            given=repr(word[:40]), most=f"{largest:g}",
        )  # fmt: skip
    if quarter and quarter not in quarters:
        raise InputError(
            "{given} received; the turn has the quarters {first} to {last}",
            given=repr(word[:40]), first=quarters[0], last=quarters[-1],
        )  # fmt: skip
    return Pact(code, relief, quarter)
