"""The templates as Solara components: what each is given, and what it may send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import solara

__all__ = [
    "FRAME",
    "Choices",
    "Details",
    "Event",
    "GuessPanel",
    "Head",
    "History",
    "Result",
    "Room",
    "main",
]

Event = Callable[[Any], None]
"""Takes what a template sends: it can be anything."""
FRAME: Final = 36
"""Pixels that the frame around a part of a page takes from a figure in it."""


def main() -> Any:
    """Return an element that holds what a page is about, for readers of the screen to jump to."""
    return solara.v.Html(tag="main")


@solara.component_vue("head.vue", vuetify=False)
def Head(  # noqa: N802
    t: dict[str, str],
    title: str,
    motto: str,
    way: dict[str, str],
    notice: str,
    link: str,
    language: str,
    languages: list[dict[str, str]],
    event_act: Event,
) -> None:
    """Title, way to the other page, language, notice, and the address that restores the state."""


@solara.component_vue("room.vue", vuetify=False)
def Room(event_measured: Event) -> None:  # noqa: N802
    """Tell how wide a figure can be: half of the room, or all of it where that is small."""


@solara.component_vue("choices.vue", vuetify=False)
def Choices(t: dict[str, str], shown: dict[str, Any], event_choose: Event) -> None:  # noqa: N802
    """Policies, levers, phases, switches and runs."""


@solara.component_vue("guess.vue", vuetify=False)
def GuessPanel(  # noqa: N802
    t: dict[str, str],
    asked: bool,
    question: str,
    largest: float,
    figure: str,
    told: str,
    event_commit: Event,
    event_again: Event,
    event_look: Event,
) -> None:
    """Ask for a guess, or show those of the class."""


@solara.component_vue("result.vue", vuetify=False)
def Result(  # noqa: N802
    t: dict[str, str],
    shown: dict[str, Any],
    turns: list[dict[str, str]],
    entry: dict[str, str] | None,
    event_act: Event,
) -> None:
    """Show the difference, each mechanism off in turn, and tension over time."""


@solara.component_vue("history.vue", vuetify=False)
def History(  # noqa: N802
    t: dict[str, str],
    asked: dict[str, Any],
    told: dict[str, Any] | None,
    parted: dict[str, Any] | None,
    tries: int,
    event_act: Event,
) -> None:
    """One run, quarter by quarter, with what each power weighed."""


@solara.component_vue("details.vue", vuetify=False)
def Details(  # noqa: N802
    t: dict[str, str],
    shown: dict[str, Any],
    files: list[dict[str, str]],
    link: str,
    event_act: Event,
) -> None:
    """Networks, scorecard, leverage, and what can be taken home."""
