"""The lesson: a component that holds a visitor's state and passes it to the templates.

One visitor's state lives in that visitor's own component; all that visitors
share is the stores of results and the book of guesses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar

import solara
from solara.server.kernel_context import get_current_context

from multivector_sim.app import panels, props, telling
from multivector_sim.app.actions import act
from multivector_sim.app.labels import words
from multivector_sim.app.words import languages, say_in
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
from multivector_sim.classroom.history import history_of, line_of, partings_of
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.errors import InputError, MultivectorError
from multivector_sim.explanation import Chronicle, Partings

__all__ = ["BOOK", "Lesson"]

Value = TypeVar("Value")

BOOK: Final = GuessBook()
"""The guesses of everybody on this server."""

logger = logging.getLogger(__name__)


class Asked(NamedTuple):
    """What takes seconds, and is computed for the state for which it was asked.

    Attributes
    ----------
    turns
        Question whose mechanisms are switched off in turn.
    history, partings
        Question, side and number of the run that is told, and whose parting is.
    entry
        Number of the event that is open; 0 for none.
    """

    turns: State | None = None
    history: State | None = None
    partings: State | None = None
    entry: int = 0


def first_state(query: str | None) -> tuple[State, str]:
    """Return the state of a link and no words, or the first state and why the link was refused.

    The language of a link is kept where nothing else of it can be.
    """
    try:
        return read_link(query or ""), ""
    except InputError as error:
        asked = f"&{query}&"
        known = (one for one in LANGUAGES if f"&lang={one}&" in asked)
        return State(language=next(known, LANGUAGES[0])), str(error)


def attempt(job: Callable[[], Value], say: Say) -> tuple[Value | None, str]:
    """Return what a job returns, or None and words for the visitor.

    Parameters
    ----------
    job
        Computes something.
    say
        Tells labels in the visitor's language.
    """
    try:
        return job(), ""
    except MultivectorError as error:
        return None, error.said(say)
    except Exception:
        logger.exception("a page could not be computed")
        return None, say("The result could not be computed; the server's screen tells why.")


def run_asked(state: State) -> State:
    """Return what a history depends on: equal where it is the same."""
    return replace(state.question, history=state.history, run=state.run)


def chosen(state: State, asked: Asked, action: object) -> tuple[State, Asked]:
    """Return state and what was asked for after an action of the page.

    Parameters
    ----------
    state, asked
        Before.
    action
        What the page sent.

    Raises
    ------
    InputError
        If there is no such action, or its value is not allowed.
    """
    kind = action.get("kind") if isinstance(action, Mapping) else None
    value = action.get("value") if isinstance(action, Mapping) else None
    if kind == "each":
        return state, asked._replace(turns=state.question)
    if kind == "entry":
        return state, asked._replace(entry=value if isinstance(value, int) else 0)
    if kind == "part":
        return state, asked._replace(partings=run_asked(state))
    state = act(state, action)
    if kind == "tell":
        asked = asked._replace(history=run_asked(state))
    return state, asked


class Seen(NamedTuple):
    """What there is to see: nothing yet, at first.

    Attributes
    ----------
    view
        The numbers.
    turns
        Rows of the table with each mechanism off.
    told
        The run that is told.
    parted
        Where that run parts under A and B.
    failed
        Words for the visitor on what could not be computed.
    """

    view: View | None = None
    turns: Sequence[dict[str, Any]] = ()
    told: Chronicle | None = None
    parted: Partings | None = None
    failed: str = ""


def seen(state: State, asked: Asked, say: Say) -> Seen:
    """Return what there is to see of a state.

    Parameters
    ----------
    state
        What was chosen.
    asked
        What was asked for besides; of another state it is not told.
    say
        Tells labels in the visitor's language.
    """
    view, failed = attempt(lambda: compute(state), say)
    if view is None:
        return Seen(failed=failed)
    each, told, parted, why = None, None, None, ["", "", ""]
    if asked.turns == state.question:
        each, why[0] = attempt(lambda: without_each(state), say)
    if state.history and asked.history == run_asked(state):
        told, why[1] = attempt(lambda: history_of(state.history, state), say)
    if told is not None and asked.partings == run_asked(state):
        parted, why[2] = attempt(lambda: partings_of(state), say)
    rows = props.turns(view, each, say) if each else []
    return Seen(view, rows, told, parted, next(filter(None, why), ""))


@solara.component
def Lesson() -> Any:  # noqa: N802
    """Everything that a student sees."""
    query = solara.use_router().search
    start = solara.use_memo(lambda: first_state(query), [])
    state, set_state = solara.use_state(start[0])
    first = Asked(history=run_asked(start[0]) if start[0].history else None)
    asked, set_asked = solara.use_state(first)
    notice, set_notice = solara.use_state((start[1], 0))
    committed, set_committed = solara.use_state(False)
    width, set_width = solara.use_state(440)
    _, set_seen = solara.use_state(())
    visitor = get_current_context().session_id
    say = say_in(state.language)
    t, link = words(say), write_link(state)

    def guarded(job: Callable[[Any], None]) -> panels.Event:
        def event(sent: Any) -> None:
            try:
                job(sent if isinstance(sent, dict) else {})
                set_notice(("", notice[1]))
            except InputError as error:
                set_notice((error.said(say), notice[1] + 1))

        return event

    def choose(action: dict[str, Any]) -> None:
        changed, asked_now = chosen(state, asked, action)
        set_state(changed)
        set_asked(asked_now)

    def measured(sent: Any) -> None:
        set_width(fit(sent))

    def commit(sent: dict[str, Any]) -> None:
        BOOK.add(state, visitor, checked(sent.get("direction"), sent.get("size")))
        set_committed(True)

    hidden = state.predict and not committed
    view, turns, told, parted, failed = Seen() if hidden else seen(state, asked, say)
    lines = {state.history: line_of(told)} if told else {}
    guesses = BOOK.of(state)

    with solara.Div(classes=["mv-page"]) as page:
        panels.Head(
            t=t,
            title=say("Multi-vector balancing: a lesson"),
            motto="",
            way={
                "id": "mv-to-play",
                "address": f"/play?lang={state.language}",
                "words": say("Take the chair"),
            },
            notice=failed or notice[0],
            link=link,
            language=state.language,
            languages=languages(),
            event_act=guarded(choose),
        )
        with panels.main():
            if state.predict:
                sides = side_title(state.a, "A", say), side_title(state.b, "B", say)
                room = fit(width - panels.FRAME)
                panels.GuessPanel(
                    t=t,
                    asked=hidden,
                    question=" - ".join(sides),
                    largest=LARGEST,
                    figure=guess_figure(view, guesses, room, say) if view else "",
                    told=props.guesses_words(view, guesses, say) if view else "",
                    event_commit=guarded(commit),
                    event_again=lambda _: set_committed(False),
                    event_look=lambda _: set_seen(BOOK.of(state)),
                )
            with solara.Div(classes=["mv-body"]):
                panels.Choices(
                    t=t, shown=props.choices(state, notice[1], say), event_choose=guarded(choose)
                )
                with solara.Div(classes=["mv-main"]):
                    panels.Room(event_measured=measured)
                    if view is not None:
                        panels.Result(
                            t=t,
                            shown=props.results(view, width, say, lines),
                            turns=list(turns),
                            entry=props.entry(asked.entry, say),
                            event_act=guarded(choose),
                        )
                        panels.History(
                            t=t,
                            asked=telling.asked(state, say),
                            told=telling.told(told, state, say) if told else None,
                            parted=telling.parted(parted, say) if parted else None,
                            tries=notice[1] + bool(failed),
                            event_act=guarded(choose),
                        )
                        panels.Details(
                            t=t,
                            shown=props.details(view, width, say),
                            files=props.files(state if told else replace(state, history=""), say),
                            link=link,
                            event_act=guarded(choose),
                        )
    return page
