"""Putting theses to the model: runs as many draws as a verdict needs, then tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.evidence import theses as all_claims
from multivector_sim.evidence import thesis as claim_of
from multivector_sim.inquiry import (
    SETS,
    Condition,
    Effect,
    Estimates,
    Measure,
    Pool,
    Read,
    Value,
    effect_of,
    estimate,
    needs_of,
)
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.theses.registry import TESTS, how_tested
from multivector_sim.theses.rules import (
    Share,
    Verdict,
    agreed,
    chance_of,
    false_discovery,
    is_settled,
    share_of,
    verdict_of,
    weakest,
)
from multivector_sim.theses.sensitivity import Influence, influences
from multivector_sim.theses.spec import Part, Test, Untestable

__all__ = ["PartResult", "SetResult", "ThesisResult", "Verdicts", "judge"]

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

STEP: Final = 100
"""Draws after which it is seen whether more are needed."""
NARROW: Final = 0.04
"""Half the width of the interval of a share that is narrow enough."""
VARIANT_DRAWS: Final = 50
"""Draws of the prior under each named variant of the model."""
MOVED: Final = 0.1
"""Smallest change of a share of draws that counts as a change under a variant."""
DISCOVERY: Final = 0.05
"""Share of false ones allowed among the verdicts on exploratory theses."""


@dataclass(frozen=True)
class PartResult:
    """One claim against one counterfactual over one set of parameters.

    Attributes
    ----------
    part
        What was measured.
    effect
        The effect over draws.
    share
        Share of draws in which the claim holds, with its interval.
    chance
        Of so uneven a share if the claim were a toss of a coin, corrected for
        the number of exploratory claims; as it is for primary theses.
    verdict
        On this claim; None where it is shown and not scored.
    settled
        Whether the interval of the share leaves but this verdict.
    """

    part: Part
    effect: Effect
    share: Share
    chance: float
    verdict: Verdict | None
    settled: bool


@dataclass(frozen=True)
class SetResult:
    """All parts of a test over one set of parameters.

    Attributes
    ----------
    which
        Name from ``SETS``.
    draws
        Number of draws.
    parts
        Results of the parts.
    verdict
        Over this set.
    """

    which: str
    draws: int
    parts: tuple[PartResult, ...]
    verdict: Verdict


@dataclass(frozen=True)
class ThesisResult:
    """The answer to a thesis.

    Attributes
    ----------
    thesis, primary, claim
        From the ledger.
    test
        What was asked, or why it cannot be.
    verdict
        Over all sets of parameters.
    sets
        Results by set; empty where it is not testable.
    influences
        Parameters that the first scored part depends on most, over the prior.
    variants
        Verdict over the prior under each named variant of the model, beside
        the one of ``as_it_is`` on the same draws.
    """

    thesis: str
    primary: bool
    claim: str
    test: Test | Untestable
    verdict: Verdict
    sets: tuple[SetResult, ...] = ()
    influences: tuple[Influence, ...] = ()
    variants: tuple[tuple[str, Verdict], ...] = ()

    @property
    def changed_by(self) -> tuple[str, ...]:
        """Variants under which the verdict over the prior differs from that of the model."""
        if not self.variants:
            return ()
        (_, base), *others = self.variants
        return tuple(name for name, verdict in others if verdict != base)


@dataclass(frozen=True)
class Verdicts:
    """Answers to theses.

    Attributes
    ----------
    results
        In the order asked.
    draws, seeds, seed
        Most draws of each set, runs of each draw, and the seed.
    """

    results: tuple[ThesisResult, ...]
    draws: int
    seeds: int
    seed: int

    def summary(self) -> pd.DataFrame:
        """Return one row a thesis; see :func:`~multivector_sim.theses.verdicts_frame`."""
        from multivector_sim.theses.frames import verdicts_frame

        return verdicts_frame(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim, counterfactual and set of parameters.

        See :func:`~multivector_sim.theses.parts_frame`.
        """
        from multivector_sim.theses.frames import parts_frame

        return parts_frame(self)


