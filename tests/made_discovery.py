"""Discoveries whose boxes are made up, so that figures of them have known answers."""

from __future__ import annotations

import numpy as np

from multivector_sim.discovery import Discovery, Limit, read_question
from multivector_sim.discovery.boxes import Limits, inside, seen_rows
from multivector_sim.discovery.finding import _candidate
from multivector_sim.discovery.prim import Peeling
from multivector_sim.discovery.rows import Rows

NAMES = ("parameters.reaction", "parameters.a_name_that_is_rather_long_for_an_axis", "policy.skill")
POLICY = "policy is hedge"


def made_discovery(conditions: int = 2, *, policy: bool = False, rows: int = 600) -> Discovery:
    """Return a discovery with a box of so many conditions, at most three.

    Parameters
    ----------
    conditions
        How many.
    policy
        Whether the last one is that of a policy.
    rows
        Points, each a future of its own.
    """
    rng = np.random.default_rng(1)
    drawn = {name: rng.random(rows) for name in NAMES[:2]}
    chosen = {NAMES[2]: np.linspace(0, 1, 5), POLICY: np.array([1.0, 0, 1, 0, 1])}
    table = Rows(
        rng.random(rows), np.arange(rows), rng.integers(0, 5, rows), np.arange(rows), drawn,
        chosen, rows, 0, 0,
    )  # fmt: skip
    whole: Limits = (
        Limit(NAMES[0], 0.6, None),
        Limit(NAMES[1], 0.1, 0.7),
        Limit(NAMES[2], None, 0.6),
    )
    box = whole[:conditions]
    if policy:
        box = (*box[:-1], Limit(POLICY, 0.5, None))
    within = inside(box, table.column, rows)
    case = rng.random(rows) < np.where(within, 0.85, 0.1)
    seen = seen_rows(table.groups, 1)
    steps = [(), *(box[:count] for count in range(1, len(box) + 1))]
    numbers = [inside(step, table.column, rows)[seen] for step in steps]
    hits = [float(case[seen][part].sum()) for part in numbers]
    peeling = Peeling(
        tuple(steps),
        np.array(hits) / case[seen].sum(),
        np.array([hit / part.sum() for hit, part in zip(hits, numbers, strict=True)]),
        len(steps) - 1,
    )
    everywhere = np.ones(rows, dtype=bool)
    candidate = _candidate("PRIM", box, everywhere, table, case, seen, 0.05)
    question = read_question("autonomy > 0.5", ["autonomy"], [])
    return Discovery(
        question, "made_up", "0" * 64, True, table, case, seen, (candidate,), (peeling,), (), 1
    )
