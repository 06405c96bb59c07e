"""Where an answer flips: futures over the parameters of the box that tells most."""

from __future__ import annotations

import textwrap
from typing import Final

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.parameters import parameter_index
from multivector_sim.plots.answer_effects import made_line
from multivector_sim.plots.box_scatter import frame_box, scatter_cases
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    Style,
    contrast,
    current,
    dress,
    figure,
    heading,
    note,
    spoken,
)
from multivector_sim.whatif import Answer, Box, Conditions, Limit

__all__ = ["answer_flips"]

FloatArray = NDArray[np.float64]
Key = tuple[str, str]

KINDS: Final = ("lower", "none", "higher")


def answer_flips(answer: Answer) -> Figure:
    """Draw the futures in which the sign of an effect is the rarer one, and the box around them.

    Parameters
    ----------
    answer
        What ``what_if`` returned, also with the boxes of PRIM.

    Returns
    -------
    matplotlib.figure.Figure
        The outcome whose best box has the largest harmonic mean of coverage
        and density on held-out futures: every future over the two parameters
        of the box (over its only parameter and the effect, where there is but
        one), those that a third condition excludes in a faint shade. Where no
        box was found: shares of signs by outcome, and why.

    Raises
    ------
    InputError
        If no outcome has a better way.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> from multivector_sim.inquiry import Pool
    >>> found = mv.what_if("baseline", {"policy.concession": 0.0}, draws=2, pool=Pool(seeds=8))
    >>> figure = mv.plots.answer_flips(found)
    """
    if not answer.flips:
        raise InputError("no outcome of this answer has a better way; there is nothing to draw")
    best = _best(answer)
    return _draw_none(answer) if best is None else _draw_box(answer, *best)


def _best(answer: Answer) -> tuple[Key, Conditions, Box, str] | None:
    """Return option and label, conditions, box and method of the box that tells most."""
    found = [
        (key, conditions, box, method)
        for method, flips in (("tree", answer.flips), ("PRIM", answer.prim))
        for key, conditions in flips.items()
        for box in conditions.boxes
    ]
    return max(found, key=lambda row: _both(row[2]), default=None)


def _both(box: Box) -> float:
    total = box.coverage + box.density
    return 2 * box.coverage * box.density / total if total else 0.0


def _draw_box(answer: Answer, key: Key, found: Conditions, box: Box, method: str) -> Figure:
    option, label = key
    effect = answer.futures.effects[key]
    rarer = effect > 0 if found.sign == "higher" else effect < 0
    first, *others = box.limits
    width, height = 12.5, 8.6
    target = figure(width, height)
    axes = target.add_axes((1.35 / width, 1.35 / height, 8.0 / width, 5.95 / height))
    x = _drawn(answer, first)
    y = _drawn(answer, others[0]) if others else effect
    third = others[1:]
    within = np.ones(effect.size, dtype=bool)
    for limit in third:
        within &= limit.holds(_drawn(answer, limit))
    scatter_cases(axes, x, y, rarer, within, (f"not {found.sign}", f"effect {found.sign}"))
    dress(axes)
    frame_box(axes, first, others[0] if others else None, x, y)
    axes.set_xlabel(first.name, fontsize=LABEL, color=current().ink)
    axes.set_ylabel(
        others[0].name if others else f"effect on {label}", fontsize=LABEL, color=current().ink
    )
    axes.legend(
        loc="upper left", bbox_to_anchor=(1.02, 1.0), fontsize=SMALL, frameon=False,
        labelcolor=current().ink,
    )  # fmt: skip
    words = [
        f"Box, by {'the tree' if method == 'tree' else method}:",
        *(str(limit) for limit in box.limits),
        "",
        f"of {box.draws} held-out futures in it, {box.density:.2f} "
        f"[{box.density_low:.2f}, {box.density_high:.2f}] are {found.sign};",
        f"of all held-out ones that are, {box.coverage:.2f} lie in it;",
        f"of all futures, {found.base_rate:.2f} are.",
        *(
            ["", "Small marks: futures in which the third condition does not hold."]
            if third
            else []
        ),
    ]
    folded = [line for text in words for line in (textwrap.wrap(text, 29) or [""])]
    target.text(
        9.55 / width, 6.0 / height, "\n".join(folded), fontsize=SMALL, color=current().ink,
        va="top", linespacing=1.35,
    )  # fmt: skip
    heading(
        target,
        f"When the answer flips: {label} {found.sign}",
        textwrap.shorten(f"{spoken(option)} minus {spoken(answer.base.name)}", 92, placeholder="…"),
    )
    note(target, made_line(answer))
    target.set_label(
        f"Futures over {first.name} and {others[0].name if others else 'the effect'}, by the sign "
        f"of the effect of {spoken(option)} minus {spoken(answer.base.name)} on {label}. "
        f"{' '.join(word for word in words[1:] if word)} {made_line(answer)}."
    )
    return target


def _drawn(answer: Answer, limit: Limit) -> FloatArray:
    values: FloatArray = answer.futures.parameters[:, parameter_index(limit.name)]
    return values


def _draw_none(answer: Answer) -> Figure:
    """Draw shares of signs by outcome, and say that no condition flips them."""
    style = current()
    keys = list(answer.futures.effects)
    several = len(answer.options) > 1
    width, height = 12.5, 0.62 * len(keys) + 3.1
    target = figure(width, height)
    axes = target.add_axes((3.6 / width, 1.45 / height, 4.6 / width, 1 - 2.95 / height))
    shades = (style.series[0], style.grid, style.series[1])
    for place, key in enumerate(keys):
        effect = answer.futures.effects[key]
        shares = [float(part.mean()) for part in (effect < 0, effect == 0, effect > 0)]
        left = 0.0
        for kind, share, shade in zip(KINDS, shares, shades, strict=True):
            axes.barh(place, share, left=left, color=shade, height=0.62, label=f"_{kind} {key[1]}")
            if share >= 0.14:
                axes.text(
                    left + share / 2, place, f"{share:.2f}", ha="center", va="center",
                    fontsize=SMALL, color=_on(shade, style),
                )  # fmt: skip
            left += share
        axes.text(
            1.02, place, "\n".join(textwrap.wrap(answer.flips[key].told, 42)), fontsize=SMALL - 1,
            color=style.muted, va="center", transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    dress(axes)
    axes.grid(visible=False)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(keys) - 0.5, -0.5)
    names = [f"{label}\n{_short(option)}" if several else label for option, label in keys]
    axes.set_yticks(range(len(keys)), names, fontsize=SMALL)
    axes.set_xlabel(
        "share of futures: lower | no effect | higher", fontsize=LABEL - 1, color=style.muted
    )
    told = "No condition on the parameters flips a sign on futures that were held out"
    heading(target, "When the answer flips", told)
    note(target, made_line(answer))
    target.set_label(
        f"{told}. Shares of futures with the rarer sign, options minus "
        f"{spoken(answer.base.name)}: "
        + "; ".join(
            f"{spoken(option)}, {label}: {found.sign} in {found.base_rate:.2f}, {found.told}"
            for (option, label), found in answer.flips.items()
        )
        + f". {made_line(answer)}."
    )
    return target


def _short(option: str) -> str:
    return textwrap.shorten(spoken(option), 34, placeholder=" …")


def _on(shade: str, style: Style) -> str:
    """Return the colour of text that can be read on a shade."""
    return max((style.ink, style.paper), key=lambda ink: contrast(ink, shade))
