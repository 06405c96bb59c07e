"""The id that a wrong one was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["nearest_number"]

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def nearest_number(row_id: str, ids: Sequence[str]) -> str:
    """Return ``"; did you mean 'E062'?"`` for the id with the nearest number.

    Parameters
    ----------
    row_id
        What was asked for.
    ids
        The ids that there are, each a letter and a number, in order.

    Returns
    -------
    str
        Without a number in ``row_id``, which ids there are.

    Examples
    --------
    >>> nearest_number("H99", ["H01", "H74"])
    "; did you mean 'H74'?"
    """
    number = _NUMBER.search(row_id)
    if number is None:
        return f"; allowed: {ids[0]} to {ids[-1]}"
    nearest = min(ids, key=lambda known: abs(int(known[1:]) - int(number[0])))
    return f"; did you mean {nearest!r}?"
