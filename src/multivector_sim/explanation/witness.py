"""A witness of a rule: its own source, run on a copy of the state, with what it worked out noted.

A rule keeps most of what it weighs to itself. A witness runs the rule's
Python source, which both engines compile, on plain numbers, and notes what
chosen functions are handed by it. Nothing is worked out a second time in
other words: a rule that changes changes its witness.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from multivector_sim.model.numerics import exponential, exponentials

__all__ = ["Call", "Witness"]


class Call(NamedTuple):
    """What a rule handed to a function that is watched.

    Attributes
    ----------
    name
        Name of the function.
    arguments
        What it was given.
    result
        What it returned.
    names
        Names of the rule, and what they stood for at the call.
    inner
        What the function itself handed on, where it has a witness.
    """

    name: str
    arguments: tuple[Any, ...]
    result: Any
    names: dict[str, Any]
    inner: tuple[Call, ...] = ()


class Witness:
    """A rule that notes its calls of some functions.

    Parameters
    ----------
    rule
        A rule of the model.
    watched
        Functions that the rule calls: their names, or witnesses of them.
    run_watched
        False where what the watched functions return is not needed: they are
        not run, and return 0.

    Raises
    ------
    ValueError
        If the rule calls no function of that name.
    """

    def __init__(
        self, rule: Callable[..., Any], *watched: str | Witness, run_watched: bool = True
    ) -> None:
        self._run_watched = run_watched
        self._calls: list[Call] = []
        source = _source(rule)
        self.name = source.__name__
        inner = {each.name: each for each in watched if isinstance(each, Witness)}
        wanted = [each.name if isinstance(each, Witness) else each for each in watched]
        unknown = set(wanted) - set(source.__code__.co_names)
        if unknown:
            raise ValueError(f"{self.name} calls no {sorted(unknown)}")
        names = _plain_names(source, {})
        noting = {name: self._noting(name, names[name], inner.get(name)) for name in wanted}
        self._rule = _copy(source, names | noting)
        self._result: Any = None

    def __call__(self, *arguments: Any) -> tuple[Call, ...]:
        """Run the rule, and return its calls of what is watched, in their order."""
        self._calls = []
        with np.errstate(all="ignore"):  # as in compiled code: what has no value is not used
            self._result = self._rule(*arguments)
        return tuple(self._calls)

    def _noting(
        self, name: str, function: Callable[..., Any], witness: Witness | None
    ) -> Callable[..., Any]:
        def note(*arguments: Any) -> Any:
            frame = inspect.currentframe()
            caller = None if frame is None else frame.f_back
            names = {} if caller is None else dict(caller.f_locals)
            if not self._run_watched:
                call = Call(name, arguments, 0.0, names)
            elif witness is None:
                call = Call(name, arguments, function(*arguments), names)
            else:
                inner = witness(*arguments)
                call = Call(name, arguments, witness._result, names, inner)
            self._calls.append(call)
            return call.result

        return note


def _source(rule: Callable[..., Any]) -> FunctionType:
    """Return the Python function behind a rule."""
    source = getattr(rule, "py_func", rule)
    if not isinstance(source, FunctionType):
        raise ValueError(f"{rule!r} is no Python function")
    return source


def _plain_names(source: FunctionType, known: dict[int, FunctionType]) -> dict[str, Any]:
    """Return the global names of a function, with plain Python for what is compiled."""
    names = dict(source.__globals__)
    for name in source.__code__.co_names:
        value = names.get(name)
        compiled_from = getattr(value, "py_func", None)
        if value is exponential:
            names[name] = _exponential
        elif compiled_from is not None:
            names[name] = _plain(compiled_from, known)
    return names


def _exponential(x: float) -> float:
    """Return the same bits as ``exponential``, without the exact fractions of plain Python."""
    return float(exponentials(np.array([x]))[0])


def _plain(source: FunctionType, known: dict[int, FunctionType]) -> FunctionType:
    if id(source) not in known:
        # A field may have the name of the rule that reads it: so the rule is known first.
        names: dict[str, Any] = {}
        known[id(source)] = _copy(source, names)
        names.update(_plain_names(source, known))
    return known[id(source)]


def _copy(source: FunctionType, names: dict[str, Any]) -> FunctionType:
    return FunctionType(
        source.__code__, names, source.__name__, source.__defaults__, source.__closure__
    )
