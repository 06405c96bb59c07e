"""What actors are told to do: the pivot's policy, and actions forced on powers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from multivector_sim.scenario.levels import Levels
from multivector_sim.scenario.quantity import Date, Fraction, Map, NonNegative, Part, Rows, Text
from multivector_sim.scenario.trigger import Trigger

__all__ = ["ForcedAction", "Phase", "Policy", "Treaty"]

Action = Literal["accommodate", "court", "demand", "obstruct", "contest"]


class _Dated(Part):
    """What a phase says besides levels; it stands before them in a written file."""

    since: Date = Field(alias="from")
    over: Annotated[float, Field(ge=0, le=1000)] | None = None
    label: str | None = None
    source: Text
    evidence: str | None = None


class Phase(Levels, _Dated):
    """Levers that hold from a date on; those not named stay as they were.

    With ``over``, levers move in a straight line from where they stand at
    ``from`` to their new level, which they reach so many years later.

    Attributes
    ----------
    since
        ``from`` of the file: the first moment at which the levels hold.
    over
        Years over which the levers move to their new levels; at once without it.
    label
        Words for tables and figures.
    source
        Citation, or ``judgement``.
    """


class Treaty(Part):
    """A treaty with a power: relieves its concerns in one quarter.

    Attributes
    ----------
    at
        Moment; the treaty acts in the quarter in which it lies.
    partner
        ``with`` of the file: the power.
    size
        How much of the power's concerns it relieves, 0 to 1.
    label
        Words for tables and figures.
    source
        Citation, or ``judgement``.
    evidence
        Row of the ledger of events, if it has one.
    """

    at: Date
    partner: str = Field(alias="with")
    size: Fraction
    label: str | None = None
    source: Text
    evidence: str | None = None


class Policy(Part):
    """What the pivot does: base levels, dated phases and treaties, then triggers.

    All levers lie in [0, 1] but openness, which is >= 0 (1 is normal).
    ``favour`` is the bid premium of favoured powers, in logs. A ``constant``
    policy has no phases, treaties and triggers, and takes nothing from the
    scenario that it extends.

    Attributes
    ----------
    constant
        Whether the levers hold from the first quarter to the last.
    inclusion
        How far everyone gets something, 0 to 1.
    concession
        Readiness to give in to a demand, 0 to 1.
    persuasion
        Diplomatic messages to powers that mind a deal, 0 to 1.
    leveraging
        How far powers are played off against the leading one, 0 to 1.
    retention
        How far stakes are kept at home, 0 to 1.
    openness
        Rate of tenders, >= 0; 1 is normal.
    skill
        Diplomatic skill, which scales inclusion, leveraging and persuasion, 0 to 1.
    institutions
        Quality of institutions, which scales inclusion, concession and retention, 0 to 1.
    favour
        Bid premium of favoured powers, by power, in logs.
    phases
        Levers changed from a date on, in order of time.
    treaties
        Treaties with powers.
    triggers
        Levers that change while something observed is past a threshold.
    """

    constant: bool = False
    inclusion: Fraction
    concession: Fraction
    persuasion: Fraction
    leveraging: Fraction
    retention: Fraction
    openness: NonNegative
    skill: Fraction
    institutions: Fraction
    favour: Map[str, NonNegative] = Field(default_factory=dict)
    phases: Rows[Phase] = ()
    treaties: Rows[Treaty] = ()
    triggers: Rows[Trigger] = ()


class ForcedAction(Part):
    """An action that a power must take in every quarter that starts in [from, to).

    Attributes
    ----------
    actor
        The power.
    action
        What it does.
    since, until
        ``from`` and ``to`` of the file; ``to`` itself is excluded.
    source
        Citation, or ``judgement``.
    """

    actor: str
    action: Action
    since: Date = Field(alias="from")
    until: Date = Field(alias="to")
    source: Text
    evidence: str | None = None
