"""One comparison under each named variant of the model, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison, compare
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.scenario import Scenario

__all__ = ["AS_IT_IS", "Across", "compare_across"]

AS_IT_IS: Final = "as_it_is"
"""Stands for the model without a variant."""


@dataclass(frozen=True)
class Across:
    """A comparison under each variant of the model.

    Attributes
    ----------
    comparisons
        By name of the variant, the model ``as_it_is`` first.
    effects
        One row a variant, counterfactual and outcome entry: the column
        ``variant``, then those of :func:`~multivector_sim.experiments.compare.paired_table`.
    """

    comparisons: Mapping[str, Comparison]
    effects: pd.DataFrame

    @property
    def focal(self) -> str:
        """Name of the scenario that the others are subtracted from."""
        return next(iter(self.comparisons.values())).focal

    def save(self, directory: str | Path) -> list[Path]:
        """Write ``variants.csv``, and each comparison into a folder of the variant's name.

        Returns
        -------
        list of pathlib.Path
            The files written.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        folder = ResultFolder(directory)
        for name, comparison in self.comparisons.items():
            folder.note(comparison.save(folder.path / name))
        folder.write_table("variants.csv", self.effects)
        return folder.written


def compare_across(
    scenarios: Sequence[str | Path | Scenario],
    *,
    variants: Sequence[str] | None = None,
    finished: Callable[[str, Comparison], None] | None = None,
    **options: Any,
) -> Across:
    """Make one comparison in the model as it is and under each named variant.

    Every variant meets the same random numbers, so that effects differ by the
    variant and not by chance.

    Parameters
    ----------
    scenarios
        As for :func:`~multivector_sim.experiments.compare.compare`.
    variants
        Names of variants; None takes every one.
    finished
        Called with name and comparison of each variant as soon as it is there.
    options
        Other arguments of ``compare``; without ``record``, no paths are kept.

    Returns
    -------
    Across
        The comparisons, and their effects in one table.

    Raises
    ------
    InputError
        If a variant stands twice, or ``compare`` refuses an argument.

    Examples
    --------
    >>> across = compare_across(["hedge"], variants=["no_upper_hand"], runs=4)
    >>> list(across.comparisons)
    ['as_it_is', 'no_upper_hand']
    """
    names = [row.name for row in MODEL_VARIANTS] if variants is None else list(variants)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"variants: {twice!r} stands twice; name each once")
    taken = {"record": (), **options}
    comparisons = {}
    for name in (AS_IT_IS, *names):
        comparison = compare(scenarios, variant=() if name == AS_IT_IS else name, **taken)
        comparisons[name] = comparison
        if finished is not None:
            finished(name, comparison)
    tables = [one.effects.assign(variant=name) for name, one in comparisons.items()]
    effects = pd.concat(tables, ignore_index=True)
    return Across(comparisons, effects[["variant", *tables[0].columns.drop("variant")]])
