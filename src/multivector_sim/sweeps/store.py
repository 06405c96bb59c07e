"""A folder of results that survives anything: whole files, named by their content.

Every file is written under a temporary name and then renamed, so none is ever
half there under its own name. The name of a shard bears a digest of its
bytes: what a power cut or a bad disk left behind is found out when the folder
is opened again, and computed anew. Any fsspec URL will do for a folder
(``s3://bucket/sweep``, ``memory://sweep``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import posixpath
import re
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import fsspec
from filelock import FileLock, Timeout

from multivector_sim.errors import InputError, MultivectorError

__all__ = ["LOCK", "MANIFEST", "SHARDS", "Store", "StoreError", "shard_name"]

MANIFEST: Final = "manifest.json"
LOCK: Final = ".lock"
SHARDS: Final = "runs"
"""Folder of the shards; nothing else lies in it."""

_PART: Final = re.compile(r"part-(\d{7})-([0-9a-f]{16})\.parquet")
_TEMPORARY: Final = ".partial"


class StoreError(MultivectorError):
    """A file could not be written or read; what is finished stays."""


def shard_name(shard: int, content: bytes) -> str:
    """Return the name of a shard: its number, and a digest of its bytes."""
    return f"{SHARDS}/part-{shard:07d}-{_digest(content)}.parquet"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class Store:
    """A folder on this machine, or at any fsspec URL.

    Parameters
    ----------
    url
        The folder; made when the first file is written.

    Raises
    ------
    InputError
        If there is no such kind of storage.
    """

    def __init__(self, url: str | Path) -> None:
        self.url = str(url)
        try:
            self.system, self.root = fsspec.core.url_to_fs(self.url)
        except (ValueError, ImportError, OSError) as error:
            raise InputError(f"cannot write to {self.url}: {error}") from error
        self.root = self.root.rstrip("/")
        self.is_local = "file" in _protocols(self.system)

    def path(self, name: str) -> str:
        """Return where a file lies, as its file system names it."""
        return posixpath.join(self.root, name)

    def exists(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        return bool(self.system.exists(self.path(name)))

    def names(self, folder: str = "") -> list[str]:
        """Return the names of the files and folders in a folder, sorted; none if it is missing."""
        self.system.invalidate_cache()
        try:
            found = self.system.ls(self.path(folder) if folder else self.root, detail=False)
        except FileNotFoundError:
            return []
        except NotADirectoryError as error:
            raise InputError(f"{self.url} is a file; a folder is needed") from error
        return sorted(
            posixpath.basename(str(path).rstrip("/").replace("\\", "/")) for path in found
        )

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        try:
            content = self.system.cat_file(self.path(name))
        except (OSError, ValueError) as error:
            raise StoreError(f"cannot read {self.url}/{name}: {_reason(error)}") from error
        return bytes(content)

    def source(self, name: str) -> IO[bytes] | str:
        """Return where a reader of Parquet finds a file: a path, or an open file."""
        if self.is_local:
            return self.path(name)
        opened: IO[bytes] = self.system.open(self.path(name), "rb")
        return opened

    def read_json(self, name: str) -> Any:
        """Return the content of a JSON document.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        try:
            return json.loads(self.read(name))
        except ValueError as error:
            raise StoreError(f"{self.url}/{name} is damaged: {error}") from error

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file or none: a temporary name first, then a rename.

        Raises
        ------
        StoreError
            If it could not be written (disk full, no permission, no connection).
        """
        temporary = f"{posixpath.dirname(name)}/" if "/" in name else ""
        temporary += f".{posixpath.basename(name)}.{uuid.uuid4().hex[:8]}{_TEMPORARY}"
        try:
            if self.is_local:
                self._write_local(name, temporary, content)
            else:
                self.system.makedirs(posixpath.dirname(self.path(name)), exist_ok=True)
                self.system.pipe_file(self.path(temporary), content)
                self.system.mv(self.path(temporary), self.path(name))
        except (OSError, ValueError) as error:
            with contextlib.suppress(OSError, ValueError):
                self.system.rm_file(self.path(temporary))
            raise StoreError(f"could not write {self.url}/{name}: {_reason(error)}") from error

    def _write_local(self, name: str, temporary: str, content: bytes) -> None:
        target, beside = Path(self.path(name)), Path(self.path(temporary))
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # the bytes are on the disk before the name is
        beside.replace(target)
        _sync_folder(target.parent)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            self.system.rm_file(self.path(name))

    def shards(self) -> dict[int, str]:
        """Return the names of the shards by their number; of two, the one that sorts last."""
        found = {}
        for name in self.names(SHARDS):
            match = _PART.fullmatch(name)
            if match:
                found[int(match[1])] = f"{SHARDS}/{name}"
        return found

    def is_sound(self, name: str) -> bool:
        """Return whether a shard's bytes are those that its name tells of."""
        match = _PART.fullmatch(posixpath.basename(name))
        return match is not None and _digest(self.read(name)) == match[2]

    def tidy(self) -> None:
        """Remove what interrupted writers left: files under temporary names."""
        for folder in ("", SHARDS):
            for name in self.names(folder):
                if name.startswith(".") and name.endswith(_TEMPORARY):
                    self.remove(f"{folder}/{name}" if folder else name)

    @contextlib.contextmanager
    def lock(self, *, take_over: bool = False) -> Iterator[None]:
        """Keep every other writer out while the block runs.

        On this machine the operating system holds the lock, and drops it when
        the process ends, however it ends. Elsewhere the lock is a file that
        names its writer; one that was killed leaves it behind, and
        ``take_over`` sets it aside.

        Raises
        ------
        InputError
            If another process writes into the folder, or it cannot be written to.
        """
        if self.is_local:
            yield from self._lock_local()
        else:
            yield from self._lock_remote(take_over=take_over)

    def _lock_local(self) -> Iterator[None]:
        path = Path(self.root)
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path / LOCK)
            lock.acquire(timeout=0)
        except Timeout:
            raise InputError(
                f"another process is writing to {self.url}; wait for it, or choose another folder"
            ) from None
        except OSError as error:
            raise InputError(
                f"cannot write results to {self.url}: {_reason(error)}; "
                "choose a folder that you may write to"
            ) from error
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                (path / LOCK).unlink(missing_ok=True)
            lock.release()

    def _lock_remote(self, *, take_over: bool) -> Iterator[None]:
        own = json.dumps({"host": socket.gethostname(), "process": os.getpid()}).encode()
        if self.exists(LOCK) and not take_over:
            raise InputError(
                f"{self.url} is locked by {self.read(LOCK).decode(errors='replace')}; if that "
                "process has ended, take the folder over with --take-over"
            )
        self.write(LOCK, own)
        try:
            yield
        finally:
            self.remove(LOCK)


def _protocols(system: Any) -> tuple[str, ...]:
    protocol = system.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _sync_folder(folder: Path) -> None:
    """Put a rename on the disk, where the system lets folders be opened (not on Windows)."""
    flags = getattr(os, "O_DIRECTORY", None)
    if flags is None:
        return
    handle = os.open(folder, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
