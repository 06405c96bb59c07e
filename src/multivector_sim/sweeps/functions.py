"""Policy functions of a sweep: what they are, and how they can be called again."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

import numpy as np

from multivector_sim.results.manifest import describe

__all__ = ["describe_function", "file_of"]

_PLAIN: Final = (bool, int, float, complex, str, bytes, type(None))


def describe_function(function: Callable[..., Any]) -> dict[str, Any]:
    """Return what a policy function does: its name, its source and what it uses.

    Parameters
    ----------
    function
        The function, compiled or not.

    Returns
    -------
    dict
        ``name``, ``source`` and ``uses``: numbers, arrays and functions
        outside it on which what it returns depends, by name.
    """
    return {**describe(function), "uses": _uses(_plain(function), set())}


def file_of(function: Callable[..., Any]) -> tuple[str, bytes] | None:
    """Return the name of a function and the content of the file that defines it.

    Returns
    -------
    tuple of str and bytes, or None
        None where there is no such file, or the function has no name in it
        (because it was made by another one, say).
    """
    plain = _plain(function)
    name = getattr(plain, "__name__", "")
    if not name.isidentifier() or getattr(plain, "__qualname__", "") != name:
        return None
    try:
        path = Path(inspect.getsourcefile(plain) or "")
        return (name, path.read_bytes()) if path.is_file() else None
    except (TypeError, OSError):
        return None


def _plain(function: Callable[..., Any]) -> Any:
    """Return a function as it was before it was compiled."""
    return getattr(function, "py_func", function)


def _uses(function: Any, seen: set[int]) -> dict[str, Any]:
    if not isinstance(function, FunctionType) or id(function) in seen:
        return {}
    seen.add(id(function))
    found = inspect.getclosurevars(function)
    return {
        name: _told(value, seen)
        for name, value in sorted({**found.globals, **found.nonlocals}.items())
    }


def _told(value: Any, seen: set[int]) -> Any:
    """Return a value in words that are the same in every process."""
    plain = _plain(value)
    if isinstance(plain, FunctionType):
        return {**describe(plain), "uses": _uses(plain, seen)}
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, tuple | list):
        return [_told(entry, seen) for entry in value]
    if isinstance(value, np.ndarray):
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array {value.dtype} {value.shape} {digest}"
    if isinstance(value, ModuleType):
        return f"module {value.__name__}"
    return f"{type(value).__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
