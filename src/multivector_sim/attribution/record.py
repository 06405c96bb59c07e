"""Manifest and files of an attribution or a mediation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.attribution.players import Question
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.inquiry.draws import set_digest
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import code_version, machine
from multivector_sim.scenario import scenario_hash

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["CODE", "manifest_of", "save_all"]

CODE: Final = ("attribution", "ensemble", "inquiry", "model")
"""Parts of the package whose code decides the numbers."""


def manifest_of(
    question: Question, seed: int, sets: Sequence[str], details: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what made an answer.

    Parameters
    ----------
    question
        What was asked.
    seed
        Seed of draws and runs.
    sets
        Sets of parameters.
    details
        What else decides the numbers.
    """
    scenario = question.scenario()
    return {
        "note": NOTE,
        "experiment": {
            "outcome": question.subject.label,
            "world": question.world,
            "policy": question.policy,
            "counterfactuals": list(question.counterfactuals),
            "changes": dict(question.changes),
            "notes": list(question.notes),
            "seed": seed,
            **details,
            "digests": {which: set_digest(which) for which in sets},
            "scenario": scenario.dump(),
            "scenario_hash": scenario_hash(scenario),
            "code": code_version(CODE),
        },
        "machine": machine(),
    }


def save_all(
    answer: object,
    directory: str | Path,
    tables: Mapping[str, pd.DataFrame],
    drawings: Mapping[str, Callable[[Any], Figure]],
    manifest: Mapping[str, Any],
    prefix: str = "",
) -> list[Path]:
    """Write tables (CSV), figures (PNG and SVG) and manifest into a folder.

    Parameters
    ----------
    answer
        What figures are drawn from.
    directory
        The folder.
    tables
        Tables by name; empty ones are left out.
    drawings
        Figures by name.
    manifest
        What made the answer.
    prefix
        Of the name of the manifest.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    OutputError
        If a file could not be written.
    """
    from multivector_sim.plots.writing import write_figure

    folder = ResultFolder(directory)
    for name, table in tables.items():
        if not table.empty:
            folder.write_table(f"{name}.csv", table)
    for name, draw in drawings.items():
        write_figure(folder, name, draw(answer))
    folder.write_json(f"{prefix}manifest.json", manifest)
    return folder.written
