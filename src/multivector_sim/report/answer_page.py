"""An answer to a policy question as a page, and all its files in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from matplotlib.figure import Figure

from multivector_sim import plots
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.plots.side_by_side import side_by_side
from multivector_sim.plots.writing import write_figure
from multivector_sim.report.figures import Drawing, data_address
from multivector_sim.report.page import rendered
from multivector_sim.whatif import Answer, Section, card, manifest_of, save_answer
from multivector_sim.whatif.card import doubt_words, size_words

__all__ = ["answer_html", "write_answer"]

TITLES: Final = {
    "effects": "Effects of each option, and the share of futures in which it is better",
    "flips": "Futures in which the sign of an effect is the rarer one, and where they lie",
}
_FIGURES: Final[Mapping[str, Callable[[Answer], Figure]]] = {
    "effects": plots.answer_effects,
    "flips": plots.answer_flips,
}


def answer_html(answer: Answer) -> str:
    """Return an answer as one HTML page that loads nothing from elsewhere.

    Parameters
    ----------
    answer
        What ``what_if`` returned.

    Returns
    -------
    str
        Question, card, who gains, regret, what flips the answer, figures, and
        how it was made.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> from multivector_sim.inquiry import Pool
    >>> found = mv.what_if("baseline", {"policy.concession": 0.0}, draws=2, pool=Pool(seeds=8))
    >>> answer_html(found).splitlines()[0]
    '<!DOCTYPE html>'
    """
    drawings = [_drawing(stem, draw(answer)) for stem, draw in _FIGURES.items()]
    return _page(answer, drawings, manifest_of(answer))


def write_answer(answer: Answer, folder: str | Path | ResultFolder) -> list[Path]:
    """Write what :meth:`Answer.save` writes, the figures (PNG and SVG), and ``report.html``.

    Parameters
    ----------
    answer
        What ``what_if`` returned.
    folder
        Where to; made if it does not exist.

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
    target = folder if isinstance(folder, ResultFolder) else ResultFolder(folder)
    manifest = manifest_of(answer)
    jobs = {stem: partial(_draw_into, answer, stem, target) for stem in _FIGURES}
    with side_by_side(jobs) as drawn:
        written = save_answer(answer, target, manifest)
        made = [finish() for finish in drawn.values()]
    for files, _ in made:
        target.note(files)
        written += files
    page = _page(answer, [drawing for _, drawing in made], manifest)
    written.append(
        target.write(
            "report.html", lambda path: path.write_text(page, encoding="utf-8", newline="\n")
        )
    )
    return written


def _draw_into(answer: Answer, stem: str, folder: ResultFolder) -> tuple[list[Path], Drawing]:
    """Draw a figure once, write its files, and return it as the page takes it, too."""
    figure = _FIGURES[stem](answer)
    return write_figure(folder, stem, figure), _drawing(stem, figure)


def _drawing(stem: str, figure: Figure) -> Drawing:
    return Drawing(TITLES[stem], plots.alt_text(figure), data_address(figure))


def _page(answer: Answer, drawings: Sequence[Drawing], manifest: Mapping[str, Any]) -> str:
    sections = card(answer)
    made = manifest["experiment"]
    return rendered(
        "answer.html",
        {
            "title": _title(answer),
            "answer": answer,
            "base_title": answer.base.scenario.title,
            "options": [_option(answer, section) for section in _of(sections, "changes")],
            "parts": {
                key: [section.table for section in _of(sections, key)]
                for key in ("effects", "gains", "regret")
            },
            "flips": _of(sections, "flips"),
            "size": size_words(answer),
            "doubt": doubt_words(answer),
            "drawings": list(drawings),
            "made": made,
            "machine": manifest["machine"],
            "scenarios": [made["base"], *made["options"]],
            "document": json.dumps(manifest, indent=1, ensure_ascii=False),
        },
    )


def _title(answer: Answer) -> str:
    names = [option.name for option in answer.options]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"{told} instead of {answer.base.name}"


def _of(sections: tuple[Section, ...], key: str) -> list[Section]:
    return [section for section in sections if section.key == key]


def _option(answer: Answer, section: Section) -> dict[str, Any]:
    (option,) = (row for row in answer.options if section.title.startswith(f"{row.name} instead"))
    same = option.scenario.title == answer.base.scenario.title
    return {
        "name": option.name,
        "title": "" if same else option.scenario.title,
        "changes": section.lines,
    }
