"""Files of a game to take home: for who plays it, and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multivector_sim.app.play_book import BOOK
from multivector_sim.app.play_props import SAVE, SCENARIO
from multivector_sim.app.play_report import debrief_file, page_of
from multivector_sim.app.play_table import Table
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.errors import SimulationError
from multivector_sim.play import game_text
from multivector_sim.report.debrief_page import PAGE
from multivector_sim.scenario.show import show

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["take_home", "text_of"]


def take_home(request: Request) -> Response:
    """Return a file of the game that the address names, if the visitor plays it."""
    from solara.server.server import get_session_id_cookie
    from starlette.responses import PlainTextResponse, Response

    name, key = request.path_params["name"], request.path_params["key"]
    visitor = get_session_id_cookie(request.cookies)
    table = BOOK.find(visitor, key) if visitor else None
    try:
        text = None if table is None else text_of(table, name)
    except SimulationError as error:  # too many visitors ask at the same time
        return PlainTextResponse(str(error), status_code=503)
    if text is None:
        words = "there is no such game of yours, or it has no such file yet"
        return PlainTextResponse(words, status_code=404)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def text_of(table: Table, name: str) -> str | None:
    """Return the text of a file of a game; None where there is none, or none yet.

    Parameters
    ----------
    table
        The table.
    name
        One of ``FILES``, or another file of the debrief; anybody can have written it.

    Raises
    ------
    SimulationError
        If too many visitors ask for pages of debriefs at the same time.
    """
    with table.lock:
        game, report = table.game, table.report
        if game is None or not game.marks:
            return None
        if name == SAVE:
            return game_text(game)
        if name == SCENARIO:
            return show(game.scenario, origin=False)
        if report is None:
            return None
        language = {debrief_file(one, PAGE): one for one in LANGUAGES}.get(name)
        return page_of(game, language, report.runs) if language else report.files.get(name)
