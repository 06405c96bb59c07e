"""A state as the query of an address, and back: read as if an enemy had written it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from multivector_sim.classroom.phases import MOST_PHASES, Phase
from multivector_sim.classroom.state import Side, State
from multivector_sim.classroom.world import load_world
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario.quantity import quarter_of, year_of

__all__ = ["LONGEST", "read_link", "write_link"]

LONGEST: Final = 3000
"""Characters of a query beyond which it is not read."""
_MOST: Final = 40
_LEVEL: Final = re.compile(r"[0-9](\.[0-9]{1,2})?", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,6}", re.ASCII)
_QUARTER: Final = re.compile(r"[12][0-9]{3}Q[1-4]", re.ASCII)
_PHASE: Final = re.compile(
    r"([12][0-9]{3}Q[1-4])((?:-[a-z]{1,20}-[0-9](?:\.[0-9]{1,2})?){1,8})", re.ASCII
)
_NAMES: Final = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,40}){0,12}", re.ASCII)
_PLAIN: Final = (
    "a",
    "b",
    "off",
    "variant",
    "runs",
    "seed",
    "set",
    "power",
    "at",
    "predict",
    "lang",
    "history",
    "run",
)
_FROM: Final = tuple(f"from{number}" for number in range(1, MOST_PHASES + 1))
_KEYS: Final = frozenset(
    (*_PLAIN, *(f"{side}.{name}" for side in ("a", "b") for name in (*LEVERS, *_FROM)))
)


def write_link(state: State) -> str:
    """Return the query that restores a state: everything in it, defaults too.

    Examples
    --------
    >>> write_link(State())[:40]
    'a=baseline&b=laissez_faire&runs=200&seed'
    """
    fields = {**_told("a", state.a), **_told("b", state.b)}
    if state.off:
        fields["off"] = ".".join(state.off)
    if state.variants:
        fields["variant"] = ".".join(state.variants)
    fields |= {
        "runs": str(state.runs),
        "seed": str(state.seed),
        "set": state.parameters,
        "power": state.power,
        "at": quarter_of(load_world().first_year + state.quarter / 4),
        "predict": str(int(state.predict)),
        "lang": state.language,
    }
    if state.history:
        fields["history"] = state.history
    if state.run:
        fields["run"] = str(state.run)
    return urlencode(fields)


def _told(letter: str, side: Side) -> dict[str, str]:
    """Return the fields of a side; a phase looks like 2004Q1-inclusion-0.80-skill-0.50."""
    fields = {letter: side.preset}
    fields |= {f"{letter}.{lever}": f"{level:.2f}" for lever, level in side.levers.items()}
    for name, phase in zip(_FROM, side.phases, strict=False):
        levers = "".join(f"-{lever}-{level:.2f}" for lever, level in phase.levers.items())
        fields[f"{letter}.{name}"] = f"{phase.date}{levers}"
    return fields


def read_link(query: str) -> State:
    """Return the state that a query stands for; what it leaves out is as at the start.

    Parameters
    ----------
    query
        Text after the question mark of an address.

    Raises
    ------
    InputError
        If it is too long, a field is unknown or comes twice, or a value is
        not allowed. The message repeats at most the beginning of a value, as
        plain text.

    Examples
    --------
    >>> read_link(write_link(State(seed=7))) == State(seed=7)
    True
    """
    fields = _fields(query)
    given: dict[str, Any] = {}
    for key, name, read in _READERS:
        if key in fields:
            given[name] = read(key, fields[key])
    start = State()
    for side in ("a", "b"):
        levers = {
            lever: _level(f"{side}.{lever}", fields[f"{side}.{lever}"])
            for lever in LEVERS
            if f"{side}.{lever}" in fields
        }
        phases = tuple(
            _phase(f"{side}.{name}", fields[f"{side}.{name}"])
            for name in _FROM
            if f"{side}.{name}" in fields
        )
        given[side] = Side(fields.get(side, getattr(start, side).preset), levers, phases)
    return State(**given)


def _fields(query: str) -> dict[str, str]:
    if len(query) > LONGEST:
        raise InputError(f"link: {len(query)} characters received; at most {LONGEST} are read")
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), errors="strict",
            max_num_fields=_MOST,
        )  # fmt: skip
    except ValueError as error:  # UnicodeDecodeError too
        raise InputError(
            f"link: it cannot be read ({type(error).__name__}); fields look like runs=200&seed=1"
        ) from error
    fields: dict[str, str] = {}
    for key, value in pairs:
        if key not in _KEYS:
            raise InputError(
                f"link: unknown field {key[:40]!r}; allowed are {', '.join(_PLAIN)}, and levers "
                "such as a.inclusion"
            )
        if key in fields:
            raise InputError(f"link: field {key!r} comes twice; once is allowed")
        fields[key] = value
    return fields


def _refuse(key: str, text: str, needed: str) -> InputError:
    return InputError(f"link: {key}={text[:40]!r} received; {needed}")


def _level(key: str, text: str) -> float:
    if not _LEVEL.fullmatch(text):
        raise _refuse(key, text, "a number such as 0.5 is needed")
    return float(text)


def _phase(key: str, text: str) -> Phase:
    found = _PHASE.fullmatch(text)
    if not found:
        raise _refuse(key, text, "a date and levers such as 2004Q1-inclusion-0.80 are needed")
    words = found[2].split("-")[1:]
    levers = words[::2]
    if len(set(levers)) < len(levers):
        raise _refuse(key, text, "each lever can be set once")
    levels = {lever: float(level) for lever, level in zip(levers, words[1::2], strict=True)}
    return Phase(_quarter(key, found[1]), levels)


def _whole(key: str, text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise _refuse(key, text, "a whole number of at most six digits is needed")
    return int(text)


def _yes(key: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise _refuse(key, text, "0 or 1 is needed")
    return text == "1"


def _names(key: str, text: str) -> tuple[str, ...]:
    if not _NAMES.fullmatch(text):
        raise _refuse(key, text, "names with dots between them are needed")
    return tuple(text.split("."))


def _quarter(key: str, text: str) -> int:
    world = load_world()
    if not _QUARTER.fullmatch(text):
        raise _refuse(key, text, "a quarter such as 2014Q1 is needed")
    index = round(4 * (year_of(text) - world.first_year))
    if not 0 <= index < world.quarters:
        raise _refuse(key, text, f"a quarter from {world.start} to {world.end} is needed")
    return index


def _text(_: str, text: str) -> str:
    return text


_READERS: Final[tuple[tuple[str, str, Callable[[str, str], Any]], ...]] = (
    ("off", "off", _names),
    ("variant", "variants", _names),
    ("runs", "runs", _whole),
    ("seed", "seed", _whole),
    ("set", "parameters", _text),
    ("power", "power", _text),
    ("at", "quarter", _quarter),
    ("predict", "predict", _yes),
    ("lang", "language", _text),
    ("history", "history", _text),
    ("run", "run", _whole),
)
