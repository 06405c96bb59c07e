"""A calibration from table to report, in one folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from multivector_sim.calibration.accepted_set import (
    ACCEPTED_CSV,
    ACCEPTED_JSON,
    AcceptedSet,
    read_accepted,
)
from multivector_sim.calibration.checks import Checks, contraction, simulation_check
from multivector_sim.calibration.predictive import predictive_check
from multivector_sim.calibration.rejection import ADJUSTED, METHODS, REJECTED, Rejection
from multivector_sim.calibration.report import SILENT, report_text
from multivector_sim.calibration.table import Request, fill_table
from multivector_sim.calibration.targets import FITTED, FITTED_NAMES, to_unit
from multivector_sim.errors import InputError
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.store import Store

__all__ = [
    "ACCEPT",
    "LEAST",
    "PSEUDO",
    "Calibration",
    "Stages",
    "calibrate",
    "load_calibration",
]

FloatArray = NDArray[np.float64]

ACCEPT: Final = 500
"""Simulations accepted, where nothing is said."""
PSEUDO: Final = 1000
"""Most pseudo-records of a check; at most a tenth of the simulations."""
LEAST: Final = 2000
"""Fewest simulations."""
RARE: Final = 0.05
"""Share of pseudo-records farther away than the record, below which it is an outlier."""

PARAMETERS_CSV: Final = "parameters.csv"
RANKS_CSV: Final = "ranks.csv"
SUMMARIES_CSV: Final = "summaries.csv"
PREDICTIVE_CSV: Final = "predictive.csv"
REPORT: Final = "calibration.md"
_DIGITS: Final = "%.6g"


@dataclass(frozen=True)
class Stages:
    """Whom to tell about progress; each is called with newly finished work.

    Attributes
    ----------
    simulated
        Number of simulations newly run.
    found
        Number of simulations that were in the folder.
    checked
        Number of pseudo-records newly held against the table.
    note
        Words on what was found in the folder.
    """

    simulated: Callable[[int], None] | None = None
    found: Callable[[int], None] | None = None
    checked: Callable[[int], None] | None = None
    note: Callable[[str], None] | None = None


@dataclass(frozen=True, eq=False)
class Calibration:
    """A finished calibration.

    Attributes
    ----------
    accepted
        The accepted set.
    parameters
        One row a fitted parameter: default, prior, mean and ends of the
        accepted, contraction, checks, verdict.
    ranks
        One row a pseudo-record, one column a parameter: rank of the truth
        among 99 accepted values.
    summaries
        One row a summary: observed, quantiles of the prior predictive, and
        the observed number's place among them.
    predictive
        See ``predictive.predictive_check``.
    """

    accepted: AcceptedSet
    parameters: pd.DataFrame
    ranks: pd.DataFrame
    summaries: pd.DataFrame
    predictive: pd.DataFrame

    @property
    def record(self) -> dict[str, Any]:
        """How it was made, and what the checks say."""
        return self.accepted.record

    @cached_property
    def silent(self) -> list[str]:
        """Names of parameters about which the data say nothing."""
        table = self.parameters
        return [str(name) for name in table.loc[table["contraction"] < SILENT, "parameter"]]

    def text(self) -> str:
        """Return the report, in Markdown."""
        return report_text(self.record, self.parameters, self.summaries, self.silent)


def calibrate(
    request: Request,
    out: str | Path,
    *,
    accept: int = ACCEPT,
    threads: int | None = None,
    stages: Stages | None = None,
) -> Calibration:
    """Calibrate a scenario into a folder, or what is left of it there.

    Parameters
    ----------
    request
        Scenario, simulations (2,000 or more) and seed.
    out
        A folder of its own; the same request goes on with it.
    accept
        Simulations to accept, 100 to a tenth of them.
    threads
        Threads of the engine; None for one a core. They change no number.
    stages
        Whom to tell about progress.

    Returns
    -------
    Calibration
        Also written to the folder: ``accepted.csv`` and ``.json``, tables,
        and ``calibration.md``.

    Raises
    ------
    InputError
        If a number is not allowed, or the folder belongs to something else.
    StoreError
        If something could not be written; the same call goes on.
    """
    told = stages or Stages()
    most = request.simulations // 10
    if request.simulations < LEAST:
        raise InputError(
            f"simulations: {request.simulations:,} received; {LEAST:,} or more are needed"
        )
    if (
        isinstance(accept, bool)
        or not isinstance(accept, int | np.integer)
        or not (100 <= accept <= most)
    ):
        raise InputError(
            f"accept: {accept!r} received; allowed are 100 to {most:,}, a tenth of the simulations"
        )
    request.targets  # noqa: B018  (faults of the scenario are found before anything is written)
    store = Store(out)
    with store.lock(), threadpool_limits(1):  # sums of one thread: the same on any number of cores
        table = fill_table(
            request, store, threads=threads, progress=told.simulated, found=told.found,
            note=told.note,
        )  # fmt: skip
        numbers = np.arange(request.simulations, dtype=np.uint64)
        summaries = table.signals + request.targets.errors(request.seed, numbers)
        held = pseudo_count(request.simulations)
        units = to_unit(table.values)
        rejection = Rejection(units[:-held], summaries[:-held])
        checks = {
            method: simulation_check(
                rejection, units[-held:], summaries[-held:], accept, method, progress=told.checked
            )
            for method in METHODS
        }
        result = _result(request, rejection, checks, summaries, accept, threads)
        _write(result, store)
    return result


def pseudo_count(simulations: int) -> int:
    """Return how many simulations are held out as pseudo-records."""
    return min(PSEUDO, simulations // 10)


def _better(checks: dict[str, Checks]) -> str:
    """Return the method to use: the moved values if ranks are no less even, and scores better."""
    plain, moved = checks[REJECTED], checks[ADJUSTED]
    if moved.uneven.sum() <= plain.uneven.sum() and moved.score.mean() < plain.score.mean():
        return ADJUSTED
    return REJECTED


def _result(
    request: Request,
    rejection: Rejection,
    checks: dict[str, Checks],
    summaries: FloatArray,
    accept: int,
    threads: int | None,
) -> Calibration:
    method = _better(checks)
    observed = request.targets.observed
    found = rejection.accept(rejection.place(observed)[0], accept, method)
    low, high = np.array([row.row.prior for row in FITTED]).T
    draft = AcceptedSet(FITTED_NAMES, low + (high - low) * found.units, "", {})
    values = np.array([[float(f"{value:.9g}") for value in row] for row in draft.values])
    content = AcceptedSet(FITTED_NAMES, values, "", {}).csv()
    record = {
        "note": NOTE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": accept,
        **request.content,
        "accept": accept,
        "method": method,
        "pseudo_records": len(checks[method].ranks),
        "record": _record_place(rejection, checks[method], summaries, observed, found.distance),
        "checks": {name: _told(row) for name, row in checks.items()},
    }
    record = json.loads(json.dumps(record))
    accepted = AcceptedSet(FITTED_NAMES, values, record["sha256"], record)
    return Calibration(
        accepted,
        _parameters(accepted, checks[method], rejection),
        pd.DataFrame(checks[method].ranks, columns=list(FITTED_NAMES)),
        _summaries(request, summaries),
        predictive_check(request, accepted, threads=threads),
    )


def _told(checks: Checks) -> dict[str, Any]:
    return {
        "score": round(float(checks.score.mean()), 6),
        "uneven": [name for name, odd in zip(FITTED_NAMES, checks.uneven, strict=True) if odd],
        "smallest_p_value": round(float(checks.p_value.min()), 6),
    }


def _record_place(
    rejection: Rejection,
    checks: Checks,
    summaries: FloatArray,
    observed: FloatArray,
    distance: float,
) -> dict[str, Any]:
    """Return where the record lies among pseudo-records, by two distances."""
    held = len(checks.ranks)
    table, pseudo = summaries[:-held], summaries[-held:]
    centre = table.mean(axis=0)
    inverse = np.linalg.inv(np.cov(table, rowvar=False))

    def far(rows: FloatArray) -> FloatArray:
        away = np.atleast_2d(rows) - centre
        return np.asarray(np.einsum("ij,jk,ik->i", away, inverse, away))

    among = {
        "farther_in_fitted_directions": float((checks.distances > distance).mean()),
        "farther_in_all_summaries": float((far(pseudo) > far(observed)).mean()),
    }
    return {**among, "outlier": min(among.values()) < RARE}


def _parameters(accepted: AcceptedSet, checks: Checks, rejection: Rejection) -> pd.DataFrame:
    units = to_unit(accepted.values)
    here = contraction(units)
    rows = []
    for at, fitted in enumerate(FITTED):
        values = accepted.values[:, at]
        rows.append({
            "parameter": fitted.name,
            "default": fitted.row.default,
            "prior_low": fitted.row.prior[0],
            "prior_high": fitted.row.prior[1],
            "mean": values.mean(),
            "q05": np.quantile(values, 0.05),
            "q95": np.quantile(values, 0.95),
            "contraction_here": here[at],
            "contraction": checks.contraction[at],
            "explained": rejection.explained[at],
            "covered_50": checks.covered[0, at],
            "covered_90": checks.covered[1, at],
            "p_value": checks.p_value[at],
            "uneven": bool(checks.uneven[at]),
            "reason": fitted.reason,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _summaries(request: Request, summaries: FloatArray) -> pd.DataFrame:
    targets = request.targets
    quantiles = np.quantile(summaries, [0.05, 0.5, 0.95], axis=0)
    return pd.DataFrame({
        "summary": targets.labels,
        "observed": targets.observed,
        "prior_q05": quantiles[0],
        "prior_q50": quantiles[1],
        "prior_q95": quantiles[2],
        "place": (summaries < targets.observed).mean(axis=0),
    })  # fmt: skip


def _write(result: Calibration, store: Store) -> None:
    tables = {
        PARAMETERS_CSV: result.parameters,
        RANKS_CSV: result.ranks,
        SUMMARIES_CSV: result.summaries,
        PREDICTIVE_CSV: result.predictive,
    }
    files = {ACCEPTED_CSV: result.accepted.csv(), REPORT: result.text().encode()}
    for name, table in tables.items():
        text: str = table.to_csv(index=False, lineterminator="\n", float_format=_DIGITS)
        files[name] = text.encode()
    for name, content in files.items():
        store.write(name, content)
    store.write_json(ACCEPTED_JSON, result.record)


def load_calibration(folder: str | Path) -> Calibration:
    """Return the finished calibration of a folder.

    Raises
    ------
    InputError
        If it is not finished, or none, or its files are damaged.
    """
    accepted = read_accepted(folder)
    tables = []
    for name in (PARAMETERS_CSV, RANKS_CSV, SUMMARIES_CSV, PREDICTIVE_CSV):
        try:
            tables.append(pd.read_csv(Path(folder) / name))
        except (OSError, ValueError) as error:
            raise InputError(
                f"cannot read {Path(folder) / name}; run the command that wrote the folder again"
            ) from error
    return Calibration(accepted, *tables)
