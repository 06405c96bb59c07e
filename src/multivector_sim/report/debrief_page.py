"""The debrief of a game as a page, and all its files in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure

from multivector_sim import plots
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.plots.language import in_language
from multivector_sim.plots.writing import write_figure
from multivector_sim.report.figures import Drawing, data_address
from multivector_sim.report.page import Table, rendered

if TYPE_CHECKING:  # Mesa takes longer to load than a page to write
    from multivector_sim.play import Debrief, Game

__all__ = ["PAGE", "debrief_figures", "debrief_html", "write_debrief"]

PAGE: Final = "debrief.html"
"""Name of the page in a folder."""

TITLES: Final = {
    "histories": "The game beside the record, each preset and the games that lack a team, on the "
    "same draws of chance; a dotted line stands where the game turned",
    "effects": "The replays: the game minus each of the others, over all runs, with intervals",
    "timeline": "Who did what in the one history",
}
"""What each figure shows, by the stem of its file."""

WORLD: Final = (
    "The numbers say what follows if the world worked like the model, and only against: {others}."
)
"""What a page says above all else, beside that it is no forecast."""

HOW: Final = (
    "By multivector play with {runs} runs of the replays, seed {seed}; the one history is run "
    "{run}. Below stand the version of multivector_sim and the digest of model, engine and game. "
    "The same version, game and seed give the same numbers on every machine."
)
"""How a page was made."""


def debrief_figures(found: Debrief) -> dict[str, Figure]:
    """Return the figures of a debrief by the stem of their files, in its language.

    Parameters
    ----------
    found
        What ``debrief`` returned.

    Returns
    -------
    dict of str to matplotlib.figure.Figure
        ``histories``, ``effects`` and ``timeline``.
    """
    from multivector_sim.play.debrief import history_words

    # Teams may be called anything, also what no font and no figure can show: actors cannot.
    given = found.game.setup
    setup = replace(given, teams={code: given.names[code] for code in given.teams})
    names = {name: history_words(name, setup, found.say) for name in found.histories}
    with in_language(found.say, names):
        return {stem: draw(found) for stem, draw in _FIGURES.items()}


def debrief_html(found: Debrief) -> str:
    """Return a debrief as one HTML page, in its language, that loads nothing from elsewhere.

    Parameters
    ----------
    found
        What ``debrief`` returned.

    Returns
    -------
    str
        Moves, figures, costs and gains, where it turned, paired effects with
        intervals, and how it was made.
    """
    return _page(found, debrief_figures(found))


def write_debrief(
    found: Debrief, folder: str | Path | ResultFolder, game: Game | None = None
) -> list[Path]:
    """Write a debrief: page, figures (PNG and SVG), text, tables, scenarios and the game.

    Parameters
    ----------
    found
        What ``debrief`` returned.
    folder
        Where to; made if it does not exist.
    game
        The game, to go on with where it was stopped; None for the game that is told.

    Returns
    -------
    list of pathlib.Path
        Files written.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    OutputError
        If a file could not be written.
    """
    from multivector_sim.play import save_game

    target = folder if isinstance(folder, ResultFolder) else ResultFolder(folder)
    drawn = debrief_figures(found)
    texts = {"debrief.md": found.markdown(), PAGE: _page(found, drawn), **found.files()}
    written = [
        target.write(name, partial(Path.write_text, data=text, encoding="utf-8", newline="\n"))
        for name, text in texts.items()
    ]
    for stem, figure in drawn.items():
        written += write_figure(target, stem, figure)
    written += [
        target.write_table("paths.csv", found.to_frame()),
        target.write_table("effects.csv", found.effects),
        target.write_json("debrief.json", found.document()),
        target.write("game.yaml", lambda path: save_game(game or found.game, path)),
    ]
    return written


def _histories(found: Debrief) -> Figure:
    turned = [point.quarter.quarter for point in found.turning_points]
    return plots.histories(found.histories, since=found.game.setup.first, turned=turned)


def _effects(found: Debrief) -> Figure:
    from multivector_sim.play.debrief import OUTCOMES_TOLD

    known = set(found.effects["label"][found.effects["mean"].notna()])
    return plots.forest(found.comparison, [name for name in OUTCOMES_TOLD if name in known])


_FIGURES: Final[Mapping[str, Callable[[Debrief], Figure]]] = {
    "histories": _histories,
    "effects": _effects,
    "timeline": lambda found: next(iter(found.main.values())).plot(),
}


def _page(found: Debrief, drawn: Mapping[str, Figure]) -> str:
    from multivector_sim.play.debrief import ONE_DRAW, history_words

    say, setup = found.say, found.game.setup
    document = found.document()
    others = [history_words(name, setup, say) for name in list(found.scenarios)[1:]]
    sections = [row for row in found.sections if row.key != "path"]
    head, *told = sections
    return rendered(
        "debrief.html",
        {
            "say": say,
            "title": found.title,
            "caveat": " ".join((say(WORLD).format(others=", ".join(others)), say(ONE_DRAW))),
            "lines": head.lines[1:],
            "sections": [
                (row, Table(row.title, row.table.head, row.table.rows) if row.table else None)
                for row in told
            ],
            "drawings": [
                Drawing(say(TITLES[stem]), plots.alt_text(figure), data_address(figure))
                for stem, figure in drawn.items()
            ],
            "made": {"code": document["code"]},
            "how": say(HOW).format(runs=found.runs, seed=setup.seed, run=setup.run),
            "document": json.dumps(document, indent=1, ensure_ascii=False),
        },
    )
