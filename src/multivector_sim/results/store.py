"""A folder of results that survives anything: whole files, named by their content.

Every file is written under a temporary name and then renamed, so none is ever
half there under its own name. The name of a shard bears a digest of its
bytes: what a power cut or a bad disk left behind is found out when the folder
is opened again, and computed anew. Any fsspec URL will do for a folder
(``s3://bucket/sweep``, ``memory://sweep``).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import posixpath
import re
import socket
import uuid
from collections.abc import Iterator, Mapping
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

_PART: Final = re.compile(r"part-(\d{7,})-([0-9a-f]{16})\.parquet")
_TEMPORARY: Final = re.compile(r"\..+\.[0-9a-f]{8}\.partial")


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
        If the name is empty, or there is no such kind of storage.
    """

    def __init__(self, url: str | Path) -> None:
        self.url = str(url)
        if not self.url.strip():
            raise InputError("a folder has no name; give a path, or a URL such as s3://bucket/name")
        try:
            self.system, self.root = fsspec.core.url_to_fs(self.url)
        except (ValueError, ImportError, OSError) as error:
            raise InputError(f"cannot write to {self.url}: {error}") from error
        self.is_local = "file" in _protocols(self.system)
        self.root = self.root.rstrip("/") or ("/" if self.is_local else "")

    def path(self, name: str) -> str:
        """Return where a file lies, as its file system names it."""
        return posixpath.join(self.root, name)

    def exists(self, name: str) -> bool:
        """Return whether there is a file of this name.

        Raises
        ------
        StoreError
            If that cannot be told.
        """
        with self._told(f"cannot look into {self.url}"):
            self.system.invalidate_cache()
            return bool(self.system.exists(self.path(name)))

    def names(self, folder: str = "") -> list[str]:
        """Return the names of the files and folders in a folder, sorted; none if it is missing.

        Raises
        ------
        InputError
            If it is a file.
        StoreError
            If it cannot be looked into.
        """
        path = self.path(folder) if folder else self.root
        with self._told(f"cannot look into {self.url}"):
            self.system.invalidate_cache()
            try:
                found = [str(entry) for entry in self.system.ls(path, detail=False)]
            except FileNotFoundError:
                return []
            except NotADirectoryError:
                found = [path]
            if found == [path] and self.system.isfile(path):
                raise InputError(f"{self.url} is a file; a folder is needed")
        return sorted(posixpath.basename(entry.rstrip("/")) for entry in found)

    @contextlib.contextmanager
    def _told(self, words: str) -> Iterator[None]:
        """Turn what a file system raises, each its own errors, into words."""
        try:
            yield
        except (MultivectorError, MemoryError):
            raise
        except Exception as error:
            raise StoreError(f"{words}: {_reason(error)}") from error

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        with self._told(f"cannot read {self.url}/{name}"):
            return bytes(self.system.cat_file(self.path(name)))

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

    def write_json(self, name: str, content: Mapping[str, Any]) -> None:
        """Write a JSON document, its keys in alphabetical order; see :meth:`write`."""
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        self.write(name, text.encode())

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file or none: a temporary name first, then a rename.

        Raises
        ------
        StoreError
            If it could not be written (disk full, no permission, no connection).
        """
        folder, slash, bare = name.rpartition("/")
        temporary = f"{folder}{slash}.{bare}.{uuid.uuid4().hex[:8]}.partial"
        with self._told(f"could not write {self.url}/{name}"):
            try:
                if self.is_local:
                    self._write_local(name, temporary, content)
                else:
                    self.system.makedirs(posixpath.dirname(self.path(name)), exist_ok=True)
                    self.system.pipe_file(self.path(temporary), content)
                    self.system.mv(self.path(temporary), self.path(name))
            except BaseException:  # an interrupt too leaves nothing behind
                with contextlib.suppress(Exception):  # there may be nothing to remove
                    self.system.rm_file(self.path(temporary))
                raise

    def _write_local(self, name: str, temporary: str, content: bytes) -> None:
        target, beside = Path(self.path(name)), Path(self.path(temporary))
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(target.parent.parent)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # the bytes are on the disk before the name is
        beside.replace(target)
        _sync_folder(target.parent)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there.

        Raises
        ------
        StoreError
            If it stays.
        """
        words = f"could not remove {self.url}/{name}"
        with self._told(words), contextlib.suppress(FileNotFoundError):
            self.system.rm_file(self.path(name))

    def shards(self) -> dict[int, str]:
        """Return the names of the shards by their number; of two, the one that sorts last."""
        return {number: name for number, name in self.parts() if number is not None}

    def parts(self) -> Iterator[tuple[int | None, str]]:
        """Yield every file in the folder of shards: its number, None for no shard, and name."""
        for name in self.names(SHARDS):
            match = _PART.fullmatch(name)
            yield (int(match[1]) if match else None), f"{SHARDS}/{name}"

    @property
    def parts_are_there(self) -> bool:
        """Whether there is any shard, sound or not."""
        return any(number is not None for number, _ in self.parts())

    def read_shard(self, name: str) -> bytes:
        """Return the bytes of a shard, which are those that its name tells of.

        Raises
        ------
        StoreError
            If they are not, or cannot be read.
        """
        content = self.read(name)
        match = _PART.fullmatch(posixpath.basename(name))
        if match is None or _digest(content) != match[2]:
            raise StoreError(
                f"{self.url}/{name} is damaged: its bytes are not those that were written. The "
                "command that wrote the folder computes it again; then all is as it was"
            )
        return content

    def tidy(self) -> None:
        """Remove what interrupted writers left: files under temporary names."""
        for folder in ("", SHARDS):
            for name in self.names(folder):
                if _TEMPORARY.fullmatch(name):
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
        lock = FileLock(path / LOCK)
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            raise InputError(
                f"another process is writing to {self.url}; wait for it, or choose another folder"
            ) from None
        except (FileExistsError, NotADirectoryError):
            raise InputError(
                f"{self.url} is a file or lies below one; a folder is needed"
            ) from None
        except OSError as error:
            raise InputError(
                f"cannot write results to {self.url}: {_reason(error)}; "
                "choose a folder that you may write to"
            ) from error
        except NotImplementedError as error:
            raise InputError(
                f"the file system of {self.url} cannot keep a second writer out (it has no locks); "
                "choose a folder on another one"
            ) from error
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows removes it when it is released
                (path / LOCK).unlink(missing_ok=True)
            lock.release()

    def _lock_remote(self, *, take_over: bool) -> Iterator[None]:
        own = json.dumps(
            {"host": socket.gethostname(), "process": os.getpid(), "key": uuid.uuid4().hex}
        ).encode()
        if take_over or not self.exists(LOCK):
            self.write(LOCK, own)
        holder = self.read(LOCK)  # of two that began together, the one that wrote last goes on
        if holder != own:
            raise InputError(
                f"{self.url} is locked by {_writer(holder)}; if that process has ended, take the "
                "folder over with --take-over (in Python: take_over=True)"
            )
        try:
            yield
        finally:
            with contextlib.suppress(StoreError):  # the next writer is told how to go on
                if self.read(LOCK) == own:
                    self.remove(LOCK)


def _writer(lock: bytes) -> str:
    """Return who holds a lock, in words."""
    try:
        told = json.loads(lock)
        return f"process {told['process']} on {told['host']}"
    except (ValueError, TypeError, KeyError):
        return "another process"


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
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):  # it knows no such thing
            raise
    finally:
        os.close(handle)


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(words).lower()
