"""Made-up verdicts for figures: every thesis of the ledger, with shares and effects by chance."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from multivector_sim.evidence import theses
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.theses import VERDICTS

MADE = "Up to 0 draws a set, 0 runs a draw, seed 1."
_NAMES = (
    "Russia-China tension",
    "share of quarters in which one power holds most of the oil and gas fields",
    "Russia's fear of deception",
    "crises",
)


@cache
def made_verdicts(claims: int = 2) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a row a thesis, and a row a claim, counterfactual and set."""
    rng = np.random.Generator(np.random.PCG64(1))
    summary, parts = [], []
    for row in theses():
        verdict = list(VERDICTS)[int(rng.integers(len(VERDICTS)))]
        summary.append(
            {"thesis": row.id, "primary": row.primary, "claim": row.claim, "verdict": verdict}
        )
        if verdict != "not testable" or row.id == "H01":
            summary[-1]["verdict"] = "mixed" if row.id == "H01" else verdict
            for claim in range(claims):
                parts += [
                    _part(row.id, claim, other, which, rng)
                    for other in COUNTERFACTUALS
                    for which in ("accepted", "prior")
                ]
    return pd.DataFrame(summary), pd.DataFrame(parts)


def _part(
    thesis: str, claim: int, other: str, which: str, rng: np.random.Generator
) -> dict[str, object]:
    mean, spread = rng.normal(0, 0.05), 0.04
    return {
        "thesis": thesis, "set": which, "part": _NAMES[claim], "against": other,
        "claimed": ("lower", "higher", "none", "lower")[claim], "scored": claim < 3,
        "unit": "count" if claim == 3 else "1", "mean": mean, "mean_low": mean - 0.005,
        "mean_high": mean + 0.005, "low": mean - spread, "high": mean + spread,
        "share": float(rng.beta(0.5, 0.5)), "verdict": "mixed", "settled": True,
    }  # fmt: skip
