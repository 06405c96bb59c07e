"""Made-up answers to policy questions for figures, cards and pages: effects by chance, a flip."""

from __future__ import annotations

import numpy as np
import pandas as pd

import multivector_sim as mv
from multivector_sim.calibration.targets import prior_sets
from multivector_sim.inquiry import Estimates, effect_of
from multivector_sim.model.outcomes import DEFAULT_OUTCOMES, outcome
from multivector_sim.model.parameters import parameter_index
from multivector_sim.scenario.diff import diff
from multivector_sim.sweeps.metrics import entries
from multivector_sim.whatif import WANTED, Answer, Futures, Option, Row, find_conditions

DRAWS = 400
FIRST, SECOND, THIRD = "cession_size", "concern_decay", "overlap_friction"


def made_answer(
    options: int = 2, *, box: int = 2, scale: float = 0.05, long: bool = False
) -> Answer:
    """Return an answer.

    Parameters
    ----------
    options
        How many.
    box
        Of how many conditions the box of exceptions is that is planted into the
        effect on autonomy: 0 for none, to 3.
    scale
        Size of effects.
    long
        Whether names are long.
    """
    base = mv.load_scenario("baseline")
    parameters = prior_sets(1, np.arange(DRAWS, dtype=np.uint64))[0]
    rng = np.random.default_rng(1)
    rows, effects = [], {}
    chosen = []
    for place in range(options):
        name = f"option_{place + 1}" + ("_of_a_name_that_takes_much_room" if long else "")
        level = 0.1 * place
        other = mv.load_scenario("baseline", [f"policy.concession={level}"])
        chosen.append(Option(name, other, tuple(diff(base, other))))
        for entry in entries(DEFAULT_OUTCOMES, base):
            values = scale * (np.abs(rng.normal(1, 0.3, DRAWS)) + 0.1)
            if entry.label == "autonomy" and box:
                values[inside(parameters, box)] *= -1
            rows.append(_row(name, entry.label, values))
            if rows[-1].wanted and "[" not in entry.label:
                effects[name, entry.label] = values
    futures = Futures(parameters, effects)
    return Answer(
        Option("baseline", base), tuple(chosen), tuple(rows), _regrets(chosen),
        futures.look(find_conditions), futures, "prior", DRAWS, 8, 1,
    )  # fmt: skip


def inside(parameters: np.ndarray, conditions: int) -> np.ndarray:
    """Return where the planted exceptions are: upper parts of the first parameters."""
    found = np.ones(len(parameters), dtype=bool)
    for name in (FIRST, SECOND, THIRD)[:conditions]:
        column = parameters[:, parameter_index(name)]
        found &= column > np.quantile(column, 0.8 if conditions == 1 else 0.45)
    return found


def _row(option: str, label: str, values: np.ndarray) -> Row:
    row, effect = outcome(label.partition("[")[0]), effect_of(Estimates(values, 0 * values))
    wanted = WANTED.get(row.name)
    better = {"lower": effect.p_lower, "higher": effect.p_higher}
    return Row(
        option, label, row.name, row.unit, row.meaning, 0.5, effect, wanted,
        better[wanted] if wanted else np.nan, row.scored, True,
    )  # fmt: skip


def _regrets(options: list[Option]) -> pd.DataFrame:
    names = ["base", *(option.name for option in options)]
    return pd.DataFrame(
        [
            {"label": label, "option": name, "mean_regret": 0.01 * place, "worst_tenth": 0.02,
             "p_best": 1 / len(names)}
            for label in WANTED if label != "tension_to_pivot"
            for place, name in enumerate(names)
        ]
    )  # fmt: skip
