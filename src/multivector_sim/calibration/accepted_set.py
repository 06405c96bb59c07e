"""Sets of fitted parameters that agree with the record: a small file, and its record beside it."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.calibration.table import DECIDING
from multivector_sim.calibration.targets import FITTED, prior_sets
from multivector_sim.errors import InputError
from multivector_sim.model.chance import uniform_deviates
from multivector_sim.model.parameters import LINK, parameter_index
from multivector_sim.results.manifest import code_version

__all__ = [
    "ACCEPTED_CSV",
    "ACCEPTED_JSON",
    "AcceptedSet",
    "accepted",
    "has_accepted",
    "read_accepted",
]

FloatArray = NDArray[np.float64]

ACCEPTED_CSV: Final = "accepted.csv"
ACCEPTED_JSON: Final = "accepted.json"
_DATA: Final = Path(__file__).resolve().parent.parent / "data"
_PRIORS: Final = {row.name: row.row.prior for row in FITTED}


@dataclass(frozen=True, eq=False)
class AcceptedSet:
    """Joint draws of the fitted parameters, each as likely as the others.

    Attributes
    ----------
    names
        Fitted parameters, the measurement link among them.
    values
        (R, fitted) one row a draw, in the units of the parameters.
    sha256
        Digest of the file.
    record
        How it was made: request, seed, code, checks.
    """

    names: tuple[str, ...]
    values: FloatArray
    sha256: str
    record: dict[str, Any]

    @property
    def rows(self) -> int:
        """Number of draws."""
        return len(self.values)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of those that rules use: all but the measurement link."""
        return tuple(name for name in self.names if name != LINK.name)

    @property
    def is_current(self) -> bool:
        """Whether the code that made it is the code that is running."""
        return bool(self.record.get("code") == code_version(DECIDING))

    def sets(self, draws: int, seed: int) -> tuple[FloatArray, FloatArray]:
        """Draw joint parameter sets: fitted ones from the rows, the others from the prior.

        Parameters
        ----------
        draws
            Number of sets N, >= 0.
        seed
            Seed, 0 to 2**64 - 1; set k depends on seed and k alone.

        Returns
        -------
        numpy.ndarray
            (N, parameters), in the order of ``PARAMETERS``.
        numpy.ndarray
            (N,) of the measurement link.

        Raises
        ------
        InputError
            If the number or the seed is not allowed.
        """
        if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 0:
            raise InputError(f"draws: {draws!r} received; a whole number >= 0 is needed")
        if (
            isinstance(seed, bool)
            or not isinstance(seed, int | np.integer)
            or not (0 <= seed < 2**64)
        ):
            raise InputError(f"seed: {seed!r} received; a whole number of 0 to 2**64 - 1 is needed")
        numbers = np.arange(draws, dtype=np.uint64)
        table, link = prior_sets(seed, numbers)
        chosen = (uniform_deviates("row of the accepted set", seed, numbers) * self.rows).astype(
            int
        )
        for name, column in zip(self.names, self.values.T, strict=True):
            if name == LINK.name:
                link = column[chosen]
            else:
                table[:, parameter_index(name)] = column[chosen]
        return table, link

    def csv(self) -> bytes:
        """Return the bytes of the file."""
        lines = [",".join(self.names)]
        lines += [",".join(f"{value:.9g}" for value in row) for row in self.values]
        return ("\n".join(lines) + "\n").encode()


def has_accepted() -> bool:
    """Return whether an accepted set is shipped with the package."""
    return (_DATA / ACCEPTED_CSV).is_file()


@lru_cache(maxsize=1)
def accepted() -> AcceptedSet:
    """Return the accepted set that is shipped with the package.

    Raises
    ------
    InputError
        If there is none, or it is not the one that its record tells of.

    Examples
    --------
    >>> accepted().names[0]
    'fatigue'
    """
    return read_accepted(_DATA)


def read_accepted(folder: str | Path) -> AcceptedSet:
    """Return the accepted set of a folder.

    Parameters
    ----------
    folder
        It holds ``accepted.csv`` and ``accepted.json``.

    Raises
    ------
    InputError
        If a file is missing or damaged, or they do not belong together.
    """
    place = Path(folder)
    try:
        content = (place / ACCEPTED_CSV).read_bytes()
        record = json.loads((place / ACCEPTED_JSON).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"cannot read the accepted set of {place}: {error.strerror}; "
            "name a folder that `multivector calibrate --out` wrote"
        ) from error
    except ValueError as error:
        raise InputError(f"{place / ACCEPTED_JSON} is damaged: {error}") from error
    content = content.replace(b"\r\n", b"\n")
    digest = hashlib.sha256(content).hexdigest()
    if not isinstance(record, dict) or record.get("sha256") != digest:
        raise InputError(
            f"{place / ACCEPTED_CSV} is not the file that {ACCEPTED_JSON} tells of (its SHA-256 "
            "differs); calibrate again, or put both back from one copy"
        )
    return AcceptedSet(*_parsed(content, place), digest, record)


def _parsed(content: bytes, place: Path) -> tuple[tuple[str, ...], FloatArray]:
    """Return names and values of a file."""
    head, _, body = content.decode("utf-8", "replace").partition("\n")
    names = tuple(head.split(","))
    unknown = [name for name in names if name not in _PRIORS]
    if unknown or len(set(names)) < len(names):
        raise InputError(
            f"{place / ACCEPTED_CSV}: column {(unknown or list(names))[0]!r} is no fitted "
            f"parameter, or stands twice; known are {', '.join(_PRIORS)}"
        )
    try:
        values = np.loadtxt(io.StringIO(body), delimiter=",", ndmin=2)
    except ValueError as error:
        raise InputError(f"{place / ACCEPTED_CSV} is damaged: {error}") from error
    low, high = np.array([_PRIORS[name] for name in names]).T
    if not len(values) or values.shape[1] != len(names):
        raise InputError(f"{place / ACCEPTED_CSV} holds no rows of {len(names)} numbers")
    if not ((low <= values) & (values <= high)).all():
        raise InputError(f"{place / ACCEPTED_CSV} holds a value outside its prior")
    return names, values
