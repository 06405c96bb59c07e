"""Inside the tests' kernel: runs that one edition of a lesson has made serve the other too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from IPython import get_ipython
from matplotlib_inline.config import InlineBackend

import multivector_sim as mv

KEPT = ("simulate", "compare", "attribute", "mediate", "judge", "what_if")
_memory: dict[Any, Any] = {}


class UnknownError(Exception):
    """An argument that cannot be told from another one."""


def plain(value: Any) -> Any:
    """Return something that is equal for equal arguments."""
    if isinstance(value, mv.Scenario):
        return value.name, value.hash
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return tuple((key, plain(value[key])) for key in sorted(value))
    if isinstance(value, list | tuple):
        return type(value).__name__, *map(plain, value)
    raise UnknownError


def remembering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with a memory; what it cannot key is run anew."""

    @wraps(function)
    def remembered(*arguments: Any, **options: Any) -> Any:
        try:
            key = function.__name__, plain(arguments), plain(options)
        except UnknownError:
            return function(*arguments, **options)
        if key not in _memory:
            _memory[key] = function(*arguments, **options)
        return _memory[key]

    remembered.remembers = True  # type: ignore[attr-defined]
    return remembered


def begin(*, again: bool) -> None:
    """Make the public functions remember; forget all, unless the same lesson runs again.

    Figures are painted once and not cut to size; those of a lesson that runs again, not at all.
    """
    inline = InlineBackend.instance(parent=get_ipython())
    inline.print_figure_kwargs = {"bbox_inches": None}
    inline.figure_formats = set() if again else {"png"}
    if not again:
        _memory.clear()
    for name in KEPT:
        function = getattr(mv, name)
        if not hasattr(function, "remembers"):
            setattr(mv, name, remembering(function))
