"""What is served: each route with its component, in one frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import solara

from multivector_sim.app.lesson import Lesson
from multivector_sim.app.play_page import Play

__all__ = ["Layout", "routes"]

STYLE: Final = (Path(__file__).resolve().parent / "page.css").read_text(encoding="utf-8")


@solara.component
def Layout(children: list[Any]) -> Any:  # noqa: N802
    """Nothing but the style around a page."""
    return solara.Div(children=[solara.Style(STYLE), *children])


routes: Final = [
    solara.Route(path="/", component=Lesson, layout=Layout),
    solara.Route(path="play", component=Play, layout=Layout),
]
"""Pages by their path; another one is another row."""
