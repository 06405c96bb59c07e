"""Dotted names of what a scenario points at: ``demand.RUS``, ``share.trade.CHN``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Dotted", "dotted"]


class Dotted(NamedTuple):
    """A dotted name, taken apart.

    Attributes
    ----------
    name
        What stands before the first dot.
    form
        What must stand behind it: kinds of codes with dots between them,
        ``pair`` for two actors with a dash, empty for nothing; None for an
        unknown name.
    codes
        What does.
    """

    name: str
    form: str | None
    codes: tuple[str, ...]


def dotted(text: str, forms: Mapping[str, str]) -> Dotted:
    """Take a dotted name apart; ``forms`` says what stands behind each name."""
    name, _, rest = text.partition(".")
    form = forms.get(name)
    separator = "-" if form == "pair" else "."
    return Dotted(name, form, tuple(rest.split(separator)) if rest else ())
