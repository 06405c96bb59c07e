"""How the effect of a policy comes about: through the concerns of the powers, and around them."""

from __future__ import annotations

from matplotlib.figure import Figure

from multivector_sim.attribution import Mediation
from multivector_sim.model.actors import CONCERNS
from multivector_sim.plots.parts import draw_parts, made_of, parts_in_words
from multivector_sim.plots.style import note, spoken

__all__ = ["mediation"]

KEY = "marker and dark bar: mean and 95 % interval · light bar: 5 to 95 % of draws of parameters"


def mediation(result: Mediation) -> Figure:
    """Draw the parts of the effect of a policy against each named counterfactual.

    Parameters
    ----------
    result
        What ``mediate`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a counterfactual; rows: the whole effect, what runs around
        and through the concerns, and for each concern what is lost when it is
        silenced and what is gained when it speaks alone.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.mediate(overrides={"end": "1993Q4"}, sets=["prior"], draws=2, seeds=8)
    >>> figure = mv.plots.mediation(found)
    """
    names = {"total": "whole effect", "around": "around concerns", "through": "through concerns"}
    for concern in CONCERNS:
        names[f"{concern}, silenced"] = f"{concern}: silenced"
        names[f"{concern}, alone"] = "alone"
    table, subject = result.to_frame(), result.question.subject
    mark = "" if subject.scored else " [not scored]"
    policy = spoken(result.question.policy)
    target = draw_parts(
        table, "part", names,
        title=f"How {policy} moves {subject.words}{mark}", below=KEY,
        x_label=f"← lower  |  higher →   under {policy}",
        rules=range(3, 3 + 2 * len(CONCERNS), 2),
    )  # fmt: skip
    note(target, made_of(result.draws, result.seeds, result.seed))
    told = {name: words if words != "alone" else name for name, words in names.items()}
    target.set_label(
        f"Parts of the effect of {policy} on {subject.words}: mean with 95 % interval. "
        f"{parts_in_words(table, 'part', told)}. "
        f"{made_of(result.draws, result.seeds, result.seed)}."
    )
    return target
