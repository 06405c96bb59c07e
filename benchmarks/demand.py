"""What demand does to the effects of the policy. Usage: ``python benchmarks/demand.py [--write]``.

Prints the tables of ``docs/findings/demand.md``; ``--write`` puts them into the page,
``--draws N`` and ``--pairs N`` make a smaller study. Demand and price are scaled together, then
demand in one path at a time, then under rules that the model does not have. The last two need
other rules: they run on a copy of the package in a temporary folder, in which the lines of
``CHANGES`` are replaced. Everywhere the same runs meet both policies and every scale.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

PAGE: Final = Path(__file__).parents[1] / "docs" / "findings" / "demand.md"
SOURCE: Final = Path(__file__).parents[1] / "src" / "multivector_sim"
SCENARIOS: Final = Path(__file__).parents[1] / "scenarios"

PATHS: Final = {
    "demand_in_courting": "courting (9)",
    "demand_in_bids": "bids (11)",
    "demand_in_restraint": "restraint of obstruction (9)",
    "demand_in_terms": "price terms (22)",
}
"""Scale of demand in one path, by parameter of the changed copy; 1 leaves the model as it is."""

RULES: Final = {
    "stake_restraint": "A: need restrains demands and confrontations",
    "wanted_awards": "B1: snubs weigh by demand",
    "wanted_cessions": "B2: relief by cessions weighs by demand",
    "wanted_losses": "B3: losses weigh by demand",
    "stake_calm": "C: need swallows anger at rivals",
    "stake_bargaining": "D: need is the pivot's bargaining power",
}
"""Rules that the model does not have, by parameter of the changed copy; 0 leaves it as it is."""

WANTED: Final = ("wanted_awards", "wanted_cessions", "wanted_losses")
"""B is these three together."""

_ROWS = "".join(
    f'    _row("{name}", "-", "study of demand", "1", {default}, (0.0, 2.0)),\n'
    for names, default in ((PATHS, 1.0), (RULES, 0.0))
    for name in names
)


def _weight(name: str) -> str:
    return f"(1.0 + run.{name} * (now.demand[power] / 0.5 - 1.0))"


CHANGES: Final = (
    (
        "model/parameters.py",
        ')\n"""The table, in the order in which engines store parameters."""',
        f'{_ROWS})\n"""The table, in the order in which engines store parameters."""',
    ),
    (
        "model/rules/choice.py",
        "(now.demand[power] +",
        "(run.demand_in_courting * now.demand[power] +",
    ),
    (
        "model/rules/choice.py",
        "- run.obstruction_self_harm * run.need[power]",
        "- run.obstruction_self_harm * run.demand_in_restraint * run.need[power]",
    ),
    (
        "model/rules/choice.py",
        "- run.demand_cost\n",
        "- run.demand_cost\n        - run.stake_restraint * run.need[power]\n",
    ),
    (
        "model/rules/choice.py",
        "- run.confrontation_cost\n",
        "- run.confrontation_cost\n        - run.stake_restraint * run.need[power]\n",
    ),
    (
        "model/rules/choice.py",
        "backing = run.backing[power]\n",
        "backing = run.backing[power] + run.stake_bargaining * run.need[power]\n",
    ),
    (
        "model/rules/tenders.py",
        "_DEMAND_IN_BID * now.demand[power]",
        "_DEMAND_IN_BID * run.demand_in_bids * now.demand[power]",
    ),
    (
        "model/rules/tenders.py",
        "minded = weight * world.salience[power, sector]",
        f"minded = weight * world.salience[power, sector] * {_weight('wanted_awards')}",
    ),
    (
        "model/rules/welfare.py",
        "run.dependence[power] - run.need[power]",
        "run.dependence[power] - run.demand_in_terms * run.need[power]",
    ),
    (
        "model/rules/concession.py",
        "def cede(world: Record, run: Record,",
        "def cede(world: Record, now: Record, run: Record,",
    ),
    (
        "model/rules/concession.py",
        "cede(world, run, power, grants | prevails, 1.0)",
        "cede(world, now, run, power, grants | prevails, 1.0)",
    ),
    (
        "model/rules/concession.py",
        "cede(world, run, power, made &",
        "cede(world, now, run, power, made &",
    ),
    (
        "model/rules/concession.py",
        "relief = run.cession_relief * size\n",
        f"relief = minimum(1.0, run.cession_relief * size * {_weight('wanted_cessions')})\n",
    ),
    (
        "model/rules/concerns.py",
        "def power_impulse(world: Record, run: Record,",
        "def power_impulse(world: Record, now: Record, run: Record,",
    ),
    (
        "model/rules/concerns.py",
        "power_impulse(world, run, power)",
        "power_impulse(world, now, run, power)",
    ),
    (
        "model/rules/concerns.py",
        "(run.loss_aversion * loss + decline)",
        f"(run.loss_aversion * loss * {_weight('wanted_losses')} + decline)",
    ),
    (
        "model/rules/tension.py",
        "run.anger[power] = run.with_concern_grievance * (",
        "calm = 1.0 + run.stake_calm * run.need[power]\n"
        "    run.anger[power] = run.with_concern_grievance / calm * (",
    ),
)
"""File, what stands there once, and what takes its place. With every scale at 1 and every rule at 0
the copy is the model."""

SCALES: Final = (0.25, 0.5, 1.0, 2.0)
OUTCOMES: Final = {
    "tension_rus_chn": "Russia-China tension",
    "obstructions": "obstructions",
    "autonomy": "autonomy",
    "crises": "crises",
    "welfare": "welfare",
}
LEVELS: Final = ("tension_rus_chn", "obstructions", "autonomy", "crises")
DIGITS: Final = {"tension_rus_chn": 5, "obstructions": 2, "autonomy": 4, "crises": 3, "welfare": 3}
COUNTERFACTUALS: Final = ("laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west")
REPLICATIONS: Final = 16


def copy_package(folder: Path) -> None:
    """Write the changed copy of the package into a folder.

    Raises
    ------
    ValueError
        If what is to be replaced does not stand exactly once where it should.
    """
    target = folder / "multivector_sim"
    shutil.copytree(SOURCE, target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SCENARIOS, target / "scenarios")
    for name, old, new in CHANGES:
        file = target / name
        text = file.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{name}: {old!r} stands there {text.count(old)} times, not once")
        file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


class Study:
    """Effects of the policy at scales of demand, on one set of runs.

    Parameters
    ----------
    draws
        Draws from the prior, each with ``REPLICATIONS`` runs; 0 for default parameters.
    pairs
        Runs at default parameters.
    """

    def __init__(self, draws: int, pairs: int) -> None:
        import multivector_sim as mv

        self.names = [row.name for row in mv.PARAMETERS]
        defaults = np.array([row.default for row in mv.PARAMETERS])
        self.draws = draws
        if not draws:
            self.sets = np.tile(defaults, (pairs, 1))
            return
        # The rows of the copy stand last and are not drawn, so that both draw the same numbers.
        own = [n for n, row in enumerate(mv.PARAMETERS) if row.name not in {*PATHS, *RULES}]
        low, high = np.array([mv.PARAMETERS[n].prior for n in own]).T
        unit = np.random.Generator(np.random.PCG64(1)).random((draws, len(own)))
        sets = np.tile(defaults, (draws, 1))
        sets[:, own] = low + (high - low) * unit
        self.sets = np.repeat(sets, REPLICATIONS, axis=0)
        share = np.random.Generator(np.random.PCG64(2)).random(draws)
        self.share = np.repeat(share, REPLICATIONS)

    def outcomes(
        self,
        policy: str,
        demand: float,
        price: float,
        changed: Mapping[str, float],
        *,
        drawn: bool = False,
    ) -> dict[str, FloatArray]:
        """Return (units,) of each outcome: a unit is a run at defaults, else the mean of a draw.

        With ``drawn``, what is changed is one number a draw between 0 and the value.
        """
        import multivector_sim as mv
        from multivector_sim.ensemble.engine import run_ensemble
        from multivector_sim.experiments.counterfactuals import with_policy_of

        powers = ("rus", "chn", "usa", "eu")
        dials = {f"shocks.half_demand_{power}.times": demand for power in powers}
        world = mv.load_scenario("scope_dials", {**dials, "shocks.half_price.times": price})
        inputs = (world if policy == "multivector" else with_policy_of(world, policy)).pack()
        sets = self.sets.copy()
        for name, value in changed.items():
            sets[:, self.names.index(name)] = value * (self.share if drawn else 1.0)
        raw = run_ensemble(inputs, len(sets), 1, parameters=sets, outcomes=list(OUTCOMES)).outcomes
        values = {name: raw[name].reshape(len(sets), -1).sum(axis=1) for name in OUTCOMES}
        if not self.draws:
            return values
        return {k: v.reshape(self.draws, REPLICATIONS).mean(axis=1) for k, v in values.items()}

    def effect(
        self,
        demand: float = 1.0,
        price: float = 1.0,
        changed: Mapping[str, float] | None = None,
        *,
        drawn: bool = False,
    ) -> dict[str, FloatArray]:
        """Return (units,) multivector minus merit tenders, by outcome."""
        ours, theirs = (
            self.outcomes(policy, demand, price, changed or {}, drawn=drawn)
            for policy in ("multivector", "laissez_faire")
        )
        return {name: ours[name] - theirs[name] for name in OUTCOMES}


def told(values: FloatArray, digits: int) -> str:
    """Return a mean with half of its 95 % interval."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(values.size)
    return f"{values.mean():+.{digits}f} ± {half:.{digits}f}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *map(list, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def scales(studies: Mapping[str, Study]) -> str:
    """Return effects against merit tenders with demand and price scaled together."""
    rows = []
    for name, study in studies.items():
        for scale in SCALES:
            effect = study.effect(scale, scale)
            cells = [told(effect[key], DIGITS[key]) for key in OUTCOMES]
            rows.append(
                [name, f"{scale:g}", *cells, f"{np.mean(effect['tension_rus_chn'] < 0):.2f}"]
            )
    return table(["parameters", "times", *OUTCOMES.values(), "P(lower tension)"], rows)


