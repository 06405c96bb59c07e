"""A discovery as documents and tables, and what made it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from multivector_sim.experiments.job import ResultFolder
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import code_version, machine

if TYPE_CHECKING:
    from multivector_sim.discovery.finding import Candidate, Discovery

__all__ = ["boxes_frame", "document_of", "manifest_of", "save_discovery"]

CODE: Final = ("discovery", "sweeps")
"""Parts of the package whose code decides what is found."""


def boxes_frame(found: Discovery) -> pd.DataFrame:
    """Return the boxes as a table.

    Returns
    -------
    pandas.DataFrame
        One row a box and end of a condition: ``box`` (its number), ``method``,
        ``holds``, ``p``; ``input``, ``low`` or ``high``, ``quasi_p`` among
        searched and ``held_out_quasi_p`` among held-out rows; ``coverage,
        density, density_low, density_high, mass, rows, cases`` of searched
        rows, and the same of held-out ones.
    """
    rows = [
        {
            "box": number, "method": box.method, "holds": box.holds, "p": box.p,
            "input": test.limit.name, "low": test.limit.low, "high": test.limit.high,
            "quasi_p": test.seen, "held_out_quasi_p": test.held_out,
            **box.seen._asdict(),
            **{f"held_out_{key}": value for key, value in box.held_out._asdict().items()},
        }
        for number, box in enumerate(found.candidates, 1)
        for test in box.tests
    ]  # fmt: skip
    numbers = ("rows", "cases", "coverage", "density", "density_low", "density_high", "mass")
    columns = (
        *("box", "method", "holds", "p", "input", "low", "high", "quasi_p", "held_out_quasi_p"),
        *numbers,
        *(f"held_out_{name}" for name in numbers),
    )
    return pd.DataFrame(rows, columns=list(columns))


def document_of(found: Discovery) -> dict[str, Any]:
    """Return a discovery as one JSON document; what is not a number becomes null."""
    question, rows = found.question, found.rows
    document: dict[str, Any] = _finite(
        {
            "note": f"{NOTE.capitalize()}.",
            "where": question.text,
            "case": question.words(rows.values),
            "threshold": question.threshold(rows.values),
            "folder": found.folder,
            "sweep": found.sweep,
            "finished": found.finished,
            "inputs": list(rows.names),
            "points": int(found.case.size),
            "points_asked": rows.asked,
            "searched": int(found.seen.sum()),
            "held_out": int((~found.seen).sum()),
            "share_of_cases": found.base_rate,
            "seed": found.seed,
            "step": found.step,
            "told": found.told,
            "notes": list(found.notes),
            "boxes": [_box(box) for box in found.candidates],
            "trajectory": found.trajectory().to_dict(orient="records"),
        }
    )
    return document


def _box(box: Candidate) -> dict[str, Any]:
    return {
        "method": box.method,
        "holds": box.holds,
        "p": box.p,
        "conditions": [limit._asdict() for limit in box.limits],
        "quasi_p": [
            {**test.limit._asdict(), "searched": test.seen, "held_out": test.held_out}
            for test in box.tests
        ],
        "searched": box.seen._asdict(),
        "held_out": box.held_out._asdict(),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def manifest_of(found: Discovery) -> dict[str, Any]:
    """Return what made a discovery: question, sweep, split, code and machine."""
    return {
        "note": NOTE,
        "discovery": {
            "where": found.question.text,
            "sweep": found.sweep,
            "finished": found.finished,
            "points": int(found.case.size),
            "inputs": list(found.rows.names),
            "seed": found.seed,
            "step": found.step,
            "methods": list(_methods(found)),
            "code": code_version(CODE),
        },
        "machine": machine(),
    }


def _methods(found: Discovery) -> Iterator[str]:
    if found.peelings:
        yield "PRIM"
    yield "tree"


def save_discovery(found: Discovery, folder: ResultFolder) -> list[Path]:
    """Write ``discovery.json``, ``boxes.csv``, ``trajectory.csv`` and ``manifest.json``.

    Parameters
    ----------
    found
        What ``discover`` returned.
    folder
        Where to.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    return [
        folder.write_json("discovery.json", document_of(found)),
        folder.write_table("boxes.csv", boxes_frame(found)),
        folder.write_table("trajectory.csv", found.trajectory()),
        folder.write_json("manifest.json", manifest_of(found)),
    ]
