"""How functions of the model are compiled, and where compiled kernels are kept.

Numba's disk cache notices a change in the file of the compiled function, not
in the functions that it inlines from other files, and would silently run an
old rule. So the folder is named after a digest of every source that goes into
the kernels.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import llvmlite
import numba
import platformdirs

__all__ = ["JIT_OPTIONS", "cache_folder", "cache_root", "compile_cached", "rule", "source_digest"]

P = ParamSpec("P")
R = TypeVar("R")

JIT_OPTIONS: Final[dict[str, Any]] = {
    # Division follows IEEE rules; a branch that raises would stop vector code.
    "error_model": "numpy",
    # No reassociation and no fused multiply-add: the scalar call and the lanes
    # must give the same bits, on every machine.
    "fastmath": False,
    "boundscheck": False,
}

_KEPT_VERSIONS = 4


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of the model, inlined into every kernel that calls it.

    Called from Python with floats, the function is compiled for floats;
    called from a kernel with lanes, for lanes. Its source is the same.

    Parameters
    ----------
    function
        A pure function of numbers, or a process on records.

    Returns
    -------
    callable
        The function as Numba dispatcher (or unchanged when
        ``NUMBA_DISABLE_JIT`` is set).
    """
    # Nothing takes a rule's address, and wrappers for that take a tenth of the compilation.
    compiled: Callable[P, R] = numba.njit(forceinline=True, no_cfunc_wrapper=True, **JIT_OPTIONS)(
        function
    )
    return compiled


def source_digest() -> str:
    """Return a digest of all sources and options that decide the kernels' code."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    versions = (numba.__version__, llvmlite.__version__, sys.version_info[:2])
    digest.update(repr((versions, sorted(JIT_OPTIONS.items()))).encode())
    for part in ("model", "ensemble", "agents"):
        for source in sorted((package / part).rglob("*.py")):
            digest.update(source.relative_to(package).as_posix().encode())
            digest.update(source.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder of the kernels of this version.

    It lies under :func:`cache_root`.
    """
    return cache_root() / "kernels" / source_digest()


def cache_root() -> Path:
    """Return the user's cache folder, or ``MULTIVECTOR_CACHE_DIR`` when that is set."""
    chosen = os.environ.get("MULTIVECTOR_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("multivector-sim"))


def compile_cached(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a kernel and keeps it on disk.

    Where no cache folder can be written, the kernel is compiled in every
    process and a warning says so.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        folder = cache_folder()
        previous = numba.config.CACHE_DIR
        try:
            folder.mkdir(parents=True, exist_ok=True)
            numba.config.CACHE_DIR = str(folder)
            compiled = numba.njit(cache=True, **JIT_OPTIONS, **options)(function)
        except (OSError, RuntimeError) as error:
            warnings.warn(
                f"the compiled engine cannot be kept on disk ({error}); every start compiles it "
                "again. Set MULTIVECTOR_CACHE_DIR to a folder that can be written.",
                RuntimeWarning,
                stacklevel=2,
            )
            compiled = numba.njit(**JIT_OPTIONS, **options)(function)
        else:
            _forget_old_versions(folder)
        finally:
            numba.config.CACHE_DIR = previous
        return compiled

    return decorate


def _forget_old_versions(current: Path) -> None:
    """Remove the kernels of all but the versions of the sources that were used last."""
    # Another process may tidy up at the same time: what is gone needs no removal.
    with contextlib.suppress(OSError):
        os.utime(current)
        folders = [folder for folder in current.parent.iterdir() if folder.is_dir()]
        folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in folders[_KEPT_VERSIONS:]:
            if folder != current:
                shutil.rmtree(folder, ignore_errors=True)