def levels(studies: Mapping[str, Study]) -> str:
    """Return outcomes under each policy, with demand and price scaled together."""
    rows = []
    for name, study in studies.items():
        for policy in ("multivector", *COUNTERFACTUALS):
            found = [study.outcomes(policy, scale, scale, {}) for scale in (0.25, 1.0)]
            cells = [f"{one[key].mean():.{DIGITS[key]}f}" for key in LEVELS for one in found]
            rows.append([name, f"`{policy}`", *cells])
    head = [f"{OUTCOMES[key]}, times {scale}" for key in LEVELS for scale in ("0.25", "1")]
    return table(["parameters", "policy", *head], rows)


def paths(studies: Mapping[str, Study]) -> str:
    """Return what becomes of the effects when demand is a quarter in one path alone."""
    low: list[tuple[str, dict[str, Any], dict[str, float]]] = [
        (words, {"changed": {key: 0.25}}, {}) for key, words in PATHS.items()
    ]
    low.append(("price (22)", {"price": 0.25}, {}))
    low.append(("all", {"demand": 0.25, "price": 0.25}, {}))
    # The friction between powers that court at once, taken away from both sides of the difference.
    calm = {"wedge_friction": 0.0}
    key = "demand_in_courting"
    low.append(("courting, without wedge friction", {"changed": {key: 0.25, **calm}}, calm))
    rows = []
    for name, study in studies.items():
        for words, less, common in low:
            changed, whole = study.effect(**less), study.effect(changed=common)
            cells = [told(changed[key] - whole[key], DIGITS[key]) for key in OUTCOMES]
            rows.append([name, words, *cells])
    return table(["parameters", "a quarter in", *OUTCOMES.values()], rows)


