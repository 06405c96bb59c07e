"""The page: Solara components that hold a visitor's state and pass it to the templates.

One visitor's state lives in that visitor's own component; all that visitors
share is the store of results and the book of guesses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import solara
from solara.server.kernel_context import get_current_context

from multivector_sim.app import props
from multivector_sim.app.actions import act
from multivector_sim.app.words import say_in
from multivector_sim.classroom import (
    GuessBook,
    State,
    View,
    compute,
    read_link,
    without_each,
    write_link,
)
from multivector_sim.classroom.drawing import Say
from multivector_sim.classroom.figures import fit, guess_figure, side_title
from multivector_sim.classroom.guesses import LARGEST, checked
from multivector_sim.errors import InputError, MultivectorError

__all__ = ["BOOK", "Layout", "Page"]

Event = Callable[[Any], None]

BOOK: Final = GuessBook()
"""The guesses of everybody on this server."""
STYLE: Final = (Path(__file__).resolve().parent / "page.css").read_text(encoding="utf-8")

logger = logging.getLogger(__name__)


@solara.component_vue("head.vue", vuetify=False)
def Head(t: dict[str, str], notice: str, link: str, language: str) -> None:  # noqa: N802
    """Title, notice, and the address that restores the state."""


@solara.component_vue("choices.vue", vuetify=False)
def Choices(t: dict[str, str], shown: dict[str, Any], event_choose: Event) -> None:  # noqa: N802
    """Policies, levers, switches, runs and language."""


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
    files: list[dict[str, str]],
    link: str,
    event_act: Event,
) -> None:
    """Figures, networks, scorecard, and what can be taken home."""


@solara.component
def Layout(children: list[Any]) -> Any:  # noqa: N802
    """Nothing around the page."""
    return solara.Div(children=children)


def first_state(query: str | None) -> tuple[State, str]:
    """Return the state of a link and no words, or the first state and why the link was refused."""
    try:
        return read_link(query or ""), ""
    except InputError as error:
        return State(), str(error)


def seen(state: State, in_turn: bool, say: Say) -> tuple[View | None, list[dict[str, Any]], str]:
    """Return what there is to see of a state, and why there is nothing.

    Parameters
    ----------
    state
        What was chosen.
    in_turn
        Whether each mechanism is switched off in turn, too.
    say
        Tells labels in the visitor's language.

    Returns
    -------
    View or None
        The numbers.
    list of dict
        Rows of the table with each mechanism off; empty unless asked for.
    str
        Words for the visitor where there are no numbers.
    """
    try:
        view = compute(state)
        return view, props.turns(view, without_each(state), say) if in_turn else [], ""
    except MultivectorError as error:
        return None, [], str(error)
    except Exception:
        logger.exception("a page could not be computed")
        return None, [], say("The result could not be computed; the server's screen tells why.")


@solara.component
def Page() -> Any:  # noqa: N802
    """Everything that a visitor sees."""
    query = solara.use_router().search
    start = solara.use_memo(lambda: first_state(query), [])
    state, set_state = solara.use_state(start[0])
    notice, set_notice = solara.use_state(start[1])
    committed, set_committed = solara.use_state(False)
    chosen, set_chosen = solara.use_state(0)
    turned, set_turned = solara.use_state(None)
    width, set_width = solara.use_state(440)
    _, set_seen = solara.use_state(())
    visitor = get_current_context().session_id
    say = say_in(state.language)
    words, link = props.words(say), write_link(state)

    def choose(action: Any) -> None:
        try:
            kind = action.get("kind") if isinstance(action, dict) else None
            if kind == "width":
                set_width(fit(action.get("value")))
            elif kind == "each":
                set_turned(state.question)
            elif kind == "entry":
                set_chosen(action["value"] if isinstance(action.get("value"), int) else 0)
            else:
                set_state(act(state, action))
                set_notice("")
        except InputError as error:
            set_notice(str(error))

    def commit(sent: Any) -> None:
        try:
            sent = sent if isinstance(sent, dict) else {}
            BOOK.add(state, visitor, checked(sent.get("direction"), sent.get("size")))
            set_committed(True)
            set_notice("")
        except InputError as error:
            set_notice(str(error))

    asked = state.predict and not committed
    view, turns, failed = (None, [], "") if asked else seen(state, turned == state.question, say)
    told = BOOK.of(state)

    with solara.Div(classes=["mv-page"]) as page:
        solara.Style(STYLE)
        Head(t=words, notice=failed or notice, link=link, language=state.language)
        if state.predict:
            first, second = side_title(state.a, "A", say), side_title(state.b, "B", say)
            GuessPanel(
                t=words,
                asked=asked,
                question=f"{first} - {second}",
                largest=LARGEST,
                figure=guess_figure(view, told, width, say) if view else "",
                told=props.guesses_words(view, told, say) if view else "",
                event_commit=commit,
                event_again=lambda _: set_committed(False),
                event_look=lambda _: set_seen(BOOK.of(state)),
            )
        with solara.Div(classes=["mv-body"]):
            Choices(t=words, shown=props.choices(state, say), event_choose=choose)
            with solara.Div(classes=["mv-main"]):
                if view is not None:
                    Result(
                        t=words,
                        shown=props.results(view, width, say),
                        turns=turns,
                        entry=props.entry(chosen, say),
                        files=props.files(state, say),
                        link=link,
                        event_act=choose,
                    )
    return page
