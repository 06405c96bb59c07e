"""A folder of results: written file by file, each of them whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.errors import InputError, MultivectorError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["OutputError", "ResultFolder"]

CHUNK = 65_536
"""Runs a row group of Parquet: keeps memory flat in the number of runs."""


_SHRINKING: Final = ("action", "crisis", "granted_path", "share")
"""Paths that stand still most of the time, or take few values; random numbers hardly shrink."""


class OutputError(MultivectorError):
    """A result could not be written; the message says what and why."""


class ResultFolder:
    """A folder that results are written to.

    Each file is written under a temporary name in the same folder and then
    renamed, so that a reader never sees half a file. Other files in the
    folder are left alone.

    Parameters
    ----------
    path
        The folder; made if it does not exist.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.written: list[Path] = []
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # The permission bits are not the whole truth (read-only mounts, ACLs): try it.
            probe = self._temporary("probe")
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise InputError(
                f"cannot write results to {self.path}: {reason(error)}; "
                "choose a folder that you may write to"
            ) from error

    def write(self, name: str, writer: Callable[[Path], object]) -> Path:
        """Write one file through a temporary name.

        Parameters
        ----------
        name
            Name of the file in the folder.
        writer
            Writes the content to the path that it is given.

        Raises
        ------
        OutputError
            If the file could not be written (disk full, folder gone).
        """
        target, temporary = self.path / name, self._temporary(name)
        try:
            writer(temporary)
            os.replace(temporary, target)  # noqa: PTH105  (says that an existing file is replaced)
        except (OSError, RuntimeError) as error:  # the NetCDF library raises RuntimeError
            raise OutputError(f"could not write {target}: {reason(error)}") from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        self.note([target])
        return target

    def note(self, files: Iterable[Path]) -> None:
        """Count files of the folder as written, also those of another process."""
        self.written += [file for file in files if file not in self.written]

    def write_json(self, name: str, content: Mapping[str, Any]) -> Path:
        """Write a JSON document."""
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        return self.write(name, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))

    def write_table(self, name: str, table: pd.DataFrame) -> Path:
        """Write a table as CSV with every digit."""
        return self.write(name, lambda path: table.to_csv(path, index=False, lineterminator="\n"))

    def write_dataset(self, name: str, dataset: xr.Dataset) -> Path:
        """Write a data set as NetCDF; what shrinks much when compressed, is."""
        encoding: dict[str, dict[str, Any]] = {
            str(name): {"zlib": True, "complevel": 1}
            for name in dataset.data_vars
            if name in _SHRINKING
        }
        if "time" in dataset.coords:
            encoding["time"] = {"units": "days since 1970-01-01", "dtype": "int64"}
        return self.write(
            name, lambda path: dataset.to_netcdf(path, engine="netcdf4", encoding=encoding)
        )

    def keep(self, scenario: str, dataset: xr.Dataset) -> None:
        """Write the results of one scenario as soon as they are there."""
        self.write_dataset(f"{scenario}.nc", dataset)

    def write_metrics(self, name: str, datasets: Mapping[str, xr.Dataset]) -> Path:
        """Write per-run outcomes as Parquet: one row a scenario and run.

        Columns are ``scenario``, ``run`` and one an outcome entry, named as
        in the tables (``autonomy``, ``concern[RUS, status]``), and one a number
        drawn (``drawn[parameters.reaction]``). Entries that a scenario lacks
        are null.
        """
        return self.write(name, lambda path: _write_parquet(path, datasets))

    def _temporary(self, name: str) -> Path:
        return self.path / f".{name}.{os.getpid()}.partial"


def reason(error: Exception) -> str:
    """Return what the operating system says, in its plain words."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _numbers(dataset: xr.Dataset) -> dict[str, Any]:
    """Return the outcomes of each run and the numbers that it drew, by label."""
    from multivector_sim.results.columns import columns

    numbers: dict[str, Any] = {column.label: column.values for column in columns(dataset)}
    if "drawn" in dataset:
        for key in dataset["number"].values:
            numbers[f"drawn[{key}]"] = dataset["drawn"].sel(number=key).values
    return numbers


def _write_parquet(path: Path, datasets: Mapping[str, xr.Dataset]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = {name: _numbers(dataset) for name, dataset in datasets.items()}
    labels = list(dict.fromkeys(label for table in tables.values() for label in table))
    schema = pa.schema(
        [("scenario", pa.string()), ("run", pa.int64())] + [(name, pa.float64()) for name in labels]
    )
    with pq.ParquetWriter(path, schema) as writer:
        for name, table in tables.items():
            values = table
            runs = datasets[name]["run"].values
            for start in range(0, runs.size, CHUNK):
                part = slice(start, start + CHUNK)
                size = runs[part].size
                arrays = [pa.array([name] * size, pa.string()), pa.array(runs[part], pa.int64())]
                arrays += [
                    pa.array(values[label][part])
                    if label in values
                    else pa.nulls(size, pa.float64())
                    for label in labels
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