CLAIMS: Final = (", P(better with demand)", ", P(that, and better than tenders)")


def rules(studies: Mapping[str, Study]) -> str:
    """Return effects at two scales under each rule, and how often the article's claim holds."""
    snubs = "wanted_awards"
    cases: list[tuple[str, str, dict[str, float]]] = [("none", "0", {})]
    cases += [(words, "1", {key: 1.0}) for key, words in RULES.items()]
    cases.append((RULES[snubs], "0.5", {snubs: 0.5}))
    cases.append((RULES[snubs], "U(0, 1)", {snubs: 1.0}))
    cases.append(("B: all three", "1", dict.fromkeys(WANTED, 1.0)))
    cases.append(("A to D", "1", dict.fromkeys(RULES, 1.0)))
    rows = []
    for name, study in studies.items():
        for words, value, changed in cases:
            drawn = value.startswith("U")
            if drawn and not study.draws:
                continue
            low, full = (study.effect(x, x, changed, drawn=drawn) for x in (0.25, 1.0))
            cells = []
            for key, sign in (("tension_rus_chn", -1), ("autonomy", 1)):
                gain = full[key] - low[key]
                cells += [told(one, DIGITS[key]) for one in (low[key], full[key], gain)]
                better = sign * gain > 0
                cells.append(f"{np.mean(better):.2f}")
                cells.append(f"{np.mean(better & (sign * full[key] > 0)):.2f}")
            rows.append([name, words, value, *cells])
    head = [
        f"{words}{rest}"
        for words in ("tension", "autonomy")
        for rest in (", times 0.25", ", times 1", ", gain by demand", *CLAIMS)
    ]
    return table(["parameters", "rule", "value", *head], rows)


