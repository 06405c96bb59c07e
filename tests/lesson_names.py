"""Inside the tests' kernel: one pass through a lesson runs both of its editions.

Cells for all see no name that an answer made, as in the student's edition. Answers see the names of
the cells for all and of earlier answers, as in the teacher's.
"""

from __future__ import annotations

from typing import Any

from IPython import get_ipython
from matplotlib_inline.config import InlineBackend

_MISSING = object()
_common: dict[str, Any] = {}
_own: dict[str, Any] = {}
_hidden: dict[str, Any] = {}


def _names() -> dict[str, Any]:
    """Return what the notebook has bound, without the kernel's own names."""
    bound = get_ipython().user_ns
    return {name: value for name, value in bound.items() if not _is_of_kernel(name)}


def _is_of_kernel(name: str) -> bool:
    return name.startswith("_") or name in ("In", "Out", "exit", "quit", "get_ipython")


def begin() -> None:
    """Forget the lesson before. Figures are painted once and not cut to size."""
    _own.clear()
    inline = InlineBackend.instance(parent=get_ipython())
    inline.print_figure_kwargs = {"bbox_inches": None}


def before_answers() -> None:
    """Show answers what earlier answers made, unless a cell for all has bound the name since."""
    _common.clear()
    _common.update(_names())
    for name, value in _own.items():
        if _common.get(name, _MISSING) is _hidden.get(name, _MISSING):
            get_ipython().user_ns[name] = value


def after_answers() -> None:
    """Take away what answers made, and bring back what they hid."""
    bound = get_ipython().user_ns
    for name, value in _names().items():
        hidden = _common.get(name, _MISSING)
        if value is hidden:
            continue
        _own[name], _hidden[name] = value, hidden
        if hidden is _MISSING:
            del bound[name]
        else:
            bound[name] = hidden
