"""Choose the numbers of the filter by scores of origins 2000-2010, for years up to 2013.

Settings are drawn at random from broad ranges, or, with ``--near``, about the
chosen ones. A group of
series (trade, arms, investment, conflict) is corrected apart from the others,
so the best setting is taken group by group from the same trials. The score of
a group is the mean over its series of the logarithm of the ratio of its CRPS
to the better of the two naive ones, plus a small penalty where coverage is off;
series on which a naive forecast is all but exact are left out. Nothing after
2013 is looked at.

    python benchmarks/choose_filter.py --trials 200 --members 300 --seed 1
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from rich.progress import track

from multivector_sim import load_scenario
from multivector_sim.forecast.hindcast import rolling, verify
from multivector_sim.forecast.members import starting_sets
from multivector_sim.forecast.scores import OVERALL, score_table
from multivector_sim.forecast.settings import CHOSEN, Settings
from multivector_sim.measurement import observed_series

GROUPS = {
    "trade": ("trade_share", "import_share", "export_share"),
    "military": ("arms_share_5y",),
    "finance": ("fdi_stock_share",),
    "tension": ("event_conflict_share",),
}
INDICATORS = tuple(name for names in GROUPS.values() for name in names)
_EXACT = 1e-3  # a naive CRPS below this leaves nothing to win


def draw(generator: np.random.Generator) -> Settings:
    """Return random settings."""

    def between(low: float, high: float) -> float:
        return round(float(np.exp(generator.uniform(np.log(low), np.log(high)))), 3)

    def perhaps(low: float, high: float) -> float:
        return 0.0 if generator.random() < 1 / 3 else between(low, high)

    return Settings(
        attraction_start={name: between(0.1, 1.0) for name in ("trade", "military", "finance")},
        attraction_walk={name: between(0.01, 0.4) for name in ("trade", "military", "finance")},
        grievance_start=between(0.02, 0.15),
        grievance_walk=between(0.003, 0.05),
        grievance_keep=float(generator.choice([1.0, 0.95, 0.9])),
        offset_start={name: between(0.01, 0.5) for name in INDICATORS},
        offset_walk={name: perhaps(0.05, 1.2) for name in INDICATORS},
        slope_start={name: perhaps(0.003, 0.03) for name in INDICATORS},
        slope_walk={name: perhaps(0.03, 0.5) for name in INDICATORS},
        slope_keep={name: float(generator.choice([0.75, 0.85, 0.95])) for name in INDICATORS},
        observation={name: between(0.2, 0.9) for name in INDICATORS},
        pooling=float(generator.choice([1.0, 3.0, 8.0])),
        smallest=0.003,
    )


def nudge(generator: np.random.Generator) -> Settings:
    """Return the chosen settings, each number changed by a factor of about a third."""

    def near(value: float) -> float:
        return value * float(np.exp(0.35 * generator.standard_normal()))

    values = {
        name: {key: near(one) for key, one in value.items()} if isinstance(value, dict) else value
        for name, value in CHOSEN.dump().items()
    }
    values |= {name: near(values[name]) for name in ("grievance_start", "grievance_walk")}
    values["slope_keep"] = {key: min(1.0, one) for key, one in values["slope_keep"].items()}
    return Settings(**values)


def main() -> None:
    """Try settings and print the best of each group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leads", type=int, default=11, help="years ahead that count")
    parser.add_argument("--near", action="store_true", help="try settings about the chosen ones")
    parser.add_argument(
        "--out", type=Path, help="file to which trials are written, one JSON object a line"
    )
    options = parser.parse_args()
    inputs, series = load_scenario("baseline").pack(), observed_series()
    sets = starting_sets(options.members, options.seed)
    generator = np.random.default_rng(options.seed)
    best: dict[str, tuple[float, Settings]] = {}
    for trial in track(range(options.trials), description="trials"):
        propose = nudge if options.near else draw
        settings = CHOSEN if trial == 0 else propose(generator)
        found = [
            row
            for forecast in rolling(
                inputs, sets, series, options.seed, leads=options.leads, settings=settings
            )
            for row in verify(forecast, series)
        ]
        table = score_table(found).set_index("target").drop(index=OVERALL)
        naive = table[["crps_persistence", "crps_drift"]].min(axis=1)
        table = table.assign(gain=np.log(table["crps"] / naive))[naive > _EXACT]
        of = {
            name: table.index.map(lambda label: label.split()[0]).isin(GROUPS[name])
            for name in GROUPS
        }
        scores = {}
        for name, chosen in of.items():
            part = table[chosen]
            weights = part["n"] / part["n"].sum()
            off = abs((part["coverage90"] * weights).sum() - 0.9)
            off += 0.5 * abs((part["coverage50"] * weights).sum() - 0.5)
            scores[name] = float(part["gain"].mean() + 0.5 * max(0.0, off - 0.05))
            if name not in best or scores[name] < best[name][0]:
                best[name] = (scores[name], settings)
        if options.out:
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"scores": scores, "settings": settings.dump()}) + "\n")
    for name, (score, settings) in best.items():
        print(f"\n{name}: log ratio of CRPS to the better naive forecast {score:+.3f}")
        print(json.dumps(settings.dump(), indent=1))


if __name__ == "__main__":
    main()
