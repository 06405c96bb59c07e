"""Plain scenario data as the cross-checks look at it.

The checks look at each entry that is right in itself, so that one faulty
entry hides no fault of another.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from multivector_sim.scenario.dotted import dotted
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.quantity import year_of
from multivector_sim.scenario.spec import Actor, Sector

__all__ = ["Found", "Ground", "Location", "acts", "crowded"]

Location: TypeAlias = tuple[str | int, ...]
Found: TypeAlias = Iterator[tuple[Location, str]]
Model = TypeVar("Model", bound=BaseModel)

MAX_ENTRIES: Final = 64
"""Actors, or sectors, of a scenario: their ids go from 0 to 63."""


def crowded(data: dict[str, Any]) -> list[tuple[Location, str]]:
    """Return a fault for each section with more entries than ids can tell apart."""
    counts = {
        section: len(data[section])
        for section in ("actors", "sectors")
        if isinstance(data.get(section), dict)
    }
    return [
        ((section,), f"at most {MAX_ENTRIES} are allowed; received {count:,}")
        for section, count in counts.items()
        if count > MAX_ENTRIES
    ]


class Ground:
    """One scenario's plain data, of any shape, and what several checks ask of it.

    Parameters
    ----------
    data
        What the resolved file says.
    is_own
        Whether the value at a location was written in the file asked for.
    """

    def __init__(self, data: Any, is_own: Callable[[Location], bool]) -> None:
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.is_own = is_own
        self.codes = list(self.map("actors"))
        self.names = list(self.map("sectors"))

    def map(self, *location: str) -> dict[str, Any]:
        """Return the map at a location; empty where there is none."""
        value: Any = self.data
        for step in location:
            value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def entry(self, model: type[Model], value: Any) -> Model | None:
        """Return a value as its model, or None where it is faulty in itself."""
        try:
            return model.model_validate(value)
        except ValidationError:
            return None

    def entries(self, model: type[Model], *location: str) -> Iterator[tuple[str, Model]]:
        """Yield the entries of a map that are right in themselves."""
        for key, value in self.map(*location).items():
            entry = self.entry(model, value)
            if entry is not None:
                yield key, entry

    def rows(self, model: type[Model], *location: str) -> Iterator[tuple[Location, Model]]:
        """Yield the entries of a list that are right in themselves."""
        rows = self.map(*location[:-1]).get(location[-1])
        for index, value in enumerate(rows if isinstance(rows, list) else []):
            entry = self.entry(model, value)
            if entry is not None:
                yield (*location, index), entry

    def names_given(self, *location: str) -> Iterator[tuple[Location, str, object]]:
        """Yield location, key and value of every entry of the maps in a list."""
        rows = self.map(*location[:-1]).get(location[-1])
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            for key, value in row.items() if isinstance(row, dict) else ():
                yield (*location, index, key), key, value

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """The actors that are right in themselves."""
        return dict(self.entries(Actor, "actors"))

    @cached_property
    def sectors(self) -> dict[str, Sector]:
        """The sectors that are right in themselves."""
        return dict(self.entries(Sector, "sectors"))

    @cached_property
    def run(self) -> tuple[float, float] | None:
        """Start of the run and the moment after its end, as years; None where faulty."""
        try:
            return year_of(self.data["start"]), year_of(self.data["end"]) + 0.25
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def powers(self) -> list[str]:
        """Codes of all actors but the pivot."""
        return [code for code in self.codes if not self._is_pivot(code)]

    def _is_pivot(self, code: str) -> bool:
        return code in self.actors and self.actors[code].id == 0

    def ordered_pairs(self) -> list[str]:
        """Return all pairs, written in the order of the actors' ids."""
        order = sorted(
            self.codes, key=lambda code: self.actors[code].id if code in self.actors else 99
        )
        return [f"{first}-{second}" for first, second in itertools.combinations(order, 2)]

    def known(self, location: Location, code: object, names: Iterable[str], kind: str) -> Found:
        """Yield a fault if a name is none of those allowed; none if there are no names at all."""
        allowed = list(names)
        if isinstance(code, str) and allowed and code not in allowed:
            told = f"allowed: {', '.join(allowed)}{nearest(code, allowed)}"
            yield location, f"unknown {kind} {code[:60]!r}; {told}"

    def complete(self, location: Location, names: Iterable[str], kind: str) -> Found:
        """Yield a fault for each name that a map has too many or too few."""
        allowed, given = list(names), self.map(*map(str, location))
        for name in given:
            yield from self.known((*location, name), name, allowed, kind)
        for name in allowed:
            if name not in given:
                yield location, f"missing {kind} {name!r}"

    def pair(self, location: Location, pair: str) -> Found:
        """Yield a fault if a key is no pair of actors in the order of their ids."""
        allowed = self.ordered_pairs()
        turned = "-".join(reversed(pair.split("-")))
        if pair not in allowed and turned in allowed:
            message = f"pairs are written in the order of the actors' ids: {turned!r}"
            yield location, f"unknown pair {pair!r}; {message}"
        else:
            yield from self.known(location, pair, allowed, "pair")

    def dotted(self, location: Location, text: str, forms: Mapping[str, str], kind: str) -> Found:
        """Yield a fault if a dotted name is none of those that ``forms`` allows."""
        name, form, codes = dotted(text, forms)
        yield from self.known(location, name, forms, kind)
        if form is None:
            return
        kinds = ["actor", "actor"] if form == "pair" else form.split(".") if form else []
        if len(codes) != len(kinds):
            written = repr(self.example(name, form))
            needed = f"{written} is needed"
            if form:
                needed = f"{name} goes by {form.replace('.', ' and ')}: {written}, for example"
            yield location, f"{needed}; received {text!r}"
        elif form == "pair":
            yield from self.pair(location, "-".join(codes))
        else:
            allowed = {"actor": self.codes, "power": self.powers, "sector": self.names}
            for code, one in zip(codes, kinds, strict=True):
                yield from self.known(location, code, allowed[one], one)
            if len(codes) > len(set(codes)):
                yield location, f"{codes[0]} towards itself has no meaning"

    def example(self, name: str, form: str) -> str:
        """Return a dotted name of this world: ``share.upstream.RUS`` for ``sector.actor``."""
        names = {
            "pair": iter(self.ordered_pairs()),
            "power": iter(self.powers),
            "actor": iter(self.powers),
            "sector": iter(self.names),
        }
        kinds = form.split(".") if form else []
        return ".".join([name, *(next(names[kind], kind.upper()) for kind in kinds)])

    def interval(self, location: Location, since: float, until: float | None) -> Found:
        """Yield a fault if an interval is empty, or lies outside the run in the file asked for."""
        if until is not None and until <= since:
            message = f"to must be later than from {since:g}; received {until:g}"
            yield (*location, "to"), message
            return
        if self.run is None or not self.is_own(location) or acts(since, until, *self.run):
            return
        told = f"from {since:g}" if until is None else f"from {since:g} to {until:g}"
        start, end = self.data["start"], self.data["end"]
        yield location, f"lies outside the run, which goes from {start} to {end}; received {told}"


def acts(since: float, until: float | None, first: float, end: float) -> bool:
    """Return whether [since, until) meets [first, end)."""
    return since < end and (until is None or until > first)
