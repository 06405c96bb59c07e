"""What a visitor's action does to the state: each is checked, since a page can send anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from multivector_sim.classroom import Side, State, presets
from multivector_sim.classroom.phases import Phase, next_phase
from multivector_sim.classroom.state import HISTORIES
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
        ``side``, ``lever``, ``name`` and ``place`` (of a phase, from 0).

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


def _phase_added(state: State, action: Action) -> State:
    which, side = _side(state, action)
    levels = {**presets()[side.preset].levels, **side.levers}
    for phase in side.phases:
        levels |= phase.levers
    added = next_phase(side.phases, levels)
    return state.with_side(which, replace(side, phases=(*side.phases, added)))


def _phase_changed(
    change: Callable[[Phase, Action], Phase | None],
) -> Callable[[State, Action], State]:
    def changed(state: State, action: Action) -> State:
        which, side = _side(state, action)
        place = action.get("place")
        if isinstance(place, bool) or not isinstance(place, int):
            raise InputError("place: the number of a phase is needed")
        if not 0 <= place < len(side.phases):
            raise InputError(f"place: there is no such phase; policy {which} has that many: "
                             f"{len(side.phases)}")  # fmt: skip
        kept = change(side.phases[place], action)
        phases = (
            *side.phases[:place],
            *([] if kept is None else [kept]),
            *side.phases[place + 1 :],
        )
        return state.with_side(which, replace(side, phases=phases))

    return changed


def _dated(phase: Phase, action: Action) -> Phase:
    quarter: Any = action.get("value")
    return replace(phase, quarter=quarter)


def _set(phase: Phase, action: Action) -> Phase | None:
    lever, level = str(action.get("lever")), action.get("value")
    levers: dict[str, Any] = {name: value for name, value in phase.levers.items() if name != lever}
    if level is not None:
        levers[lever] = level
    return replace(phase, levers=levers) if levers else None


def _toggle(names: tuple[str, ...], action: Action, present: bool) -> tuple[str, ...]:
    name = str(action.get("name"))
    left = tuple(one for one in names if one != name)
    return (*left, name) if present else left


def _switch(state: State, action: Action) -> State:
    return replace(state, off=_toggle(state.off, action, not action.get("value")))


def _variant(state: State, action: Action) -> State:
    return replace(state, variants=_toggle(state.variants, action, bool(action.get("value"))))


def _tell(state: State, action: Action) -> State:
    which, _ = _side(state, action)
    run: Any = action.get("value")
    return replace(state, history=which, run=run)


def _untell(state: State, action: Action) -> State:
    return replace(state, history=HISTORIES[0])


def _field(name: str) -> Callable[[State, Action], State]:
    def change(state: State, action: Action) -> State:
        changes: dict[str, Any] = {name: action.get("value")}
        return replace(state, **changes)

    return change


_ACTIONS: Final[dict[str, Callable[[State, Action], State]]] = {
    "preset": _preset,
    "lever": _lever,
    "tell": _tell,
    "untell": _untell,
    "phase": _phase_added,
    "phase_gone": _phase_changed(lambda phase, action: None),
    "phase_date": _phase_changed(_dated),
    "phase_lever": _phase_changed(_set),
    "switch": _switch,
    "variant": _variant,
    **{
        name: _field(name)
        for name in ("runs", "seed", "parameters", "power", "quarter", "predict", "language")
    },
}
