"""What a search found: a front, how it stands on fresh futures, and beside named policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.experiments.job import ResultFolder
from multivector_sim.scenario import Scenario
from multivector_sim.searching.aims import Aim, Robust
from multivector_sim.searching.space import Schedule, Space

__all__ = ["VERDICTS", "Against", "Candidate", "Found", "Gain", "Sizes", "Verdict"]

FloatArray = NDArray[np.float64]
Verdict = Literal["beaten", "not told apart", "on the front"]

VERDICTS: Final[dict[Verdict, str]] = {
    "beaten": (
        "the member picked on the futures of the search is better on every outcome on fresh ones, "
        "and every interval excludes zero"
    ),
    "not told apart": (
        "some member is worse on no outcome beyond its interval on fresh futures, but the one "
        "picked beforehand is not better on all of them beyond theirs"
    ),
    "on the front": (
        "every member looked at again is worse on some outcome on fresh futures, its interval "
        "below zero"
    ),
}
"""What is said of a named policy, and when."""
EDGE: Final = 0.05
"""How near to a bound a level lies at it, as a share of its range."""


class Sizes(NamedTuple):
    """How much was run, and how.

    Attributes
    ----------
    policies
        Policies that were evaluated.
    generations, population
        Generations, and policies of each.
    futures, seeds
        Futures of each policy, and runs of each future.
    seed
        Seed of the search and of the runs.
    which
        Set of parameters.
    method
        Of the optimiser.
    """

    policies: int
    generations: int
    population: int
    futures: int
    seeds: int
    seed: int
    which: str
    method: str


class Candidate(NamedTuple):
    """A policy with its scores; of every score, higher is better.

    Attributes
    ----------
    name
        ``member_01``, or the name of a preset's scenario.
    title
        What it is, in words.
    schedule
        The policy; None for a preset.
    searched, fresh
        (aims,) scores on the futures of the search and on fresh ones.
    low, high
        (aims,) 95 % interval of ``fresh``.
    gain, gain_low, gain_high
        (aims,) score minus that of the base's policy in the same fresh
        futures, with its paired 95 % interval.
    stays
        Whether no member beats it on fresh futures.
    """

    name: str
    title: str
    schedule: Schedule | None
    searched: FloatArray
    fresh: FloatArray
    low: FloatArray
    high: FloatArray
    gain: FloatArray
    gain_low: FloatArray
    gain_high: FloatArray
    stays: bool


class Gain(NamedTuple):
    """How much better a member is than a preset, on fresh futures.

    Attributes
    ----------
    member
        Name.
    searched
        (aims,) the same difference on the futures of the search.
    value, low, high
        (aims,) paired difference of scores with its 95 % interval; above zero is better.
    """

    member: str
    searched: FloatArray
    value: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def is_clear(self) -> bool:
        """Whether the member is better on every outcome, each interval above zero."""
        return bool((self.low > 0.0).all())


class Against(NamedTuple):
    """A preset held against the front.

    Attributes
    ----------
    preset
        Name.
    verdict
        From ``VERDICTS``.
    searched, fresh
        Members that beat it on the futures of the search, and on fresh ones:
        at least as good on every outcome, better on one, by their scores alone.
    clear
        Members that are better on every outcome on fresh futures, each interval above zero.
    left_open
        Further members that are worse on no outcome there beyond its interval.
    gains
        The member that was picked on the futures of the search, then those
        that beat the preset there, from the clearest lead on; at most ``MOST_GAINS``.
    """

    preset: str
    verdict: Verdict
    searched: int
    fresh: int
    clear: int
    left_open: int
    gains: tuple[Gain, ...]

    @property
    def picked(self) -> Gain:
        """The member that was picked before fresh futures were looked at."""
        return self.gains[0]


@dataclass(frozen=True)
class Found:
    """The result of a search.

    Attributes
    ----------
    space
        Among which policies was searched, and the base.
    aims
        What was wanted.
    robust
        How futures became scores.
    members
        The front of the search, thinned, from high to low in the first aim.
    presets
        Named policies, the one of the base first.
    against
        Each preset held against the front.
    volume_searched, volume_fresh
        Hypervolume of the members on the futures of the search and on fresh
        ones, of scores minus that of the base's policy in the same futures,
        as a share of the same box.
    front_size
        Policies of the whole front, before it was thinned.
    evaluated
        Every policy: ``generation``, its numbers, its scores in units of the
        outcomes (regrets as positive numbers), and ``front``.
    sizes
        How much was run.
    ranges
        Lowest and highest level of each dial in all named policies, by name;
        their triggers are not looked at.
    notes
        What was left out, and why.
    """

    space: Space
    aims: tuple[Aim, ...]
    robust: Robust
    members: tuple[Candidate, ...]
    presets: tuple[Candidate, ...]
    against: tuple[Against, ...]
    volume_searched: float
    volume_fresh: float
    front_size: int
    evaluated: pd.DataFrame
    sizes: Sizes
    ranges: dict[str, tuple[float, float]]
    notes: tuple[str, ...] = ()

    @property
    def base(self) -> Scenario:
        """The world, and what is done in it before the first date of the search."""
        return self.space.base

    def shown(self, scores: FloatArray) -> FloatArray:
        """Return scores in the units of outcomes; regrets as positive numbers."""
        return shown(scores, self.aims, self.robust)

    def ends(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """Return (2, aims) lower and upper ends of an interval in the units of outcomes."""
        return np.sort([self.shown(low), self.shown(high)], axis=0)

    def at_bounds(self) -> dict[str, float]:
        """Return levels that most members have at a bound of what the search allowed.

        Returns
        -------
        dict
            By dial and phase, such as ``"openness_1"``: the bound. More than
            half of the members that have the phase lie within ``EDGE`` of it.
        """
        found = {}
        for phase in range(self.space.phases):
            rows = [
                one.schedule.levels[phase]
                for one in self.members
                if one.schedule is not None and len(one.schedule.levels) > phase
            ]
            for dial, levels in zip(self.space.dials, np.array(rows).T, strict=False):
                near = EDGE * (dial.high - dial.low)
                for bound in (dial.low, dial.high):
                    if (np.abs(levels - bound) <= near).mean() > 0.5:
                        found[f"{dial.name}_{phase + 1}"] = bound
        return found

    def beyond(self) -> dict[str, tuple[float, float]]:
        """Return the dials that most members have at levels which no named policy has.

        Returns
        -------
        dict
            By dial: lowest and highest level in all named policies. More than
            half of the members leave that range by more than ``EDGE`` in some phase.
        """
        found = {}
        for place, dial in enumerate(self.space.dials):
            low, high = self.ranges[dial.name]
            room = EDGE * (dial.high - dial.low)
            outside = [
                any(not low - room <= row[place] <= high + room for row in one.schedule.levels)
                for one in self.members
                if one.schedule is not None
            ]
            if np.mean(outside) > 0.5:
                found[dial.name] = (low, high)
        return found

    def scenario(self, member: str) -> Scenario:
        """Return a member of the front as a scenario.

        Raises
        ------
        KeyError
            If there is no such member.
        """
        from multivector_sim.searching.record import words_of

        row = {candidate.name: candidate for candidate in self.members}[member]
        assert row.schedule is not None
        return self.space.scenario(row.schedule, row.name, words_of(self, row))

    def to_frame(self) -> pd.DataFrame:
        """Return members and presets as a table.

        Returns
        -------
        pandas.DataFrame
            One row a policy: ``name``, ``kind`` (member, preset), ``stays``;
            for each aim its score on the futures of the search
            (``LABEL searched``), on fresh ones (``LABEL``), and the latter minus
            that of the base's policy (``LABEL gain``), both with intervals
            (``... low``, ``... high``), in units of outcomes; then the
            numbers of the policy, for members.
        """
        rows = []
        for kind, group in (("member", self.members), ("preset", self.presets)):
            for one in group:
                row: dict[str, object] = {"name": one.name, "kind": kind, "stays": one.stays}
                for at, aim in enumerate(self.aims):
                    row[f"{aim.label} searched"] = self.shown(one.searched)[at]
                    for mark, value, low, high in (
                        ("", one.fresh, one.low, one.high),
                        (" gain", one.gain, one.gain_low, one.gain_high),
                    ):
                        row[f"{aim.label}{mark}"] = self.shown(value)[at]
                        ends = self.ends(low, high)[:, at]
                        row[f"{aim.label}{mark} low"], row[f"{aim.label}{mark} high"] = ends
                if one.schedule is not None:
                    numbers = self.space.row(one.schedule)
                    row |= dict(zip(self.space.names, numbers, strict=True))
                rows.append(row)
        return pd.DataFrame(rows)

    def gains_frame(self) -> pd.DataFrame:
        """Return how much members beat presets by, one row a preset, member and aim."""
        return pd.DataFrame(
            [
                {
                    "preset": row.preset,
                    "verdict": row.verdict,
                    "beaten_by_searched": row.searched,
                    "beaten_by_fresh": row.fresh,
                    "beaten_clearly": row.clear,
                    "left_open": row.left_open,
                    "member": gain.member,
                    "picked": gain is row.gains[0],
                    "label": aim.label,
                    "better": aim.better,
                    "gain_searched": gain.searched[at],
                    "gain": gain.value[at],
                    "low": gain.low[at],
                    "high": gain.high[at],
                }
                for row in self.against
                for gain in row.gains
                for at, aim in enumerate(self.aims)
            ]
        )

    def summary(self) -> str:
        """Return what was found as text."""
        from multivector_sim.searching.words import summary

        return summary(self)

    def save(self, directory: str | Path) -> list[Path]:
        """Write tables, the document, and each member as a scenario file.

        Figures lie above this layer; the command line writes them, too.

        Parameters
        ----------
        directory
            Folder; made if it does not exist.

        Returns
        -------
        list of pathlib.Path
            ``front.csv``, ``gains.csv``, ``evaluated.parquet``, ``search.json``
            and ``scenarios/*.yaml``.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        from multivector_sim.searching.record import save_found

        return save_found(self, ResultFolder(directory))


def shown(scores: FloatArray, aims: Sequence[Aim], robust: Robust) -> FloatArray:
    """Return scores (..., aims) in the units of outcomes; regrets as positive numbers."""
    if robust == "regret":
        return 0.0 - scores  # not -0.0
    told: FloatArray = scores * np.array([aim.sign for aim in aims])
    return told
