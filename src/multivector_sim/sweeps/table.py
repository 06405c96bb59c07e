"""Shards as Parquet: the same bytes for the same runs and the same versions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from multivector_sim.results.dataset import NOTE
from multivector_sim.sweeps.compute import Rows
from multivector_sim.sweeps.plan import Plan

__all__ = ["PARTS", "encode", "marks", "read_columns", "shard_table"]

FloatArray = NDArray[np.float64]

PARTS: Final = ("mean", "sd", "min", "max")
"""What is kept of a metric over the runs of a point: ``autonomy.mean``."""

_WORDS: Final = pa.dictionary(pa.int32(), pa.string())


def shard_table(plan: Plan, rows: Rows, labels: list[str]) -> pa.Table:
    """Return a shard as a table.

    Columns: ``base``, ``policy``, one a choice, ``future``; then for runs
    ``replication``, one a metric and ``error``; for points ``runs``,
    ``failed``, four a metric (``PARTS``) and ``error``, the first one.
    """
    points = rows.points
    if plan.spec.keep == "points":
        body = _of_points(rows, labels)
        repeats = np.ones(points.runs.size, dtype=np.int64)
    else:
        body = _of_runs(rows, labels)
        repeats = points.runs
    names = [(line.base, line.policy) for line in plan.lines]
    line = np.repeat(points.line, repeats)
    columns: dict[str, Any] = {
        "base": _coded([base for base, _ in names], line),
        "policy": _coded([policy for _, policy in names], line),
    }
    for at, key in enumerate(plan.choice_keys):
        columns[key] = pa.array(np.repeat(plan.choices[points.choice, at], repeats))
    columns["future"] = pa.array(np.repeat(points.future, repeats))
    columns |= body
    return pa.table(columns)


def _coded(names: list[str], which: NDArray[np.int64]) -> Any:
    """Return words that repeat much as codes."""
    distinct = list(dict.fromkeys(names))
    codes = np.array([distinct.index(name) for name in names], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes[which]), pa.array(distinct, pa.string()))


def _of_runs(rows: Rows, labels: list[str]) -> dict[str, Any]:
    points = rows.points
    body: dict[str, Any] = {"replication": pa.array(points.replications)}
    for label, values in zip(labels, rows.metrics, strict=True):
        body[label] = _numbers(values)
    errors: list[str | None] = [None] * points.rows
    for row, error in rows.errors.items():
        errors[row] = error
    body["error"] = pa.array(errors, pa.string())
    return body


def _of_points(rows: Rows, labels: list[str]) -> dict[str, Any]:
    points = rows.points
    runs = int(points.runs[0])
    wrong = np.zeros(points.rows, dtype=bool)
    wrong[list(rows.errors)] = True
    failed = wrong.reshape(-1, runs)
    good = runs - failed.sum(axis=1)
    first: list[str | None] = [None] * points.runs.size
    for row, error in rows.errors.items():
        first[row // runs] = first[row // runs] or error
    body: dict[str, Any] = {
        "runs": pa.array(np.full(points.runs.size, runs, dtype=np.int64)),
        "failed": pa.array(failed.sum(axis=1).astype(np.int64)),
    }
    for label, values in zip(labels, rows.metrics, strict=True):
        # Runs along the first axis: sums go run by run, the same on every machine.
        table = np.ascontiguousarray(values.reshape(-1, runs).T)
        for part, numbers in zip(PARTS, _parts(table, failed.T, good), strict=True):
            body[f"{label}.{part}"] = _numbers(numbers)
    body["error"] = pa.array(first, pa.string())
    return body


def _parts(
    table: FloatArray, failed: NDArray[np.bool_], good: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return mean, standard deviation, smallest and largest over the runs that did not fail."""
    counted = np.where(failed, 0.0, table)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = counted.sum(axis=0) / good
        spread = np.where(failed, 0.0, table - mean)
        sd = np.sqrt((spread * spread).sum(axis=0) / (good - 1))
    none = good == 0
    low = np.where(failed, np.inf, table).min(axis=0)
    high = np.where(failed, -np.inf, table).max(axis=0)
    return mean, sd, np.where(none, np.nan, low), np.where(none, np.nan, high)


def _numbers(values: FloatArray) -> Any:
    """Return numbers as a column: what is not a number is missing."""
    return pa.array(values, mask=~np.isfinite(values))


def encode(table: pa.Table, digest: str, shard: int) -> bytes:
    """Return a table as the bytes of a Parquet file.

    Parameters
    ----------
    table
        A shard.
    digest, shard
        Hash of the sweep and number of the shard, kept in the file.
    """
    table = table.replace_schema_metadata({"sweep": digest, "shard": str(shard), "note": NOTE})
    numbers = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    others = [name for name in table.column_names if name not in numbers]
    buffer = io.BytesIO()
    # Bytes of equal weight side by side shrink a little; random digits hardly shrink more.
    pq.write_table(
        table,
        buffer,
        compression="lz4",
        use_dictionary=others,
        use_byte_stream_split=numbers,
        write_statistics=others,
        version="2.6",
    )
    return buffer.getvalue()


def marks(content: bytes) -> tuple[str, str]:
    """Return the hash of the sweep and the number of the shard that a file bears.

    Parameters
    ----------
    content
        Bytes of a file; empty words for one that bears neither.
    """
    try:
        found = pq.read_metadata(io.BytesIO(content)).metadata or {}
    except (pa.ArrowException, OSError):  # no Parquet file at all
        return "", ""
    return found.get(b"sweep", b"").decode(), found.get(b"shard", b"").decode()


def read_columns(source: IO[bytes] | str, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return columns of a shard as arrays; missing numbers are NaN.

    Parameters
    ----------
    source
        A path, or an open file; only the columns asked for are read.
    names
        Which columns.
    """
    table = pq.read_table(source, columns=list(names), use_threads=False)
    return {name: table[name].to_numpy() for name in names}
