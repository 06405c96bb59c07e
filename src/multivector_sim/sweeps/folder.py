"""The folder of a sweep: begun, or found as an earlier call left it."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from multivector_sim.errors import InputError
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import digest_of, package_versions
from multivector_sim.results.store import MANIFEST, SHARDS, Store, StoreError
from multivector_sim.sweeps.functions import file_of
from multivector_sim.sweeps.plan import FloatArray, Plan
from multivector_sim.sweeps.table import marks

__all__ = [
    "DONE",
    "FUTURES",
    "POLICIES",
    "enter",
    "package_versions_used",
    "read_futures",
    "read_manifest",
    "sound_shards",
]

FUTURES: Final = "futures.parquet"
POLICIES: Final = "policies"
"""Folder of the files that define policy functions."""
DONE: Final = "done.json"
"""Stands in the folder of a sweep that is finished."""

VERSIONED: Final = ("numpy", "numba", "llvmlite", "scipy", "pyarrow", "SALib")
"""Packages on which values or bytes depend."""

Note = Callable[[str], None]


def package_versions_used() -> dict[str, str]:
    """Return the versions of the packages on which values or bytes depend."""
    return package_versions(VERSIONED)


def read_manifest(store: Store) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    InputError
        If it is not that of a sweep, or it is damaged.
    """
    place = f"{store.url}/{MANIFEST}"
    content = store.read(MANIFEST)
    try:
        manifest = json.loads(content)
    except ValueError:
        manifest = {}
    if not isinstance(manifest, dict) or not {"hash", "content"} <= manifest.keys():
        whose = "is damaged" if store.parts_are_there else "is not the manifest of a sweep"
        raise InputError(f"{place} {whose}; {_WAYS_ON}")
    if (
        not isinstance(manifest["content"], dict)
        or digest_of(manifest["content"]) != (manifest["hash"])
    ):
        raise InputError(f"{place} is damaged: its digest is another one; {_WAYS_ON}")
    return manifest


_WAYS_ON: Final = (
    "put the file back from a copy if there is one; otherwise remove the folder and run the sweep "
    "again, or name another folder"
)


def enter(plan: Plan, store: Store, note: Note) -> Plan:
    """Begin a sweep in an empty folder, or find that the folder is that of the same sweep.

    Parameters
    ----------
    plan
        The sweep.
    store
        Its folder, locked.
    note
        Called with words on what was found.

    Returns
    -------
    Plan
        The plan, with the futures that lie in the folder: on every machine
        that goes on with it they are the same numbers.

    Raises
    ------
    InputError
        If the folder belongs to something else.
    """
    store.tidy()
    if not store.exists(MANIFEST):
        _refuse_foreign(store)
        manifest = _begin(plan, store)
    else:
        manifest = read_manifest(store)
        refusal = _refusal(plan, manifest, store.url)
        if refusal and store.parts_are_there:
            raise InputError(refusal)
        if refusal:
            note(f"nothing was finished in {store.url} yet; it is begun anew for this sweep")
            manifest = _begin(plan, store)
    _complete(plan, store, manifest)
    futures = read_futures(store)
    if np.array_equal(futures, plan.futures):
        futures = plan.futures  # not twice in memory
    return dataclasses.replace(plan, given=futures)


def _refuse_foreign(store: Store) -> None:
    """Refuse a folder with files of somebody else."""
    foreign = [name for name in store.names() if not name.startswith(".")]
    if SHARDS in foreign and store.parts_are_there:
        raise InputError(f"{store.url} holds shards of a sweep and no {MANIFEST}; {_WAYS_ON}")
    if foreign:
        raise InputError(
            f"{store.url} holds other files ({', '.join(foreign[:3])}); a sweep needs a folder of "
            "its own: name a new or an empty one"
        )


def _begin(plan: Plan, store: Store) -> dict[str, Any]:
    """Write the manifest, which tells what else belongs in the folder."""
    files = {name: _digest(content) for name, content in _files(plan).items()}
    manifest = {
        "note": NOTE,
        "hash": plan.hash,
        "content": plan.content,
        "files": files,
        "versions": package_versions_used(),
    }
    store.write_json(MANIFEST, manifest)
    for name in store.names(POLICIES):  # of another sweep, of which nothing was finished
        if f"{POLICIES}/{name}" not in files:
            store.remove(f"{POLICIES}/{name}")
    return manifest


def _files(plan: Plan) -> dict[str, bytes]:
    """Return the files that a sweep needs besides its manifest."""
    found = (file_of(line.function) for line in plan.lines if line.function is not None)
    files = {f"{POLICIES}/{name}.py": content for name, content in filter(None, found)}
    return {FUTURES: _futures_file(plan), **files}


def _futures_file(plan: Plan) -> bytes:
    columns = {"future": pa.array(np.arange(plan.future_count, dtype=np.int64))}
    columns |= {
        key: pa.array(np.ascontiguousarray(plan.futures[:, at]))
        for at, key in enumerate(plan.factors)
    }
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, compression="zstd", version="2.6")
    return buffer.getvalue()


