"""In what the scenario of a counterfactual differs from the focal one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

__all__ = ["Difference", "differences"]

WORDS: Final = frozenset({"title", "question", "expected", "surprise", "tags", "sources"})
"""Keys that say what a scenario is about, and change nothing in a run."""

ABSENT: Final = "-"


class Difference(NamedTuple):
    """One key that differs.

    Attributes
    ----------
    key
        Dotted key, as ``--set`` takes it where it is a single value.
    focal, other
        Values in the two scenarios; a dash where a scenario lacks the key.
    """

    key: str
    focal: str
    other: str


def differences(focal: Mapping[str, Any], other: Mapping[str, Any]) -> list[Difference]:
    """Return the keys in which two resolved scenarios differ, in the order of keys.

    Parameters
    ----------
    focal, other
        What ``scenario.dump()`` gives.
    """
    first, second = (
        {key: value for name in scenario if name not in WORDS
         for key, value in _leaves(scenario[name], name)}
        for scenario in (focal, other)
    )  # fmt: skip
    return [
        Difference(key, first.get(key, ABSENT), second.get(key, ABSENT))
        for key in sorted({*first, *second})
        if first.get(key) != second.get(key)
    ]


def _leaves(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield the single values below a key; entries of lists go by id, or by what they name."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, f"{key}.{name}")
    elif isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
        for position, entry in enumerate(value, start=1):
            name = entry.get("id", position) if isinstance(entry, Mapping) else position
            yield f"{key}.{name}", _spoken(entry)
    else:
        yield key, _spoken(value)


def _spoken(value: Any) -> str:
    if isinstance(value, Mapping):
        told = (item for item in value.items() if item[0] not in ("id", "source", "evidence"))
        return ", ".join(f"{name} {_spoken(part)}" for name, part in told if part not in ({}, []))
    if isinstance(value, list):
        return "; ".join(_spoken(entry) for entry in value) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return {True: "yes", False: "no", None: ABSENT}.get(value, str(value))
