"""What each mechanism earns out of sample: scores of forecasts without it, or with it turned round.

Forecasts from origins 2000-2010 are made again with parameters that silence a
mechanism in every member, or turn its sign. A mechanism whose silence changes
nothing earns nothing here, however well it explains; one whose wrong sign does
not lose cannot be told from its contrary by these figures. The last rows hold
whole sectors still: what is left of the scores there is the filter's own memory.

    python benchmarks/earned.py --members 400 --seeds 3
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from multivector_sim import load_scenario
from multivector_sim.forecast.assimilation import ParameterSets
from multivector_sim.forecast.hindcast import rolling, verify
from multivector_sim.forecast.members import starting_sets
from multivector_sim.forecast.scores import figure_table
from multivector_sim.measurement import Gauge, observed_series
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index

Change = Callable[[NDArray[np.float64]], NDArray[np.float64]]
LEVEL = 0.3
EXPONENTS = (1.5, 2.0)
CONCERNS = tuple(f"{name}_grievance" for name in ("security", "status", "power", "deception"))
INDICATORS = {
    "trade": ("trade_share", "import_share", "export_share"),
    "arms": ("arms_share_5y",),
    "investment": ("fdi_stock_share",),
    "conflict": ("event_conflict_share",),
}


def still(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return zeros."""
    return np.zeros_like(values)


def turned(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the other sign."""
    return -values


def one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ones."""
    return np.ones_like(values)


CASES: dict[str, dict[str, Change]] = {
    "the model": {},
    "concerns raise no grievance": dict.fromkeys(CONCERNS, still),
    "concerns calm (wrong sign)": dict.fromkeys(CONCERNS, turned),
    "growing partners lose trade (wrong sign)": {"trade_growth_elasticity": turned},
    "no relative decline (xi = 0)": {"relative_decline": still},
    "no upper hand (ups = 0)": {"upper_hand": still},
    "no overlap friction (phi = 0)": {"overlap_friction": still},
    "no structural balance (beta = 0)": {"structural_balance": still},
    "no threat attribution (att = 0)": {"threat_attribution": still},
    "obstruction of one quarter, one depth": {
        "obstruction_length": one,
        "obstruction_spread": still,
    },
    "no dated events": {"event_scale": still},
    "trade and tenders stand still": {"trade_adjustment": still, "tender_rate": still},
    "no grievance but events and pairs": {
        **dict.fromkeys(CONCERNS, still),
        "grievance_scale": still,
        "overlap_friction": still,
        "wedge_friction": still,
        "transition_grievance": still,
        "structural_balance": still,
        "confrontation_grievance": still,
    },
}


def convex(exponent: float) -> Callable[..., NDArray[np.float64]]:
    """Return a link of conflict that is a power of tension, level at a tension of 0.3."""

    def expected(
        self: Gauge, read: NDArray[np.float64], conflict_share_link: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        link = np.asarray(conflict_share_link).reshape(-1, *(1,) * (read.ndim - 1))
        curved = LEVEL * (read / LEVEL) ** exponent
        return np.where(self.is_conflict, link * curved, read)

    return expected


def scores(inputs: Inputs, members: int, seed: int, changes: dict[str, Change]) -> list[float]:
    """Return the CRPS relative to persistence by group of indicators, and over all."""
    sets, series = starting_sets(members, seed), observed_series()
    values = sets.values.copy()
    for name, change in changes.items():
        column = parameter_index(name)
        values[:, column] = change(values[:, column])
    made = rolling(inputs, ParameterSets(values, sets.link), series, seed)
    table = figure_table([row for forecast in made for row in verify(forecast, series)])
    parts = [table[table["indicator"].isin(names)] for names in INDICATORS.values()]
    return [part["crps"].mean() / part["crps_persistence"].mean() for part in (*parts, table)]


def main() -> None:
    """Print a table: ratio of CRPS to persistence, mean and spread over seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    inputs = load_scenario("baseline").pack()
    print(
        "Exploratory, not a forecast. CRPS to persistence, mean over seeds (standard deviation).\n"
    )
    print(f"| members | {' | '.join(INDICATORS)} | all |")
    print(f"|{' --- |' * (len(INDICATORS) + 2)}")
    cases = [(name, changes, 1.0) for name, changes in CASES.items()]
    cases += [(f"convex link (exponent {power:g})", {}, power) for power in EXPONENTS]
    for name, changes, exponent in track(cases, description="cases", transient=True):
        with patch.object(Gauge, "expected", convex(exponent)):
            found = np.array(
                [scores(inputs, options.members, 1 + k, changes) for k in range(options.seeds)]
            )
        mean, spread = found.mean(axis=0), found.std(axis=0, ddof=1 if options.seeds > 1 else 0)
        cells = (f"{m:.3f} ({s:.3f})" for m, s in zip(mean, spread, strict=True))
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
