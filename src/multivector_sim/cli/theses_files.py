"""Files of ``multivector theses --out``: tables, figures, manifest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.theses import Verdicts

__all__ = ["made_words", "manifest_of", "write_verdicts"]

CODE = ("ensemble", "inquiry", "model", "theses")


def write_verdicts(folder: ResultFolder, found: Verdicts) -> None:
    """Write ``verdicts.csv``, ``parts.csv``, figures and ``manifest.json``.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    from multivector_sim import plots
    from multivector_sim.theses import parts_frame, verdicts_frame

    summary, parts = verdicts_frame(found), parts_frame(found)
    folder.write_table("verdicts.csv", summary)
    folder.write_json("manifest.json", manifest_of(found))
    if parts.empty:
        return
    folder.write_table("parts.csv", parts)
    drawings = {"verdicts": partial(plots.verdicts, summary, parts, made_words(found))}
    for result in found.results:
        if result.sets:
            drawings[result.thesis] = partial(
                plots.thesis, summary, parts, result.thesis, made_words(found)
            )
    for stem, draw in drawings.items():
        drawn = draw()
        for kind in ("png", "svg"):
            folder.write(f"{stem}.{kind}", partial(plots.save, drawn, file_format=kind))


def made_words(found: Verdicts) -> str:
    """Return draws, runs and seed in words."""
    return f"Up to {found.draws} draws a set, {found.seeds} runs a draw, seed {found.seed}."


def manifest_of(found: Verdicts) -> dict[str, Any]:
    """Return what made verdicts: theses, sizes, seed, sets, code and machine."""
    from multivector_sim.inquiry.draws import set_digest
    from multivector_sim.results.dataset import NOTE
    from multivector_sim.results.manifest import code_version, machine

    sets = {one.which for result in found.results for one in result.sets}
    return {
        "note": NOTE,
        "experiment": {
            "theses": [result.thesis for result in found.results],
            "most_draws": found.draws,
            "runs_a_draw": found.seeds,
            "seed": found.seed,
            "sets": {which: set_digest(which) for which in sorted(sets)},
            "code": code_version(CODE),
        },
        "machine": machine(),
    }
