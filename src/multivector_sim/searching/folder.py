"""The folder of a search: every policy evaluated, generation by generation, and how to go on."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import digest_of, machine, package_versions
from multivector_sim.results.store import MANIFEST, SHARDS, Store, StoreError, shard_name

__all__ = ["Ledger", "opened"]

FloatArray = NDArray[np.float64]

REFERENCE: Final = "reference.json"
"""Best gains of the first generation and the named policies, which regret is measured from."""
VERSIONED: Final = ("numpy", "numba", "llvmlite", "scipy", "pymoo", "moocore")
"""Packages on which values, or the points that are tried, depend."""


class Ledger:
    """What was evaluated: in memory, or in a folder that outlives an interrupt.

    Parameters
    ----------
    store
        The folder, locked; None keeps nothing.
    numbers, labels
        Names of a policy's numbers, and of its scores.
    digest
        Hash of the search.
    """

    def __init__(
        self, store: Store | None, numbers: Sequence[str], labels: Sequence[str], digest: str
    ) -> None:
        self.store, self.numbers, self.labels, self.digest = store, numbers, labels, digest
        self._found = store.shards() if store is not None else {}

    def find(self, generation: int, rows: FloatArray) -> FloatArray | None:
        """Return the scores of a generation that is in the folder; None if it is not, or damaged.

        Parameters
        ----------
        generation
            Its number.
        rows
            (policies, numbers) of its policies, which must be those in the folder.

        Raises
        ------
        InputError
            If the folder holds other policies.
        """
        name = self._found.get(generation)
        if self.store is None or name is None:
            return None
        try:
            table = pq.read_table(io.BytesIO(self.store.read_shard(name)))
            columns = [table[name].to_numpy() for name in (*self.numbers, *self.labels)]
        except (StoreError, pa.ArrowException, KeyError):
            self.store.remove(name)  # it is evaluated again, which gives the same numbers
            return None
        found = np.array(columns, dtype=np.float64).T
        width = len(self.numbers)
        if not np.array_equal(found[:, :width], rows, equal_nan=True):
            raise InputError(
                f"generation {generation} in {self.store.url} holds other policies than this "
                "machine would try; name another folder for a search of its own"
            )
        return found[:, width:]

    def keep(self, generation: int, rows: FloatArray, scores: FloatArray) -> None:
        """Write a generation: (policies, numbers) and (policies, aims)."""
        if self.store is None:
            return
        body: dict[str, Any] = {
            "generation": pa.array(np.full(len(rows), generation, dtype=np.int64)),
            "policy": pa.array(np.arange(len(rows), dtype=np.int64)),
        }
        for name, column in zip(
            (*self.numbers, *self.labels), np.hstack([rows, scores]).T, strict=True
        ):
            body[name] = pa.array(column, mask=np.isnan(column))
        table = pa.table(body).replace_schema_metadata({"search": self.digest, "note": NOTE})
        buffer = io.BytesIO()
        pq.write_table(table, buffer, compression="zstd", version="2.6")
        content = buffer.getvalue()
        self.store.write(shard_name(generation, content), content)

    def reference(self) -> FloatArray | None:
        """Return the reference of regret, (futures, aims); None if it is not in the folder."""
        if self.store is None or not self.store.exists(REFERENCE):
            return None
        try:
            return np.array(self.store.read_json(REFERENCE)["best"], dtype=np.float64)
        except (StoreError, KeyError, TypeError, ValueError):  # damaged: it is made again
            return None

    def keep_reference(self, best: FloatArray) -> None:
        """Write the reference of regret, (futures, aims)."""
        if self.store is not None:
            self.store.write_json(REFERENCE, {"note": NOTE, "best": best.tolist()})


@contextmanager
def opened(
    out: str | Path | None,
    content: Mapping[str, Any],
    numbers: Sequence[str],
    labels: Sequence[str],
) -> Iterator[Ledger]:
    """Begin a search in an empty folder, or go on with the same search in its folder.

    Parameters
    ----------
    out
        The folder; None for none.
    content
        All that decides the numbers, as plain data.
    numbers, labels
        Names of a policy's numbers, and of its scores.

    Raises
    ------
    InputError
        If the folder belongs to something else, or another process writes into it.
    StoreError
        If it cannot be written to.
    """
    digest = digest_of(content)
    if out is None:
        yield Ledger(None, numbers, labels, digest)
        return
    store = Store(out)
    with store.lock():
        store.tidy()
        _enter(store, content, digest)
        yield Ledger(store, numbers, labels, digest)


def _enter(store: Store, content: Mapping[str, Any], digest: str) -> None:
    if store.exists(MANIFEST):
        _require_same(store, content, digest)
        return
    foreign = [name for name in store.names() if not name.startswith(".")]
    if foreign:
        raise InputError(
            f"{store.url} holds other files ({', '.join(foreign[:3])}); a search needs a folder of "
            "its own: name a new or an empty one"
        )
    store.write_json(
        MANIFEST,
        {
            "note": NOTE,
            "hash": digest,
            "content": content,
            "versions": package_versions(VERSIONED),
            "machine": machine(),
        },
    )


def _require_same(store: Store, content: Mapping[str, Any], digest: str) -> None:
    """Refuse a folder of another search, of other code or of other packages."""
    place = f"{store.url}/{MANIFEST}"
    try:
        manifest = store.read_json(MANIFEST)
        there, versions = manifest["content"], manifest["versions"]
        same = manifest["hash"] == digest_of(there)
    except (StoreError, KeyError, TypeError) as error:
        raise InputError(
            f"{place} is damaged, or not that of a search; name another folder"
        ) from error
    if not same:
        raise InputError(f"{place} is damaged: its digest is another one; name another folder")
    if manifest["hash"] != digest:
        # As it comes back from a file, so that a tuple and a list are the same.
        here = json.loads(json.dumps(content))
        changed = [key for key in here if here[key] != there.get(key)]
        raise InputError(
            f"{store.url} holds another search; what differs: {', '.join(changed)}. Name another "
            "folder for this search; or run the search of this folder, unchanged, to go on with it"
        )
    moved = [
        f"{name} {versions.get(name)} there, {version} here"
        for name, version in package_versions(VERSIONED).items()
        if versions.get(name) != version
    ]
    if moved and store.names(SHARDS):
        raise InputError(
            f"{store.url} was begun with other versions of packages ({'; '.join(moved)}). Install "
            "those to go on, or name another folder"
        )
