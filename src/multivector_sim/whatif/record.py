"""An answer as documents and tables, and what made it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from multivector_sim.discovery.boxes import Box, Conditions
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.inquiry.draws import set_digest
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import code_version, machine
from multivector_sim.scenario import scenario_hash

if TYPE_CHECKING:
    from multivector_sim.whatif.answer import Answer
    from multivector_sim.whatif.option import Option

__all__ = ["document_of", "flips_frame", "manifest_of", "save_answer"]

CODE: Final = ("discovery", "ensemble", "inquiry", "model", "whatif")
"""Parts of the package whose code decides the numbers."""
_METHODS: Final = {"flips": "tree", "prim": "prim"}


def document_of(answer: Answer) -> dict[str, Any]:
    """Return an answer as one JSON document; what is not a number becomes null."""
    outcomes = [
        {
            "name": row.label, "option": row.option, "unit": row.unit, "base": row.base,
            "effect": row.effect.mean, "low": row.effect.mean_low, "high": row.effect.mean_high,
            "futures_low": row.effect.low, "futures_high": row.effect.high,
            "better": row.wanted, "p_better": row.p_better, "scored": row.scored,
            "resolved": row.resolved,
        }
        for row in answer.rows
    ]  # fmt: skip
    found: dict[str, Any] = _finite(
        {
            "note": f"{NOTE.capitalize()}.",
            "base": answer.base.name,
            "options": [
                {"name": option.name, "changes": [str(change) for change in option.changes]}
                for option in answer.options
            ],
            "set": answer.which,
            "futures": answer.draws,
            "runs_a_future": answer.seeds,
            "seed": answer.seed,
            "unresolved": list(answer.unresolved),
            "outcomes": outcomes,
            "regret": answer.regrets.to_dict(orient="records"),
            "flips": list(_flips(answer)),
        }
    )
    return found


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _searches(answer: Answer) -> Iterator[tuple[str, Mapping[tuple[str, str], Conditions]]]:
    for name, method in _METHODS.items():
        yield method, getattr(answer, name)


def _flips(answer: Answer) -> Iterator[dict[str, Any]]:
    for method, flips in _searches(answer):
        for (option, label), found in flips.items():
            yield {
                "option": option, "name": label, "method": method, "sign": found.sign,
                "rarer_sign": found.base_rate, "told": found.told,
                "boxes": [
                    {"conditions": [limit._asdict() for limit in box.limits], **_numbers(box)}
                    for box in found.boxes
                ],
            }  # fmt: skip


def _numbers(box: Box) -> dict[str, Any]:
    return {key: value for key, value in box._asdict().items() if key != "limits"}


def flips_frame(answer: Answer) -> pd.DataFrame:
    """Return the conditions under which effects have the rarer sign as a table.

    Returns
    -------
    pandas.DataFrame
        One row a box, and one an option and number without any: method, option,
        label, sign, share of futures with it, conditions in words, coverage and
        density on held-out futures, the 95 % interval of the density, how many
        futures, and why there is no box.
    """
    rows = []
    for method, flips in _searches(answer):
        for (option, label), found in flips.items():
            head = {
                "method": method, "option": option, "label": label, "sign": found.sign,
                "base_rate": found.base_rate,
            }  # fmt: skip
            rows += [
                head | {"conditions": str(box)} | _numbers(box) | {"told": ""}
                for box in found.boxes
            ]
            if not found.boxes:
                rows.append(head | {"conditions": "", "told": found.told})
    columns = ("method", "option", "label", "sign", "base_rate", "conditions", "coverage",
               "density", "density_low", "density_high", "draws", "told")  # fmt: skip
    return pd.DataFrame(rows).reindex(columns=list(columns)).astype({"draws": "Int64"})


def manifest_of(answer: Answer) -> dict[str, Any]:
    """Return what made an answer: scenarios, sizes, seed, set, code and machine."""
    return {
        "note": NOTE,
        "experiment": {
            "base": _made_from(answer.base),
            "options": [_made_from(option) for option in answer.options],
            "futures": answer.draws,
            "runs_a_future": answer.seeds,
            "seed": answer.seed,
            "sets": {answer.which: set_digest(answer.which)},
            "prim": bool(answer.prim),
            "code": code_version(CODE),
        },
        "machine": machine(),
    }


def _made_from(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "scenario": option.scenario.dump(),
        "scenario_hash": scenario_hash(option.scenario),
    }


def save_answer(
    answer: Answer, folder: ResultFolder, manifest: Mapping[str, Any] | None = None
) -> list[Path]:
    """Write ``answer.json``, ``effects.csv``, ``regret.csv``, ``flips.csv`` and ``manifest.json``.

    Parameters
    ----------
    answer
        What ``what_if`` returned.
    folder
        Where to.
    manifest
        What made it; None for that of this moment.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    tables = {"effects": answer.to_frame(), "regret": answer.regrets, "flips": flips_frame(answer)}
    return [
        folder.write_json("answer.json", document_of(answer)),
        *(folder.write_table(f"{stem}.csv", table) for stem, table in tables.items()),
        folder.write_json("manifest.json", manifest or manifest_of(answer)),
    ]
