"""From effects to verdicts. The rules see numbers and a claimed sign, never what was compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

from multivector_sim.inquiry import Effect
from multivector_sim.theses.spec import Claim

__all__ = [
    "HELD",
    "VERDICTS",
    "Share",
    "Verdict",
    "agreed",
    "chance_of",
    "false_discovery",
    "share_of",
    "verdict_of",
    "weakest",
]

Verdict: TypeAlias = Literal["supported", "mixed", "refuted", "not testable"]

VERDICTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        "supported": "holds in at least 95 % of draws, against every counterfactual named",
        "mixed": "holds in some draws, or against some counterfactuals, and not in others",
        "refuted": "holds in at most 5 % of draws, against every counterfactual named",
        "not testable": "the model lacks what the thesis speaks of",
    }
)
"""What a verdict means; of several claims of a thesis, the worst verdict counts."""

HELD: Final = 0.95
"""Share of draws in which a claim must hold to be supported; one minus it, to be refuted."""


class Share(NamedTuple):
    """Share of draws in which a claim holds.

    Attributes
    ----------
    value
        The share, 0 to 1.
    low, high
        Its interval (Jeffreys), for the draws are a sample.
    """

    value: float
    low: float
    high: float


def share_of(effect: Effect, claim: Claim, level: float = 0.95) -> Share:
    """Return in which share of draws an effect is as claimed.

    Parameters
    ----------
    effect
        The effect over draws.
    claim
        Which sign is claimed.
    level
        Level of the interval, 0 to 1.
    """
    from scipy.stats import beta

    value = {"lower": effect.p_lower, "higher": effect.p_higher, "none": effect.p_none}[claim]
    held, not_held = value * effect.draws, (1 - value) * effect.draws
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, held + 0.5, not_held + 0.5)) if held > 0 else 0.0
    high = float(beta.ppf(1 - tail, held + 0.5, not_held + 0.5)) if not_held > 0 else 1.0
    return Share(value, low, high)


def verdict_of(share: Share) -> Verdict:
    """Return the verdict on one claim against one counterfactual."""
    if share.value >= HELD:
        return "supported"
    return "refuted" if share.value <= 1 - HELD else "mixed"


def is_settled(share: Share) -> bool:
    """Return whether the interval of a share leaves but one verdict."""
    return all(not share.low < boundary < share.high for boundary in (1 - HELD, HELD))


def agreed(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that all give; ``"mixed"`` where they differ.

    So it is over counterfactuals, and over sets of parameters.

    Examples
    --------
    >>> agreed(["supported", "refuted"])
    'mixed'
    """
    found = set(verdicts)
    return found.pop() if len(found) == 1 else "mixed"


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst verdict: a thesis stands only if all that it says does.

    Examples
    --------
    >>> weakest(["supported", "mixed", "refuted"])
    'refuted'
    """
    found = set(verdicts)
    order: tuple[Verdict, ...] = ("refuted", "mixed", "supported")
    return next(verdict for verdict in order if verdict in found)


def chance_of(share: Share, draws: int) -> float:
    """Return how likely so uneven a share is if the claim were a toss of a coin.

    Exact two-sided sign test (``scipy.stats.binomtest``); ties count half and
    are rounded towards one half. One where no draw has a value.
    """
    from scipy.stats import binomtest

    if draws == 0:
        return 1.0
    held = share.value * draws
    rounded = int(held) if share.value >= 0.5 else -int(-held // 1)
    return float(binomtest(min(rounded, draws), draws, 0.5).pvalue)


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Return chances corrected for how many were asked (Benjamini & Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    return [float(value) for value in false_discovery_control(chances)] if chances else []
