"""How much of the effect of a policy runs through the concerns of the powers, and through which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.attribution.batches import (
    Progress,
    checked_draws,
    checked_sets,
    estimates_of,
    row_of,
)
from multivector_sim.attribution.players import Question
from multivector_sim.attribution.record import manifest_of, save_all
from multivector_sim.attribution.shapley import SEEDS
from multivector_sim.inquiry import SETS, Condition, Measure, Pool
from multivector_sim.model.actors import CONCERNS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PARTS", "WORLDS", "Mediation", "Part", "mediate", "mediation_runs"]

FloatArray = NDArray[np.float64]

WORLDS: Final = (
    "all", "none", *(f"without {name}" for name in CONCERNS), *(f"only {name}" for name in CONCERNS)
)  # fmt: skip
"""Worlds by the concerns whose grievance runs between powers."""


class Part(NamedTuple):
    """A part of an effect.

    Attributes
    ----------
    name
        Name in tables and files.
    words
        What it is.
    plus, minus
        Worlds: the part is the effect in the first minus that in the second,
        or the whole of the first where there is no second.
    """

    name: str
    words: str
    plus: str
    minus: str | None


PARTS: Final = (
    Part("total", "whole effect of the policy", "all", None),
    Part("around", "around the concerns: no concern turns into grievance", "none", None),
    Part("through", "through the concerns: what is missing then", "all", "none"),
    *(
        part
        for name in CONCERNS
        for part in (
            Part(f"{name}, silenced", f"lost when {name} alone is silenced", "all",
                 f"without {name}"),
            Part(f"{name}, alone", f"gained when {name} alone speaks", f"only {name}", "none"),
        )
    ),
)  # fmt: skip
"""The parts, in the order of tables. Through and around add up to the total."""


@dataclass(frozen=True, eq=False)
class Mediation:
    """How the effect of a policy comes about, beside named counterfactuals.

    Attributes
    ----------
    question
        What was asked.
    effects
        By set of parameters and counterfactual: (draws, batches, worlds)
        policy minus counterfactual, means over batches of runs, in the order
        of ``WORLDS``.
    seeds, seed
        Runs of each draw, and the seed of draws and runs.
    manifest
        What made it.
    """

    question: Question
    effects: Mapping[tuple[str, str], FloatArray]
    seeds: int
    seed: int
    manifest: dict[str, Any]

    @property
    def sets(self) -> tuple[str, ...]:
        """Sets of parameters, in order."""
        return tuple(dict.fromkeys(which for which, _ in self.effects))

    @property
    def draws(self) -> int:
        """Draws of each set."""
        return len(next(iter(self.effects.values())))

    @property
    def notes(self) -> tuple[str, ...]:
        """In what a counterfactual falls short in this world."""
        return self.question.notes

    @cached_property
    def _parts(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {"set": which, "counterfactual": other, "part": part.name, **row_of(estimates)}
                for (which, other), table in self.effects.items()
                for part, estimates in zip(PARTS, estimates_of(_parts(table)), strict=True)
            ]
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the parts of the effect.

        Returns
        -------
        pandas.DataFrame
            One row a set, counterfactual and part of ``PARTS``, in the unit
            of the outcome; columns as in ``Attribution.to_frame``, with
            ``part`` for ``player``.
        """
        return self._parts.copy()

    def plot(self) -> Figure:
        """Return its figure."""
        from multivector_sim import plots

        return plots.mediation(self)

    def save(self, directory: str | Path) -> list[Path]:
        """Write the table (CSV), the figure (PNG and SVG) and the manifest.

        Parameters
        ----------
        directory
            Folder; made if it does not exist.

        Returns
        -------
        list of pathlib.Path
            Files written.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        from multivector_sim import plots

        tables = {"mediation": self.to_frame()}
        drawings = {"mediation": plots.mediation}
        return save_all(self, directory, tables, drawings, self.manifest, "mediation_")


def _parts(effects: FloatArray) -> FloatArray:
    """Return (draws, batches, parts) from the effects in all worlds."""
    found = []
    for part in PARTS:
        own = effects[:, :, WORLDS.index(part.plus)]
        if part.minus is not None:
            own = own - effects[:, :, WORLDS.index(part.minus)]
        found.append(own)
    return np.stack(found, axis=2)


def mediate(
    scenario: str | Path = "baseline",
    *,
    outcome: str = "tension_rus_chn",
    policy: str = "multivector",
    counterfactuals: Sequence[str] | None = None,
    sets: Sequence[str] = tuple(SETS),
    overrides: Mapping[str, object] | None = None,
    draws: int = 100,
    seeds: int = SEEDS,
    seed: int = 1,
    pool: Pool | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Mediation:
    """Tell how much of the effect of a policy runs through the concerns of the powers.

    The article's channel is that concerns about the pivot's deals turn into
    grievance between powers. The effect of the policy is measured as it is,
    with that channel silenced, and with the grievance of each concern
    silenced, or alone, in turn. Channels interact, so that neither of the
    latter is the share of a concern: the two stand on either side of it where
    concerns add to each other in one direction. Concerns go on to move what
    powers do, and their anger at the pivot: that part counts as around.

    Parameters
    ----------
    scenario, outcome, policy, counterfactuals, sets, overrides
        As for :func:`~multivector_sim.attribution.attribute`.
    draws, seeds, seed, pool, threads, progress
        As for :func:`~multivector_sim.attribution.attribute`.

    Returns
    -------
    Mediation
        Parts of the effect against each counterfactual.

    Raises
    ------
    InputError
        If a name or a number is not allowed.
    ScenarioError
        If the scenario is faulty.
    """
    chosen = checked_sets(sets)
    question = Question.put(scenario, outcome, policy, counterfactuals, overrides or {})
    source = (
        Pool(seeds=seeds, seed=seed, threads=threads, progress=progress) if pool is None else pool
    )
    checked_draws(draws)
    passing = question.beside()

    def means(start: Condition, which: str) -> FloatArray:
        return _over_worlds(start, question.measure, source, which, draws, passing)

    effects = {}
    for which in chosen:
        focal = means(question.focal, which)
        for other in question.counterfactuals:
            effects[which, other] = focal - means(question.under(other), which)
    details = {"sets": list(chosen), "draws": draws, "seeds": source.seeds, "worlds": list(WORLDS)}
    manifest = manifest_of(question, source.seed, chosen, details)
    return Mediation(question, effects, source.seeds, source.seed, manifest)


def _over_worlds(
    start: Condition,
    measure: Measure,
    pool: Pool,
    which: str,
    draws: int,
    passing: Sequence[Measure],
) -> FloatArray:
    """Return (draws, batches, worlds) means."""
    found = []
    for world in WORLDS:
        condition = _with(start, world)
        pool.expect(condition, passing)
        found.append(pool.means(condition, [measure], which, draws)[:, :, 0])
    return np.stack(found, axis=2)


def _with(start: Condition, world: str) -> Condition:
    """Return a world in which some concerns are silenced."""
    how, _, name = world.partition(" ")
    if how == "all":
        return start
    changes: list[tuple[str, object]] = [("mechanisms.concern_grievance", False)]
    if how != "none":
        silent = [one for one in CONCERNS if (one == name) == (how == "without")]
        changes = [(f"parameters.{one}_grievance", 0.0) for one in silent]
    words = f"{start.words}, grievance of {world}"
    return replace(start, words=words, changes=(*start.changes, *changes))


def mediation_runs(counterfactuals: int, sets: Sequence[str], draws: int, seeds: int) -> int:
    """Return how many runs a mediation takes."""
    worlds = len(WORLDS) * (1 + counterfactuals)
    return worlds * len(checked_sets(sets)) * draws * seeds
