"""Shapley values of the policy and its rivals: what each contributes, over draws of parameters."""

from __future__ import annotations

from matplotlib.figure import Figure

from multivector_sim.attribution import PLAYERS, SUM, Attribution
from multivector_sim.plots.parts import draw_parts, made_of, parts_in_words
from multivector_sim.plots.style import note, spoken

__all__ = ["attribution"]

KEY = "marker and dark bar: mean and 95 % interval · light bar: 5 to 95 % of draws of parameters"


def attribution(result: Attribution) -> Figure:
    """Draw Shapley values beside each named counterfactual, a colour a set of parameters.

    Parameters
    ----------
    result
        What ``attribute`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a counterfactual; a row a player, and one of all together:
        mean over draws with its 95 % interval, and 5 to 95 % of draws.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.attribute(overrides={"end": "1993Q4"}, sets=["prior"], draws=2, seeds=8)
    >>> figure = mv.plots.attribution(found)
    """
    table, subject = result.to_frame(), result.question.subject
    names = {player.name: player.words for player in PLAYERS} | {SUM: "all together"}
    mark = "" if subject.scored else " [not scored]"
    policy = spoken(result.question.policy)
    title = f"What each contributes to {subject.words}"
    target = draw_parts(
        table, "player", names,
        title=f"{title}{mark}", below=f"policy: {policy} · {KEY}",
        x_label="← lower  |  higher →   (Shapley value)", rules=(len(PLAYERS),),
    )  # fmt: skip
    note(target, made_of(result.draws, result.seeds, result.seed))
    target.set_label(
        f"Shapley values of {subject.words}, policy {policy}: mean with 95 % interval. "
        f"{parts_in_words(table, 'player', names)}. "
        f"{made_of(result.draws, result.seeds, result.seed)}."
    )
    return target
