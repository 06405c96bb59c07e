"""Tables of points as files: CSV or Parquet, by the ending of the name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from multivector_sim.errors import InputError
from multivector_sim.experiments.job import ResultFolder, reason
from multivector_sim.sweeps.plan import POLICY

__all__ = ["SUFFIXES", "FileRow", "check_suffix", "read_table", "write_table"]

SUFFIXES: Final = (".csv", ".parquet")


class FileRow:
    """Words for a row of a table that was read from a file.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, row: int) -> str:
        """Return file and line, as an editor counts them; the position for Parquet."""
        if self.path.suffix == ".csv":
            return f"{self.path}:{row + 2}"
        return f"{self.path}, row {row}"


def read_table(path: Path) -> pd.DataFrame:
    """Return the table of a file, every digit of its numbers kept.

    Parameters
    ----------
    path
        A ``.csv`` file with a line of names first, or a ``.parquet`` file.

    Raises
    ------
    InputError
        If there is no such file, or it holds no table.
    """
    check_suffix(path)
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        table = pd.read_csv(
            path,
            encoding="utf-8-sig",
            float_precision="round_trip",
            dtype={POLICY: "string"},
            # Line k of the file is row k - 2 of the table.
            skip_blank_lines=False,
        )
    except OSError as error:
        raise InputError(f"cannot read {path}: {reason(error)}") from None
    except (ValueError, UnicodeDecodeError) as error:  # what pandas and pyarrow say of bad files
        first = (str(error).splitlines() or [""])[0]
        raise InputError(f"{path} is no table: {first[:200]}") from None
    for name in table.columns.drop(POLICY, errors="ignore"):
        # A word in one cell makes words of the whole column; the other cells are no faults.
        if table[name].dtype.kind not in "iufb":
            parsed = pd.to_numeric(table[name], errors="coerce")
            table[name] = table[name].astype(object).where(parsed.isna(), parsed)
    return table


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table whole or not at all; its index is left out.

    Parameters
    ----------
    path
        Ends in ``.csv`` or ``.parquet``; its folder is made.
    table
        What to write.

    Raises
    ------
    InputError
        If the ending is another one, or the folder cannot be written to.
    OutputError
        If the file could not be written.
    """
    check_suffix(path)
    folder = ResultFolder(path.parent)
    if path.suffix == ".parquet":
        folder.write(path.name, lambda file: table.to_parquet(file, index=False))
    else:
        folder.write_table(path.name, table)


def check_suffix(path: Path) -> None:
    """Refuse a file that is neither CSV nor Parquet.

    Raises
    ------
    InputError
        Naming the endings that are known.
    """
    if path.suffix not in SUFFIXES:
        raise InputError(f"{path}: a file that ends in {' or '.join(SUFFIXES)} is needed")