def read_futures(store: Store) -> FloatArray:
    """Return the futures of a folder, (futures, factors).

    Raises
    ------
    StoreError
        If the file is missing or damaged.
    """
    content = store.read(FUTURES)
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise StoreError(
            f"{store.url}/{FUTURES} is damaged; the sweep that wrote the folder writes it again"
        ) from error
    names = [name for name in table.column_names if name != "future"]
    futures = np.empty((table.num_rows, len(names)))
    for column, name in enumerate(names):
        futures[:, column] = table[name].to_numpy()
    return futures


def _complete(plan: Plan, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write what the manifest tells of, where it is missing or damaged."""
    own: dict[str, bytes] | None = None
    for name, digest in manifest["files"].items():
        if store.exists(name) and _digest(store.read(name)) == digest:
            continue
        own = _files(plan) if own is None else own
        if name in own and _digest(own[name]) == digest:
            store.write(name, own[name])
        elif name == FUTURES:
            raise InputError(
                f"{store.url}/{name} is missing or damaged, and this machine makes other numbers "
                f"than the one where the sweep was begun; {_WAYS_ON}"
            )
        # Otherwise the file of a policy function has changed around the function: nothing to do.


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refusal(plan: Plan, manifest: Mapping[str, Any], url: str) -> str:
    """Return why a folder may not be gone on with; empty where it may."""
    if manifest["hash"] != plan.hash:
        changed = "; ".join(_differences(manifest["content"], plan.content))
        return (
            f"{url} holds another sweep; what differs: {changed}. Name another folder for this "
            "sweep; or run the sweep of this folder, unchanged, to go on with it"
        )
    versions = manifest.get("versions", {})
    moved = [
        f"{name} {versions.get(name)} there, {version} here"
        for name, version in package_versions_used().items()
        if versions.get(name) != version
    ]
    if not moved:
        return ""
    return (
        f"{url} was begun with other versions of packages ({'; '.join(moved)}), and its bytes "
        "would not be those of one sweep. Install those versions to go on, or name another folder"
    )


def _differences(old: Any, new: Any, key: str = "") -> Iterator[str]:
    """Yield what differs between two contents in words, with both values."""
    if key == "code":
        yield _code_words(old, new)
    elif key == "lines":
        yield from _line_words(old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                inner = f"{key}.{name}" if key else str(name)
                yield from _differences(old.get(name), new.get(name), inner)
    else:
        yield f"{key.removeprefix('sweep.')}: {_brief(old)} there, {_brief(new)} here"


def _code_words(old: Any, new: Any) -> str:
    there, here = old.get("version"), new.get("version")
    if there != here:
        return f"the version of this package: {there} there, {here} here"
    return f"the code of this package, which has changed within version {here}"


def _line_words(old: Sequence[Any], new: Sequence[Any]) -> Iterator[str]:
    there, here = ({(row["base"], row["policy"]): row for row in rows} for rows in (old, new))
    for base, policy in there | here:
        name = f"policy {policy} in {base}"
        if (base, policy) not in here:
            yield f"{name} is there, not here"
        elif (base, policy) not in there:
            yield f"{name} is here, not there"
        elif there[base, policy] != here[base, policy]:
            keys = [
                key
                for key in here[base, policy]
                if there[base, policy].get(key) != here[base, policy][key]
            ]
            what = "function" if "policy_function" in keys else "scenario"
            yield f"the {what} of {name}"
    if list(there) != list(here) and there.keys() == here.keys():
        yield "the order of the policies"


def _brief(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


def sound_shards(plan: Plan, store: Store, note: Note) -> dict[int, str]:
    """Return the shards that are whole; remove the damaged ones.

    Raises
    ------
    InputError
        If a file lies among the shards that is not of this sweep: what reads
        them all would take it for one.
    """
    sound: dict[int, list[str]] = {}
    for number, name in store.parts():
        if number is None:
            if name.rpartition("/")[2].startswith("."):
                continue
            raise InputError(_stranger(store, name, "is no shard"))
        try:
            content = store.read_shard(name)
        except StoreError:
            note(f"{name} is damaged and is computed again")
            store.remove(name)
            continue
        sweep, shard = marks(content)
        if sweep != plan.hash:
            raise InputError(_stranger(store, name, "is a shard of another sweep"))
        if shard == str(number) and number < plan.shards:
            sound.setdefault(number, []).append(name)
        else:
            note(f"{name} is a copy of shard {shard} and is removed")
            store.remove(name)
    for names in sound.values():
        for name in names if len(names) > 1 else ():
            note(f"{name} is not the only shard of its number; it is computed again")
            store.remove(name)
    return {number: names[0] for number, names in sorted(sound.items()) if len(names) == 1}


def _stranger(store: Store, name: str, words: str) -> str:
    return (
        f"{store.url}/{name} {words}, and would be read with those of this sweep; move it "
        "elsewhere and call again"
    )
