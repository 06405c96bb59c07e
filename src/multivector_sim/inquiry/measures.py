"""What is read from a run: an entry of an outcome, or of a state over some quarters."""

from __future__ import annotations

from dataclasses import dataclass

from multivector_sim.errors import InputError
from multivector_sim.model.windows import Window
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.metrics import Entry, entries, window_of
from multivector_sim.sweeps.spec import WindowEntry

__all__ = ["Measure", "above", "over"]


@dataclass(frozen=True)
class Measure:
    """One number a run.

    Attributes
    ----------
    of
        A column of outcomes, such as ``"autonomy"`` or ``"concern[RUS, status]"``
        (then the rest stays as it is), or an entry of a recorded state, such
        as ``"tension.RUS-CHN"`` or ``"share.routes.RUS"``.
    since, until
        Years: quarters that start in [since, until) count; None for the ends of the run.
    summary
        ``"outcome"``, or how the quarters become one number: see ``SUMMARIES``.
    threshold
        For ``"above"``.
    """

    of: str
    since: float | None = None
    until: float | None = None
    summary: str = "outcome"
    threshold: float | None = None

    @property
    def label(self) -> str:
        """A name that no other measure has."""
        if self.summary == "outcome":
            return self.of
        years = f"{_year(self.since)}-{_year(self.until)}"
        limit = "" if self.threshold is None else f" {self.threshold:g}"
        return f"{self.of} {self.summary}{limit} {years}"

    def outcome(self, scenario: Scenario) -> Entry:
        """Return the entry of an outcome that it reads.

        Raises
        ------
        InputError
            If the scenario has no such column.
        """
        name = self.of.partition("[")[0]
        known = {entry.label: entry for entry in entries([name], scenario)}
        if self.of not in known:
            raise InputError(f"no column {self.of!r} of outcomes{nearest(self.of, list(known))}")
        return known[self.of]

    def window(self, scenario: Scenario, name: str) -> Window:
        """Return the window that it reads, under a name.

        Raises
        ------
        InputError
            If the scenario has no such state, or the window lies outside its run.
        """
        fields: dict[str, object] = {"name": "window", "of": self.of, "summary": self.summary}
        if self.since is not None:
            fields["from"] = self.since
        if self.until is not None:
            fields["to"] = self.until
        if self.threshold is not None:
            fields["threshold"] = self.threshold
        return window_of(WindowEntry.model_validate(fields), scenario)._replace(name=name)


def over(
    of: str, since: float | None = None, until: float | None = None, summary: str = "mean"
) -> Measure:
    """Return the summary of a state over some years.

    Examples
    --------
    >>> over("tension.RUS-CHN", 2014, summary="max").label
    'tension.RUS-CHN max 2014-'
    """
    return Measure(of, since, until, summary)


def above(
    of: str, threshold: float, since: float | None = None, until: float | None = None
) -> Measure:
    """Return the share of quarters in which a state is above a threshold.

    Examples
    --------
    >>> above("share.routes.RUS", 0.5).label
    'share.routes.RUS above 0.5 -'
    """
    return Measure(of, since, until, "above", threshold)


def _year(year: float | None) -> str:
    return "" if year is None else f"{year:g}"
