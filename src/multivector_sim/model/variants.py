"""Named variants of the model: some parameters fixed, so that one mechanism is absent.

A switch (``with_...``) turns off what explains calm besides the policy. A
variant turns off a rule of the model that the verdict on the policy may hang
on. The table stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

__all__ = ["MODEL_VARIANTS", "ModelVariant", "fixed_by", "variant_words"]


class ModelVariant(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    name
        Name on the command line, in files and in Python.
    parameters
        Values that it fixes, by name of the parameter.
    removes
        What is absent from the model then.
    source
        Where the mechanism is claimed or doubted, and so why it may be taken away.
    """

    name: str
    parameters: dict[str, float]
    removes: str
    source: str


_ARTICLE: Final = (
    "Kazakhstan's Multi-Vectorism and Sino-Russian Relations, Insight Turkey, Fall 2018"
)

MODEL_VARIANTS: Final = (
    ModelVariant(
        "no_relative_decline",
        {"relative_decline": 0.0},
        "a power's fear of falling behind a rival that it used to lead (7)",
        f"{_ARTICLE}: fear of relative loss; its weight is judgement",
    ),
    ModelVariant(
        "no_upper_hand",
        {"upper_hand": 0.0},
        "a power's fear of a rival that holds more than half of all influence (7)",
        "judgement: without it leveraging raised tension in every draw of the prior",
    ),
    ModelVariant(
        "no_relative_gains",
        {"relative_decline": 0.0, "upper_hand": 0.0},
        "every look at a rival's gains: relative decline and upper hand (7)",
        f"{_ARTICLE}: fear of relative loss; its weights are judgement",
    ),
    ModelVariant(
        "no_overlap_friction",
        {"overlap_friction": 0.0},
        "disputes of powers that hold stakes side by side (19)",
        f"{_ARTICLE}: the dispute over Turgai Petroleum (row E024); its strength is judgement",
    ),
    ModelVariant(
        "no_structural_balance",
        {"structural_balance": 0.0},
        "friends' enemies as enemies, enemies' enemies as friends (19)",
        "judgement: evidence on balance among states is contested, so its prior includes zero",
    ),
)
"""The table, in the order in which it is shown."""

_BY_NAME: Final = {variant.name: variant for variant in MODEL_VARIANTS}


def fixed_by(names: Iterable[str]) -> dict[str, tuple[float, str]]:
    """Return value and name of the variant for each parameter that some variants fix.

    Parameters
    ----------
    names
        Names of variants; unknown ones fix nothing.
    """
    fixed: dict[str, tuple[float, str]] = {}
    for name in names:
        for parameter, value in _BY_NAME[name].parameters.items() if name in _BY_NAME else ():
            fixed.setdefault(parameter, (value, name))
    return fixed


def variant_words(names: Iterable[str]) -> str:
    """Return variants and what they fix in words; empty without any.

    Examples
    --------
    >>> variant_words(["no_relative_gains"])
    'variant no_relative_gains (relative_decline = 0, upper_hand = 0)'
    """
    told = []
    for name in names:
        values = ", ".join(f"{key} = {value:g}" for key, value in _BY_NAME[name].parameters.items())
        told.append(f"{name} ({values})")
    return f"variant{'s' if len(told) > 1 else ''} {', '.join(told)}" if told else ""
