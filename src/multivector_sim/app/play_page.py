"""The page of the game: a component that holds a visitor's table and passes it to the templates.

One visitor's table is that visitor's own: it is found by session and key
together. All that visitors share is the store of debriefs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

import solara
from solara.server.kernel_context import get_current_context

from multivector_sim.app import panels, play_panels, play_props
from multivector_sim.app.play_book import BOOK
from multivector_sim.app.play_labels import words
from multivector_sim.app.play_table import Table
from multivector_sim.app.words import languages, say_in
from multivector_sim.classroom.drawing import Say
from multivector_sim.classroom.figures import fit
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.classroom.world import shown
from multivector_sim.errors import InputError, MultivectorError

__all__ = ["Play"]

_LONGEST: Final = 300
"""Characters of a query that are read."""
_TOLD: Final = 500
"""Characters of a notice."""
logger = logging.getLogger(__name__)


def asked_for(query: str | None) -> tuple[str, str]:
    """Return key and language that an address asks for; the key empty for none.

    Parameters
    ----------
    query
        Of the address; anybody can have written it.
    """
    given = parse_qs((query or "")[:_LONGEST])
    language = given.get("lang", [""])[-1]
    key = given.get("game", [""])[-1]
    return key, language if language in LANGUAGES else LANGUAGES[0]


def checked_language(value: object) -> str:
    """Return a language that a page sent.

    Raises
    ------
    InputError
        If there is no such language.
    """
    if not isinstance(value, str) or value not in LANGUAGES:
        raise InputError(f"language: {shown(value)} received; allowed are {', '.join(LANGUAGES)}")
    return value


def attempt(job: Callable[[], None], say: Say) -> str:
    """Return words for the visitor on what went wrong with a job; empty where nothing did."""
    try:
        job()
    except MultivectorError as error:
        words = error.said(say)
        return words if len(words) <= _TOLD else f"{words[:_TOLD]}..."
    except Exception:
        logger.exception("a game could not be played on")
        return say("The result could not be computed; the server's screen tells why.")
    return ""


class Seen(NamedTuple):
    """What there is to see of a game.

    Attributes
    ----------
    turn
        Whose turn it is, and the briefing; None when the game is over.
    figures
        The path so far.
    below
        Whether the game is over, and files to take home.
    told
        The debrief; None before it was asked for.
    """

    turn: dict[str, Any] | None
    figures: list[str]
    below: dict[str, Any]
    told: dict[str, Any] | None


def seen_at(table: Table, key: str, width: int, language: str) -> Seen | None:
    """Return what there is to see at a table; None without a game.

    Parameters
    ----------
    table
        The table.
    key
        Under which it is found.
    width
        Of figures, pixels.
    language
        The visitor's.
    """
    say = say_in(language)
    framed = fit(width - panels.FRAME)
    with table.lock:
        game, report = table.game, table.report
        if game is None:
            return None
        return Seen(
            turn=play_props.turn(table, say),
            figures=play_props.paths(game, width, say),
            below=play_props.over(game, report, key, language, say),
            told=None if report is None else play_props.debriefed(report, framed, language, say),
        )


@solara.component
def Play() -> Any:  # noqa: N802
    """Everything that teams see."""
    query = solara.use_router().search
    visitor = get_current_context().session_id
    asked = solara.use_memo(lambda: asked_for(query), [])
    known = solara.use_memo(lambda: BOOK.find(visitor, asked[0]), [])
    (key, table), set_table = solara.use_state((asked[0] if known else "", known or Table()))
    language, set_language = solara.use_state(asked[1])
    width, set_width = solara.use_state(440)
    gone = asked[0] and known is None
    (notice, tries), set_notice = solara.use_state(("-" if gone else "", 0))
    say = say_in(language)

    def change(sent: Any) -> None:
        kind = sent.get("kind") if isinstance(sent, dict) else None
        if kind in ("begin", "resume"):
            made = Table()
            made.act(sent)
            set_table((BOOK.add(visitor, made), made))
        elif kind == "leave":
            BOOK.drop(visitor, key)
            set_table(("", Table()))
        elif kind == "language":
            set_language(checked_language(sent.get("value")))
        else:
            BOOK.find(visitor, key)  # it is played: it stays
            table.act(sent)

    def measured(sent: Any) -> None:
        set_width(fit(sent))

    def act(sent: Any) -> None:
        set_notice((attempt(lambda: change(sent), say), tries + 1))

    if notice == "-":
        notice = say("This game is gone; go on with the file that you saved.")
    t, seen = words(say), seen_at(table, key, width, language)
    with solara.Div(classes=["mv-page", "mv-play"]) as page:
        panels.Head(
            t=t,
            title=say("Take the chair"),
            motto=t["A game is one history, one draw of chance."],
            way={
                "id": "mv-class",
                "address": f"/?lang={language}",
                "words": say("Compare two policies"),
            },
            notice=notice,
            link=f"lang={language}{f'&game={key}' if key else ''}",
            language=language,
            languages=languages(),
            event_act=act,
        )
        with panels.main():
            panels.Room(event_measured=measured)
            if seen is None:
                first = play_props.start(say)
                play_panels.PlayStart(t=t, shown=first, tries=tries, event_act=act)
            else:
                at_the_table(t, seen, tries, language, act)
    return page


def at_the_table(
    t: dict[str, str], seen: Seen, tries: int, language: str, act: Callable[[Any], None]
) -> None:
    """Put what there is to see of a game into the page.

    Parameters
    ----------
    t
        Words of the templates.
    seen
        What there is to see.
    tries
        Number that rises with every action.
    language
        Language of the labels.
    act
        Takes what the page sends.
    """
    turn, told = seen.turn, seen.told
    with solara.Div(classes=["mv-main"]):
        if turn is not None:
            play_panels.PlaySeat(t=t, shown=turn, event_act=act)
            if turn["told"] is not None:
                with solara.Div(classes=["mv-desk"]):
                    sections = turn["told"]["sections"]
                    play_panels.PlaySections(sections=sections, language=language)
                    play_panels.PlayAnswer(
                        t=t,
                        told=turn["told"],
                        turn=turn["turn"],
                        seat=turn["seat"],
                        tries=tries,
                        event_act=act,
                    )
        play_panels.PlayEnd(
            t=t, figures=seen.figures, shown=seen.below, told=told, tries=tries, event_act=act
        )
        if told is not None:
            play_panels.PlaySections(sections=told["sections"], language=language)
