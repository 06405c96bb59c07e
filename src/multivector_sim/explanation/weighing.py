"""From what a witness saw of a choice to a decision that can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from multivector_sim.explanation.decision import Decision, Option
from multivector_sim.explanation.witness import Call, Witness
from multivector_sim.model.actors import ACTIONS, CONCERNS, PIVOT
from multivector_sim.model.rules.choice import choose, pick_action

if TYPE_CHECKING:
    from multivector_sim.agents import MultivectorModel

__all__ = ["WEIGHING", "costs_of", "decision_of", "options_of"]

WEIGHING: Final = Witness(choose, Witness(pick_action, "as_count"))
"""Witness of the choice of an action, and of the draw within it."""

_WEIGHED: Final = (
    *("near", "strength", "appetite", "own", "rival_influence", "dependence", "means", "backing"),
    *("kept_resources", "demand_prevails", "obstruction_prevails", "odds"),
    *("target_blame", "target_tension"),
)
"""Numbers that the rule has a name for; the others of ``NUMBERS`` it takes from the state."""


def decision_of(
    model: MultivectorModel, quarter: str, power: int, previous: int, call: Call
) -> Decision:
    """Return a decision, right after its rule was run.

    Parameters
    ----------
    model
        The run; its state is that after the choice.
    quarter
        Such as ``2005Q1``.
    power
        Index of the power.
    previous
        Index of its action in the quarter before.
    call
        What ``WEIGHING`` saw.
    """
    state, now = model.state, model.now
    drawn = ACTIONS[int(call.result)]
    forced = now.forced_action[power] >= 0
    rationality, per_length, draw = call.arguments[0], call.arguments[5], call.arguments[6]
    seen = {
        **{name: call.names[name] for name in _WEIGHED},
        "wanted": now.demand[power],
        "need": state.need[power],
        "leverage_economic": state.leverage_economic[power],
        "leverage_transit": state.leverage_transit[power],
        "leverage_security": state.leverage_security[power],
        "tension_to_pivot": state.tension[power, PIVOT],
        "tension_of_pivot": state.tension[PIVOT, power],
    }
    rival = int(state.target[power])
    return Decision(
        quarter=quarter,
        number=model.quarter,
        year=model.year,
        actor=model.inputs.actors[power],
        previous=ACTIONS[previous],
        action=ACTIONS[int(state.action[power])],
        how="forced" if forced else "drawn",
        drawn=drawn,
        options=options_of(call, costs_of(state, call)),
        draw=float(draw),
        rationality=float(rationality),
        per_length=float(per_length),
        rival=model.inputs.actors[rival] if rival != PIVOT else "",
        concern=dict(zip(CONCERNS, map(float, state.concern[power]), strict=True)),
        numbers={name: float(value) for name, value in seen.items()},
    )


def costs_of(state: Any, call: Call) -> tuple[float, ...]:
    """Return what the rule takes off for each action, in the order of ``ACTIONS``."""
    power = call.names["power"]
    return (
        0.0,
        float(state.courting_cost),
        float(state.demand_cost),
        float(state.obstruction_self_harm * state.need[power] + state.obstruction_cost),
        float(
            (1.0 - call.names["odds"]) * state.confrontation_loss + state.confrontation_cost,
        ),
    )


def options_of(call: Call, costs: tuple[float, ...]) -> tuple[Option, ...]:
    """Return the options of a choice: values as the rule worked them out, chances as it drew them.

    Parameters
    ----------
    call
        What ``WEIGHING`` saw.
    costs
        What was taken off for each action.
    """
    weights = call.inner[-1].names
    total = float(weights["total"])
    names = ("below_court", "below_demand", "below_obstruct", "below_contest")
    edges = [0.0, *(float(weights[name]) / total for name in names), 1.0]
    values = (0.0, *map(float, call.arguments[1:5]))
    return tuple(
        Option(action, value, high - low, low, high, cost)
        for action, value, low, high, cost in zip(
            ACTIONS, values, edges[:-1], edges[1:], costs, strict=True
        )
    )
