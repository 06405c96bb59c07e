"""The five players, and the worlds in which some of them take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS, line_up
from multivector_sim.inquiry import STRENGTHS, Condition, Measure, tossed
from multivector_sim.inquiry.condition import prepare
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.results.words import MAIN_OUTCOMES
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.metrics import entries

__all__ = ["PLAYERS", "RECORDED", "Player", "Question", "Subject", "coalition_words"]

RECORDED: Final = "recorded"
"""Name of the policy that a world itself has."""


class Player(NamedTuple):
    """A player.

    Attributes
    ----------
    name
        Name in tables and files.
    words
        Name for people.
    switch
        Mechanism of the scenario that turns it off; None for the policy, in
        whose absence a counterfactual policy rules.
    """

    name: str
    words: str
    switch: str | None

    @property
    def strengths(self) -> tuple[str, ...]:
        """Parameters that say how strongly it acts."""
        return STRENGTHS[self.name]

    @property
    def tossed(self) -> tuple[str, ...]:
        """Those of them whose signs are tossed in the symmetric set."""
        return tuple(name for name in self.strengths if name in tossed())


PLAYERS: Final = (
    Player("policy", "pivot policy", None),
    Player("common_other", "common Other", "common_other"),
    Player("sco", "SCO", "sco"),
    Player("regime_security", "regime security", "regime_security"),
    Player("power_asymmetry", "power asymmetry", "power_asymmetry"),
)
"""The players; player k is bit k of a coalition's number."""


class Subject(NamedTuple):
    """What is attributed: a column of outcomes.

    Attributes
    ----------
    label
        ``"tension_rus_chn"``, ``"concern[RUS, status]"``.
    meaning
        In words.
    unit
        Unit; ``"1"`` for a pure number.
    scored
        False where levers move it by construction.
    """

    label: str
    meaning: str
    unit: str
    scored: bool

    @property
    def words(self) -> str:
        """Meaning, entry and unit."""
        _, _, entry = self.label.partition("[")
        meaning = self.meaning.removesuffix(" of a power") if entry else self.meaning
        unit = "" if self.unit == "1" else f" ({self.unit})"
        return f"{meaning}{': ' + entry.rstrip(']') if entry else ''}{unit}"


def coalition_words(coalition: int, policy: str = "policy") -> str:
    """Return who is in a coalition.

    Parameters
    ----------
    coalition
        Its number: bit k is player k.
    policy
        What the policy is called.

    Examples
    --------
    >>> coalition_words(0b00101)
    'policy + sco'
    >>> coalition_words(0)
    'nobody'
    """
    names = [policy, *(player.name for player in PLAYERS[1:])]
    return " + ".join(name for bit, name in enumerate(names) if coalition >> bit & 1) or "nobody"


@dataclass(frozen=True)
class Question:
    """What is asked: an outcome in a world under a policy, and under named counterfactuals.

    Attributes
    ----------
    world
        Scenario that gives the world.
    subject
        What is attributed.
    policy
        Focal policy: ``"recorded"``, or the scenario whose policy it is.
    counterfactuals
        Names of the policies that stand for its absence.
    changes
        Changes of the world, by dotted key.
    notes
        What a counterfactual would grant to powers that this world lacks.
    """

    world: str
    subject: Subject
    policy: str
    counterfactuals: tuple[str, ...]
    changes: tuple[tuple[str, object], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        """What is read from a run."""
        return Measure(self.subject.label)

    @property
    def focal(self) -> Condition:
        """The world under the focal policy."""
        name = None if self.policy == RECORDED else self.policy
        return Condition(f"policy {self.policy}", self.world, name, self.changes)

    def under(self, counterfactual: str) -> Condition:
        """Return the world under a counterfactual policy."""
        return Condition(counterfactual, self.world, counterfactual, self.changes)

    def coalition(self, number: int, counterfactual: str) -> Condition:
        """Return the world in which a coalition takes part; who is not in it is absent."""
        start = self.focal if number & 1 else self.under(counterfactual)
        off = tuple(
            (f"mechanisms.{player.switch}", False)
            for bit, player in enumerate(PLAYERS)
            if player.switch is not None and not number >> bit & 1
        )
        return replace(
            start, words=coalition_words(number, start.words), changes=(*start.changes, *off)
        )

    def scenario(self) -> Scenario:
        """Return the world under the focal policy."""
        return self.focal.scenario()

    def beside(self) -> list[Measure]:
        """Return main outcomes that are read in passing, so that they need no runs of their own."""
        known = {entry.label for entry in entries(MAIN_OUTCOMES, self.scenario())}
        return [Measure(name) for name in MAIN_OUTCOMES if name in known]

    @classmethod
    def put(
        cls,
        world: str | Path,
        outcome: str,
        policy: str,
        counterfactuals: Sequence[str] | None,
        overrides: Mapping[str, object],
    ) -> Question:
        """Check what is asked.

        Raises
        ------
        InputError
            If the outcome, the policy or a counterfactual is unknown, named
            twice, or the same as what it is compared with; if a change
            concerns policy.
        ScenarioError
            If the world is faulty.
        """
        named = (counterfactuals,) if isinstance(counterfactuals, str) else counterfactuals
        chosen = COUNTERFACTUALS if named is None else tuple(named)
        wrong = [name for name in chosen if name not in COUNTERFACTUALS]
        if wrong or not chosen or len(set(chosen)) < len(chosen):
            raise InputError(
                f"counterfactuals: {', '.join(chosen) or 'none'} received; allowed are "
                f"{', '.join(COUNTERFACTUALS)}, each once"
            )
        touching = [key for key in overrides if key.partition(".")[0] == "policy"]
        if touching:
            raise InputError(
                f"change of {touching[0]!r} received: it would hold for the counterfactuals, too; "
                "write a scenario with that policy and name it as the policy"
            )
        asked = cls(
            str(world), _subject(outcome, load_scenario(world)), policy, chosen,
            tuple(sorted(overrides.items())),
        )  # fmt: skip
        focal = prepare(asked.focal)
        for name in chosen:
            if prepare(asked.under(name)).digest == focal.digest:
                raise InputError(
                    f"policy {policy!r} is that of the counterfactual {name!r}: it would be "
                    "compared with itself; choose another policy or other counterfactuals"
                )
        return replace(asked, notes=line_up([focal.scenario], against=chosen).notes)


def _subject(outcome: str, scenario: Scenario) -> Subject:
    name = outcome.partition("[")[0]
    rows = {row.name: row for row in OUTCOMES}
    if name not in rows:
        raise InputError(
            f"unknown outcome {outcome!r}{nearest(name, list(rows))}; known: {', '.join(rows)}"
        )
    labels = [entry.label for entry in entries([name], scenario)]
    if outcome not in labels:
        raise InputError(
            f"outcome {outcome!r} received; columns of {name} in this world: "
            f"{', '.join(labels) or 'none'}"
        )
    row = rows[name]
    return Subject(outcome, row.meaning, row.unit, row.scored)
