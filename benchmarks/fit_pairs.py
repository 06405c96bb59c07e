"""Estimate the grievances of pairs at the default parameters, from figures up to 2013.

The filter runs at the default parameters and link with grievances that do not
change, drawn at the start from a normal distribution about zero: pairs are drawn
together (shrinkage) as far as its spread says. Printed are mean and standard
deviation of what is left after 2013, as a scenario file takes them, and the
tension of a free run with them and without, beside the figures.

    python benchmarks/fit_pairs.py --members 2000 --spread 0.05
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from multivector_sim import load_scenario
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.forecast.assimilation import Assimilation, ParameterSets
from multivector_sim.forecast.settings import CHOSEN, Settings
from multivector_sim.measurement import LAST_FITTED_YEAR, Gauge, observed_series
from multivector_sim.model.parameters import LINK

SEED = 1


def constant(spread: float) -> Settings:
    """Return settings in which grievances are constants and nothing else is learnt."""
    none = dict.fromkeys(CHOSEN.observation, 0.0)
    quiet = dict.fromkeys(CHOSEN.attraction_start, 0.0)
    return replace(
        CHOSEN,
        attraction_start=quiet,
        attraction_walk=quiet,
        grievance_start=spread,
        grievance_walk=0.0,
        grievance_keep=1.0,
        offset_start=none,
        offset_walk=none,
        slope_start=none,
        slope_walk=none,
    )


def main() -> None:
    """Estimate, print, and lay free runs beside the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--spread", type=float, default=0.05, help="of grievances, a year")
    options = parser.parse_args()
    inputs = load_scenario("baseline", {"end": f"{LAST_FITTED_YEAR}Q4"}).pack()
    inputs = inputs.altered(pair_grievance=np.zeros_like(inputs.pair_grievance))
    pairs = [row for row in observed_series() if row.indicator == "event_conflict_share"]
    sets = ParameterSets(
        np.tile(inputs.parameters, (options.members, 1)), np.full(options.members, LINK.default)
    )
    filtered = Assimilation(inputs, sets, pairs, SEED, constant(options.spread))
    filtered.run_to(LAST_FITTED_YEAR)
    found = filtered.pair_grievance()
    mean, spread = found.mean(axis=0), found.std(axis=0)
    print("pair_grievance:")
    for i, first in enumerate(inputs.actors):
        for j in range(i + 1, len(inputs.actors)):
            name = f"{first}-{inputs.actors[j]}"
            print(f"  {name}: {mean[i, j]:.3f}  # +- {spread[i, j]:.3f}")
    years = range(2002, LAST_FITTED_YEAR + 1)
    gauge = Gauge(pairs, inputs)
    columns = []
    for one in (inputs, inputs.altered(pair_grievance=np.round(mean, 3))):
        raw = run_ensemble(one, 500, SEED, windows=gauge.windows(years), outcomes=())
        read = gauge.gather(raw.windows, years)
        columns.append(gauge.expected(read, np.full(500, LINK.default)).mean(axis=(0, 1)))
    print("\nmean share of conflict 2002-2013: observed, free run without, free run with")
    for row, without, with_them in zip(pairs, *columns, strict=True):
        print(f"  {row.label:32s} {row.values.mean():.3f}  {without:.3f}  {with_them:.3f}")


if __name__ == "__main__":
    main()
