"""What is looked for in a sweep: ``autonomy in worst 10%``, read and explained."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.inquiry.wanted import WANTED
from multivector_sim.scenario.nearest import nearest

__all__ = ["FORMS", "Question", "read_question"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FORMS: Final = (
    "METRIC > NUMBER",
    "METRIC in worst 10%",
    "METRIC of POLICY > NUMBER",
    "METRIC of POLICY < POLICY",
    "METRIC of POLICY minus POLICY in lowest 10%",
)
"""Forms of a question; the signs are <, <=, > and >=, the ends worst, best, lowest and highest."""
ENDS: Final = ("worst", "best", "lowest", "highest")
_WHOLE: Final = re.compile(r"\s*(?P<left>.+?)\s*(?P<sign><=|>=|<|>|\bin\b)\s*(?P<right>.+?)\s*")
_END: Final = re.compile(r"(?P<end>[A-Za-z]+)\s+(?P<share>[0-9.eE+-]+)\s*%")


class Question(NamedTuple):
    """Which points of a sweep are cases of interest.

    Attributes
    ----------
    text
        As it was asked.
    metric
        Name of the metric.
    policy
        Policy whose numbers are taken; empty for all.
    against
        Policy that is subtracted on the same draws; empty for none.
    sign
        ``"<"``, ``"<="``, ``">"``, ``">="``, or an end: ``"lowest"``, ``"highest"``.
    number
        What the sign compares with; of an end, the share of points, 0 to 1.
    """

    text: str
    metric: str
    policy: str
    against: str
    sign: str
    number: float

    @property
    def subject(self) -> str:
        """The number that is looked at, in words."""
        if self.against:
            return f"{self.metric}, {self.policy} minus {self.against}"
        return f"{self.metric} of {self.policy}" if self.policy else self.metric

    def threshold(self, values: FloatArray) -> float:
        """Return the number that parts cases from others."""
        if self.sign == "lowest":
            return float(np.quantile(values, self.number))
        if self.sign == "highest":
            return float(np.quantile(values, 1.0 - self.number))
        return self.number

    def cases(self, values: FloatArray) -> BoolArray:
        """Return (rows,) which of some values are cases."""
        threshold = self.threshold(values)
        compare = {
            "<": np.less, "<=": np.less_equal, "lowest": np.less_equal,
            ">": np.greater, ">=": np.greater_equal, "highest": np.greater_equal,
        }[self.sign]  # fmt: skip
        found: BoolArray = compare(values, threshold)
        return found

    def words(self, values: FloatArray) -> str:
        """Return what a case is, with the number that parts it from others."""
        sign = {"lowest": "<=", "highest": ">="}.get(self.sign, self.sign)
        return f"{self.subject} {sign} {self.threshold(values):.4g}"


def read_question(text: str, metrics: Sequence[str], policies: Sequence[str]) -> Question:
    """Return a question that was asked in words.

    Parameters
    ----------
    text
        One of ``FORMS``.
    metrics, policies
        Names that the sweep knows.

    Raises
    ------
    InputError
        If the words are of another form, or a name is unknown.

    Examples
    --------
    >>> read_question("autonomy of hedge < pro_west", ["autonomy"], ["hedge", "pro_west"]).subject
    'autonomy, hedge minus pro_west'
    """
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        raise InputError(f"where: {text!r} received; allowed forms: {'; '.join(FORMS)}")
    left, sign, right = whole["left"], whole["sign"], whole["right"]
    metric, _, who = (part.strip() for part in left.partition(" of "))
    if metric not in metrics:
        known = ", ".join(metrics)
        raise InputError(
            f"where: no metric {metric!r}{nearest(metric, metrics)}; there are {known}"
        )
    policy, _, against = (part.strip() for part in who.partition(" minus "))
    if sign == "in":
        sign, number = _end(right, metric)
    elif policy and not against and right in policies:
        against, number = right, 0.0
    else:
        number = _number(right, policies if policy and not against else ())
    for name in (policy, against):
        if name and name not in policies:
            raise InputError(
                f"where: no policy {name!r}{nearest(name, policies)}; there are "
                f"{', '.join(policies)}"
            )
    if policy and policy == against:
        raise InputError(f"where: {policy!r} is compared with itself; name two policies")
    return Question(text.strip(), metric, policy, against, sign, number)


def _end(text: str, metric: str) -> tuple[str, float]:
    """Return end and share of ``worst 10%``."""
    found = _END.fullmatch(text)
    if found is None or found["end"] not in ENDS:
        end = text.split()[0] if text.split() else ""
        raise InputError(
            f"where: in {text!r} received{nearest(end, ENDS)}; after 'in' stands "
            f"{', '.join(ENDS[:-1])} or {ENDS[-1]}, and a share such as 10%"
        )
    share, end = _number(found["share"], ()) / 100, found["end"]
    if not 0 < share < 1:
        raise InputError(f"where: {text!r} received; a share is more than 0% and less than 100%")
    if end in ("worst", "best"):
        wanted = WANTED.get(metric.partition("[")[0])
        if wanted is None:
            raise InputError(
                f"where: {end} received, but nothing says which way of {metric} is better; write "
                f"lowest or highest (a better way have {', '.join(WANTED)})"
            )
        low = (wanted == "higher") == (end == "worst")
        end = "lowest" if low else "highest"
    return end, share


def _number(text: str, policies: Sequence[str]) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        other = " or the name of another policy" if policies else ""
        raise InputError(
            f"where: {text!r} received; a number{other} is needed{nearest(text, policies)}"
        )
    return number
