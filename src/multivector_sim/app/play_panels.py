"""The templates of the game as Solara components: what each is given, and what it may send."""

from __future__ import annotations

from typing import Any

import solara

from multivector_sim.app.panels import Event

__all__ = ["PlayAnswer", "PlayEnd", "PlaySeat", "PlaySections", "PlayStart"]


@solara.component_vue("play_start.vue", vuetify=False)
def PlayStart(  # noqa: N802
    t: dict[str, str], shown: dict[str, Any], tries: int, event_act: Event
) -> None:
    """Who plays what and when, or a saved game."""


@solara.component_vue("play_seat.vue", vuetify=False)
def PlaySeat(t: dict[str, str], shown: dict[str, Any], event_act: Event) -> None:  # noqa: N802
    """Whose turn it is."""


@solara.component_vue("play_sections.vue", vuetify=False)
def PlaySections(sections: list[dict[str, Any]], language: str) -> None:  # noqa: N802
    """Tell a briefing or a debrief."""


@solara.component_vue("play_answer.vue", vuetify=False)
def PlayAnswer(  # noqa: N802
    t: dict[str, str],
    told: dict[str, Any],
    turn: int,
    seat: int,
    tries: int,
    event_act: Event,
) -> None:
    """Ask for the answer of a team."""


@solara.component_vue("play_end.vue", vuetify=False)
def PlayEnd(  # noqa: N802
    t: dict[str, str],
    figures: list[str],
    shown: dict[str, Any],
    told: dict[str, Any] | None,
    tries: int,
    event_act: Event,
) -> None:
    """Show the path so far, the debrief, and what can be taken home."""