TABLES: Final = {"scales": scales, "levels": levels, "paths": paths, "rules": rules}
CHANGED: Final = ("paths", "rules")
"""Tables that need the changed copy."""


def inside(draws: int, pairs: int, names: Iterable[str]) -> None:
    """Print tables, each after a line with its name."""
    studies = {"defaults": Study(0, pairs), "prior": Study(draws, pairs)}
    for name in names:
        print(f"== {name}", flush=True)
        print(TABLES[name](studies), end="", flush=True)


def outside(draws: int, pairs: int) -> dict[str, str]:
    """Return every table, those on changed rules from a process of their own."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        copy_package(Path(folder))
        for place, names in ((SOURCE.parent, set(TABLES) - set(CHANGED)), (folder, set(CHANGED))):
            chosen = [name for name in TABLES if name in names]
            command = [sys.executable, __file__, "--inside", *chosen]
            command += ["--draws", str(draws), "--pairs", str(pairs)]
            environment = {**os.environ, "PYTHONPATH": str(place)}
            done = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
            for part in done.stdout.split("== ")[1:]:
                name, _, text = part.partition("\n")
                found[name] = text
    return found


def refresh(page: str, tables: Mapping[str, str]) -> str:
    """Return the page with its tables replaced; the rest stays."""

    def replaced(block: re.Match[str]) -> str:
        return f"{block[1]}{tables[block[2]]}{block[3]}"

    pattern = r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)"
    return re.sub(pattern, replaced, page, flags=re.DOTALL)


def main() -> None:
    """Make the tables, and print them or put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000, help="draws from the prior")
    parser.add_argument("--pairs", type=int, default=16_000, help="runs at default parameters")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    parser.add_argument("--inside", nargs="+", choices=list(TABLES), help=argparse.SUPPRESS)
    chosen: Any = parser.parse_args()
    if chosen.inside:
        inside(chosen.draws, chosen.pairs, chosen.inside)
        return
    tables = outside(chosen.draws, chosen.pairs)
    if chosen.write:
        text = refresh(PAGE.read_text(encoding="utf-8"), tables)
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    for name, text in tables.items():
        print(f"\n{name}\n\n{text}", end="")


if __name__ == "__main__":
    main()
