"""Files of ``multivector theses --out``: tables, figures, manifest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multivector_sim.cli.ranking import Ranked
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.inquiry import Pool
    from multivector_sim.theses import Verdicts

__all__ = ["made_words", "manifest_of", "write_rankings", "write_verdicts"]

CODE = ("ensemble", "inquiry", "model", "theses")


def write_verdicts(folder: ResultFolder, found: Verdicts) -> None:
    """Write ``verdicts.csv``, ``parts.csv``, figures and ``manifest.json``.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    from multivector_sim import plots
    from multivector_sim.plots.writing import write_figure
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
        write_figure(folder, stem, draw())


def made_words(found: Verdicts) -> str:
    """Return draws, runs and seed in words."""
    return f"Up to {found.draws} draws a set, {found.seeds} runs a draw, seed {found.seed}."


def write_rankings(folder: ResultFolder, found: Sequence[Ranked], draws: int, pool: Pool) -> None:
    """Write ``ranking.csv`` and ``manifest.json``.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    from multivector_sim.cli.ranking import ranking_frame

    folder.write_table("ranking.csv", ranking_frame(found))
    asked = {
        "ranked": list(dict.fromkeys(one.question for one in found)),
        "draws": draws,
        "runs_a_draw": pool.seeds,
        "seed": pool.seed,
    }
    folder.write_json("manifest.json", _manifest(asked, (one.ranking.which for one in found)))


def manifest_of(found: Verdicts) -> dict[str, Any]:
    """Return what made verdicts: theses, sizes, seed, sets, code and machine."""
    asked = {
        "theses": [result.thesis for result in found.results],
        "most_draws": found.draws,
        "runs_a_draw": found.seeds,
        "seed": found.seed,
    }
    return _manifest(asked, (one.which for result in found.results for one in result.sets))


def _manifest(asked: dict[str, Any], sets: Iterable[str]) -> dict[str, Any]:
    from multivector_sim.inquiry.draws import set_digest
    from multivector_sim.results.dataset import NOTE
    from multivector_sim.results.manifest import code_version, machine

    return {
        "note": NOTE,
        "experiment": {
            **asked,
            "sets": {which: set_digest(which) for which in sorted(set(sets))},
            "code": code_version(CODE),
        },
        "machine": machine(),
    }
