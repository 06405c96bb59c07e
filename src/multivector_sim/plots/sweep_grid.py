"""A metric over the choices of a sweep: lines over one, heat maps over two and more."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from multivector_sim.errors import InputError
from multivector_sim.plots.style import note
from multivector_sim.plots.sweep_heat import draw_heat
from multivector_sim.plots.sweep_lines import draw_lines
from multivector_sim.plots.sweep_slices import choose, cube, others, slices
from multivector_sim.plots.sweep_words import (
    line_words,
    metric_words,
    require_runs,
    sweep_provenance,
)
from multivector_sim.sweeps.results import SweepResults

__all__ = ["sweep_grid"]


def sweep_grid(
    results: SweepResults,
    metric: str,
    x: str | None = None,
    y: str | None = None,
    *,
    at: Mapping[str, float | str] | None = None,
) -> Figure:
    """Draw a metric over the choices of a sweep.

    Parameters
    ----------
    results
        A sweep with choices, finished or not.
    metric
        Name of a metric.
    x, y
        Dotted keys of the choices along the axes; None takes those with the
        most levels.
    at
        Choices that are held at a level, by dotted key; ``policy`` and
        ``base`` choose one of several by name.

    Returns
    -------
    matplotlib.figure.Figure
        Where one choice is left free, a line a policy with the 95 % interval
        of the mean; with several policies beside it the effect of each
        against the counterfactual. Where two are, a heat map: of the metric in
        a sweep of one policy, of the effect of each policy in others, with
        the contour of zero, and hatched where the 95 % interval of the effect
        includes zero or is not known. Choices that are left over make panels,
        at most six. Cells hold their numbers where there are at most 12 x 12.

    Raises
    ------
    InputError
        If the sweep has no choices or no runs yet, a name or level is
        unknown, or more than six panels (or eight lines) would be needed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> sweep = mv.Sweep(
    ...     base="multivector", uncertain={"prior": "none"}, replications=2, seed=1,
    ...     choices={"policy.concession": [0, 0.5, 1], "policy.inclusion": [0, 1]},
    ... )
    >>> results = sweep.run("memory://example_of_a_grid")
    >>> figure = mv.plots.sweep_grid(results, "autonomy")
    """
    require_runs(results)
    chosen = choose(results, x, y, at)
    table = results.summary([metric])
    words = metric_words(results, metric)
    compared = bool(others(results, range(len(results.plan.lines))))
    moved = others(results, chosen.lines)
    if not chosen.y:
        means = cube(results, table, effect=False)
        effects = cube(results, table, effect=True) if moved else None
        target, told = draw_lines(results, chosen, means, effects, words)
    else:
        if compared and not moved:
            name = line_words(results, chosen.lines[0])
            raise InputError(
                f"at: {name} is the counterfactual and has no effect of its own; choose another "
                "policy, or leave one choice free for lines of the metric itself"
            )
        panels = slices(results, chosen, moved or chosen.lines)
        numbers = cube(results, table, effect=compared)
        target, told = draw_heat(results, chosen, panels, numbers, words, effects=compared)
    note(target, sweep_provenance(results))
    target.set_label(f"{told} {sweep_provenance(results)}.")
    return target
