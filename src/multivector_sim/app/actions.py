"""What a visitor's action does to the state: each is checked, since a page can send anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from multivector_sim.classroom import Side, State
from multivector_sim.errors import InputError

__all__ = ["act"]

Action = Mapping[str, Any]


def act(state: State, action: object) -> State:
    """Return the state after an action.

    Parameters
    ----------
    state
        The state before.
    action
        What the page sent: a map with ``kind``, ``value`` and, by kind,
        ``side``, ``lever`` and ``name``.

    Raises
    ------
    InputError
        If there is no such action, or its value is not allowed.
    """
    kind = action.get("kind") if isinstance(action, Mapping) else None
    if not isinstance(action, Mapping) or not isinstance(kind, str) or kind not in _ACTIONS:
        raise InputError(f"action: unknown; allowed are {', '.join(_ACTIONS)}")
    return _ACTIONS[kind](state, action)


def _side(state: State, action: Action) -> tuple[str, Side]:
    which = action.get("side")
    if which not in ("a", "b"):
        raise InputError("side: allowed are a, b")
    return which, state.a if which == "a" else state.b


def _preset(state: State, action: Action) -> State:
    which, _ = _side(state, action)
    name = action.get("value")
    return state.with_side(which, Side(name if isinstance(name, str) else repr(name)))


def _lever(state: State, action: Action) -> State:
    which, side = _side(state, action)
    level: Any = action.get("value")
    return state.with_side(which, side.moved(str(action.get("lever")), level))


def _toggle(names: tuple[str, ...], action: Action, present: bool) -> tuple[str, ...]:
    name = str(action.get("name"))
    left = tuple(one for one in names if one != name)
    return (*left, name) if present else left


def _switch(state: State, action: Action) -> State:
    return replace(state, off=_toggle(state.off, action, not action.get("value")))


def _variant(state: State, action: Action) -> State:
    return replace(state, variants=_toggle(state.variants, action, bool(action.get("value"))))


def _field(name: str) -> Callable[[State, Action], State]:
    def change(state: State, action: Action) -> State:
        changes: dict[str, Any] = {name: action.get("value")}
        return replace(state, **changes)

    return change


_ACTIONS: Final[dict[str, Callable[[State, Action], State]]] = {
    "preset": _preset,
    "lever": _lever,
    "switch": _switch,
    "variant": _variant,
    **{
        name: _field(name)
        for name in ("runs", "seed", "parameters", "power", "quarter", "predict", "language")
    },
}