def judge(
    ids: Sequence[str] | None = None,
    *,
    sets: Sequence[str] = tuple(SETS),
    draws: int = 300,
    pool: Pool | None = None,
    variants: bool = True,
    finished: Callable[[ThesisResult], None] | None = None,
) -> Verdicts:
    """Put theses to the model.

    Parameters
    ----------
    ids
        Ids of theses, or one id; None for all of them.
    sets
        Sets of parameters, from ``SETS``, or one of them.
    draws
        Most draws of each set, >= 2; fewer are run where the verdict is clear
        before.
    pool
        Where runs come from; None for one of 64 runs a draw, kept in memory.
    variants
        Whether to look for named variants of the model that change a verdict.
    finished
        Called with each result as soon as it is there; chances are corrected
        for the number of claims afterwards.

    Returns
    -------
    Verdicts
        One result for each thesis.

    Raises
    ------
    InputError
        If an id or a set is unknown, or the number of draws is not allowed.

    Examples
    --------
    >>> judge(["H44"], draws=2).results[0].verdict
    'not testable'
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 2:
        raise InputError(f"draws: {draws!r} received; a whole number of 2 or more is needed")
    sets = (sets,) if isinstance(sets, str) else sets
    ids = (ids,) if isinstance(ids, str) else ids
    wrong = [which for which in sets if which not in SETS]
    if wrong or not sets or len(set(sets)) < len(sets):
        raise InputError(
            f"sets: {', '.join(sets) or 'none'} received; allowed are {', '.join(SETS)}, each once"
        )
    names = list(dict.fromkeys(ids)) if ids is not None else [row.id for row in all_claims()]
    tests = [how_tested(name) for name in names]
    source = Pool() if pool is None else pool
    for condition, measures in needs_of(*_values(TESTS.values())).items():
        source.expect(condition, measures)
    results = []
    for test in tests:
        results.append(_result(test, sets, draws, source, variants))
        if finished is not None:
            finished(results[-1])
    return Verdicts(_corrected(results), draws, source.seeds, source.seed)


def _values(tests: Iterable[Test | Untestable]) -> Iterator[Value]:
    for test in tests:
        if isinstance(test, Test):
            yield from (part.value for part in test.parts)


def _result(
    test: Test | Untestable, sets: Sequence[str], draws: int, pool: Pool, variants: bool
) -> ThesisResult:
    row = claim_of(test.thesis)
    if isinstance(test, Untestable):
        return ThesisResult(row.id, row.primary, row.claim, test, "not testable")
    found = tuple(_over(test, which, draws, pool) for which in sets)
    result = ThesisResult(
        row.id, row.primary, row.claim, test, agreed(part.verdict for part in found), found
    )
    if "prior" not in sets:
        return result
    count = found[list(sets).index("prior")].draws
    main = next(part for part in test.parts if part.scored)
    values = estimate(main.value, pool, "prior", count).values
    told = influences(values, main, pool.seed)
    under = _variants(test, min(draws, VARIANT_DRAWS), pool) if variants else ()
    return replace(result, influences=told, variants=under)


def _over(test: Test, which: str, draws: int, pool: Pool) -> SetResult:
    """Add draws of one set until every verdict is clear or known well enough."""
    looks = -(-draws // STEP)
    level = 1 - 0.05 / looks  # the interval is looked at several times
    count = 0
    while True:
        count = min(count + STEP, draws)
        parts = tuple(
            _measured(part, estimate(part.value, pool, which, count), level) for part in test.parts
        )
        if count == draws or all(_clear(part) for part in parts if part.part.scored):
            return SetResult(which, count, parts, _verdict(parts))


def _measured(part: Part, estimates: Estimates, level: float) -> PartResult:
    effect = effect_of(estimates, part.negligible)
    share = share_of(effect, part.claim, level)
    return PartResult(
        part,
        effect,
        share,
        chance_of(share, effect.draws),
        verdict_of(share) if part.scored else None,
        is_settled(share),
    )


def _clear(result: PartResult) -> bool:
    return result.settled or (result.share.high - result.share.low) / 2 <= NARROW


def _verdict(parts: Sequence[PartResult]) -> Verdict:
    """Return the verdict over the parts: agreed over counterfactuals, weakest over claims."""
    claims: dict[str, list[Verdict]] = {}
    for result in parts:
        if result.verdict is not None:
            claims.setdefault(result.part.name, []).append(result.verdict)
    return weakest(agreed(verdicts) for verdicts in claims.values())


def _variants(test: Test, draws: int, pool: Pool) -> tuple[tuple[str, Verdict], ...]:
    """Return the verdict over the prior under each variant, all on the same draws.

    A share that moves by less than ``MOVED`` is no change: so few draws tell no more.
    """
    scored = [part for part in test.parts if part.scored]

    def under(*names: str) -> list[PartResult]:
        return [
            _measured(part, estimate(_under(part.value, names), pool, "prior", draws), 0.95)
            for part in scored
        ]

    plain = under()
    found = [("as_it_is", _verdict(plain))]
    for row in MODEL_VARIANTS:
        parts = under(row.name)
        moves = [
            abs(part.share.value - before.share.value)
            for part, before in zip(parts, plain, strict=True)
        ]
        found.append((row.name, _verdict(parts) if max(moves) >= MOVED else found[0][1]))
    return tuple(found)


def _under(value: Value, variants: tuple[str, ...]) -> Value:
    """Return a value under named variants of the model."""

    def under(read: Read) -> FloatArray:
        def changed(condition: Condition, measure: Measure | str) -> FloatArray:
            return read(condition.under(*variants), measure)

        return value(changed)

    return under


def _corrected(results: Sequence[ThesisResult]) -> tuple[ThesisResult, ...]:
    """Correct the chances of exploratory claims for their number; what chance explains is mixed."""
    open_ = [
        part.chance
        for result in results
        if not result.primary
        for one in result.sets
        for part in one.parts
        if part.verdict is not None
    ]
    corrected = iter(false_discovery(open_))
    told = []
    for result in results:
        if result.primary or not result.sets:
            told.append(result)
            continue
        sets = []
        for one in result.sets:
            parts = tuple(
                part if part.verdict is None else _with_chance(part, next(corrected))
                for part in one.parts
            )
            sets.append(replace(one, parts=parts, verdict=_verdict(parts)))
        told.append(replace(result, sets=tuple(sets), verdict=agreed(one.verdict for one in sets)))
    return tuple(told)


def _with_chance(part: PartResult, chance: float) -> PartResult:
    verdict = part.verdict if chance <= DISCOVERY else "mixed"
    return replace(part, chance=chance, verdict=verdict)
