"""What is marked on the axis of time, each with what stands behind it in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from multivector_sim.classroom.world import load_world
from multivector_sim.evidence import EvidenceRow, event

__all__ = ["Mark", "marks"]


@dataclass(frozen=True)
class Mark:
    """A dated thing of the world or of its recorded policy.

    Attributes
    ----------
    number
        Its number on the axis, from 1 in order of time.
    since
        When it begins, as a year.
    label
        A few words.
    source
        Citation in the scenario, or ``judgement``.
    row
        The entry of the ledger; None where none is named.
    """

    number: int
    since: float
    label: str
    source: str
    row: EvidenceRow | None


@cache
def marks() -> tuple[Mark, ...]:
    """Return events and treaties of the world, each entry of the ledger once, in order of time."""
    world = load_world()
    found: dict[str, tuple[float, str, str, str | None]] = {}
    for one in world.events:
        found.setdefault(one.evidence or one.id, (one.since, one.label, one.source, one.evidence))
    for treaty in world.policy.treaties:
        label = treaty.label or f"treaty with {treaty.partner}"
        row = (treaty.at, label, treaty.source, treaty.evidence)
        found.setdefault(treaty.evidence or label, row)
    ordered = sorted(found.values(), key=lambda one: (one[0], one[1]))
    return tuple(
        Mark(number, since, label, source, event(row) if row else None)
        for number, (since, label, source, row) in enumerate(ordered, start=1)
    )
