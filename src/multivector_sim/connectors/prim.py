"""Boxes of PRIM for an answer: parameters for which an effect has its rarer sign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from multivector_sim.discovery.prim import prim_conditions, require_prim

if TYPE_CHECKING:
    from multivector_sim.whatif import Answer

__all__ = ["with_prim"]


def with_prim(answer: Answer) -> Answer:
    """Return an answer with the boxes that PRIM finds besides those of the tree.

    Raises
    ------
    ImportError
        If the EMA Workbench is not installed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> from multivector_sim.inquiry import Pool
    >>> answer = mv.what_if("baseline", {"policy.concession": 0.0}, draws=2, pool=Pool(seeds=8))
    >>> with_prim(answer).prim["what if", "welfare"].told
    'the sign is the same in nearly all draws'
    """
    require_prim()
    return replace(answer, prim=answer.futures.look(prim_conditions))
