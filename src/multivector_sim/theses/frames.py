"""Verdicts as tables: one row a thesis, or one row a claim, counterfactual and set."""

from __future__ import annotations

from typing import Any

import pandas as pd

from multivector_sim.theses.run import PartResult, SetResult, ThesisResult, Verdicts
from multivector_sim.theses.spec import Untestable

__all__ = ["details_of", "parts_frame", "verdicts_frame"]


def verdicts_frame(verdicts: Verdicts) -> pd.DataFrame:
    """Return one row a thesis.

    Returns
    -------
    pandas.DataFrame
        ``thesis, primary, claim, verdict``, a column ``verdict_<set>`` and ``draws_<set>`` of
        each set, ``asks, refuted_by, remark`` (or ``reason``, where it is
        not testable), ``depends_on`` (parameters with their rank
        correlations) and ``changed_by`` (variants that change the verdict
        over the prior).
    """
    return pd.DataFrame([_row(result) for result in verdicts.results])


def _row(result: ThesisResult) -> dict[str, Any]:
    row: dict[str, Any] = {
        "thesis": result.thesis,
        "primary": result.primary,
        "claim": result.claim,
        "verdict": result.verdict,
    }
    for one in result.sets:
        row |= {f"verdict_{one.which}": one.verdict, f"draws_{one.which}": one.draws}
    if isinstance(result.test, Untestable):
        return row | {"reason": result.test.reason}
    return row | {
        "asks": result.test.asks,
        "refuted_by": result.test.refuted_by,
        "remark": result.test.remark,
        "depends_on": "; ".join(
            f"{one.parameter} {one.correlation:+.2f}" for one in result.influences
        ),
        "changed_by": "; ".join(
            f"{name}: {verdict}" for name, verdict in result.variants if name in result.changed_by
        ),
    }


def parts_frame(verdicts: Verdicts) -> pd.DataFrame:
    """Return one row a claim, counterfactual and set of parameters.

    Returns
    -------
    pandas.DataFrame
        ``thesis, set, part, against, claimed, unit, scored, negligible``, the
        fields of :class:`~multivector_sim.inquiry.Effect`, the share of draws
        in which the claim holds with its interval (``share, share_low,
        share_high``), ``chance``, ``verdict`` and ``settled``.
    """
    return pd.DataFrame(
        [
            details_of(result, one, part)
            for result in verdicts.results
            for one in result.sets
            for part in one.parts
        ]
    )


def details_of(result: ThesisResult, one: SetResult, found: PartResult) -> dict[str, Any]:
    """Return one row of :func:`parts_frame`."""
    part = found.part
    return {
        "thesis": result.thesis,
        "set": one.which,
        "part": part.name,
        "against": part.against,
        "claimed": part.claim,
        "unit": part.unit,
        "scored": part.scored,
        "negligible": part.negligible,
        **found.effect._asdict(),
        "share": found.share.value,
        "share_low": found.share.low,
        "share_high": found.share.high,
        "chance": found.chance,
        "verdict": found.verdict or "",
        "settled": found.settled,
    }
