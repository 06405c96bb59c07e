"""EMA Workbench: a model with our names, priors and outcomes, run a batch at a time.

Names of the workbench are identifiers, so parameters and levers go by their
bare names (``reaction``, ``inclusion``), other numbers by their dotted keys
with underscores (``timelines_spare``), and the policy, of which the workbench
has a column by that name, is ``policy_of``. Versions 2.5 and 3 are served.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.connectors.factors import Uncertain, choose_factors
from multivector_sim.connectors.points import (
    PointResults,
    Points,
    Policies,
    Source,
    mean_of_runs,
    policy_sources,
)
from multivector_sim.connectors.salib import SINGLE
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.outcomes import outcome
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.chance import Distribution
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.spec import OWN

try:
    from ema_workbench import (
        ArrayOutcome,
        CategoricalParameter,
        Constant,
        Model,
        RealParameter,
        ScalarOutcome,
        TimeSeriesOutcome,
    )
    from ema_workbench.em_framework import points as _samples
    from ema_workbench.em_framework.evaluators import BaseEvaluator
    from ema_workbench.em_framework.model import SingleReplication
except ImportError as error:
    raise ImportError(
        "this connector needs the EMA Workbench; install it with: "
        "pip install 'multivector-sim[analysis]'"
    ) from error

__all__ = [
    "POLICY_OF",
    "BatchEvaluator",
    "SimulationModel",
    "ema_model",
    "ema_name",
    "named_policies",
]

FloatArray = NDArray[np.float64]

POLICY_OF: Final = "policy_of"
"""Lever of the workbench that names the scenario whose policy is taken."""

_IS_THREE: Final = hasattr(_samples, "Sample")
"""Whether scenarios and policies are samples, and evaluators receive experiments."""
_KINDS: Final = {"minimize": ScalarOutcome.MINIMIZE, "maximize": ScalarOutcome.MAXIMIZE}
_BATCH: Final = 4096
"""Experiments that are handed over at once."""


def ema_name(key: str) -> str:
    """Return the name that a dotted key, or the label of an outcome, has in the workbench.

    Parameters
    ----------
    key
        ``"parameters.reaction"`` becomes ``"reaction"``, ``"policy.inclusion"``
        ``"inclusion"``, ``"timelines.spare"`` ``"timelines_spare"``, and
        ``"concern[RUS, status]"`` ``"concern_RUS_status"``.
    """
    section, _, rest = key.partition(".")
    bare = section == "parameters" or (section == "policy" and rest in LEVERS)
    return re.sub(r"\W+", "_", rest if bare else key).strip("_")


class SimulationModel(Model):  # type: ignore[misc]
    """A model of the workbench whose experiments run in the compiled engine.

    One experiment is all replications of a point; :class:`BatchEvaluator`
    runs many experiments at once, with the same numbers.

    Parameters
    ----------
    name
        Letters and digits.
    base
        Name, path or scenario.
    keys
        Dotted keys by their names in the workbench.
    settings
        Further arguments of ``points.Points``.

    Attributes
    ----------
    meanings : dict
        What each outcome is, with its unit, by its name in the workbench.
    """

    def __init__(self, name: str, base: Source, keys: Mapping[str, str], **settings: Any) -> None:
        super().__init__(name, function=self.simulate)
        self.base, self.keys, self.settings = base, dict(keys), settings
        self.meanings: dict[str, str] = {}
        self._points: dict[tuple[str, ...], Points] = {}

    def simulate(self, **values: Any) -> dict[str, Any]:
        """Return what one experiment gives, by the names of outcomes.

        Parameters
        ----------
        values
            Numbers, and ``policy_of``, by their names in the workbench; what
            is left out stays as in the scenario.

        Returns
        -------
        dict
            Means over replications; under ``<name>_runs`` each of them,
            (replications,); under ``<series>_path`` means by quarter.

        Raises
        ------
        ScenarioError
            If a value is not allowed.
        InputError
            If a name is unknown.
        """
        return self.simulate_all([values])[0]

    def simulate_all(self, experiments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return what experiments give, in their order; see :meth:`simulate`."""
        found: list[dict[str, Any]] = [{} for _ in experiments]
        groups: dict[tuple[str, ...], list[int]] = {}
        for at, values in enumerate(experiments):
            groups.setdefault(tuple(sorted(values)), []).append(at)
        for names, members in groups.items():
            numbers = [name for name in names if name != POLICY_OF]
            points = self._ready(tuple(numbers))
            table = np.array(
                [[_number(name, experiments[at][name]) for name in numbers] for at in members],
                dtype=np.float64,
            ).reshape(len(members), len(numbers))
            policies = [str(experiments[at].get(POLICY_OF, OWN)) for at in members]
            results = points.run(table, policies, place=_Place(members))
            for at, row in zip(members, _outputs(points, results), strict=True):
                found[at] = row
        return found

    def _ready(self, names: tuple[str, ...]) -> Points:
        """Return what runs points with these numbers; made once."""
        if names not in self._points:
            for name in names:
                if name not in self.keys:
                    known = [*self.keys, POLICY_OF]
                    hint = nearest(name, known) or f"; known: {', '.join(known)}"
                    raise InputError(f"{self.name}: unknown name {name!r}{hint}")
            keys = [self.keys[name] for name in names]
            self._points[names] = Points(self.base, keys, **self.settings)
        return self._points[names]

    def run_experiment(self, experiment: Mapping[str, Any]) -> dict[str, Any]:
        """Return the output of one experiment; called by the workbench."""
        return self.simulate(**experiment)

    def initialized(self, policy: Any) -> bool:
        """Return False: the workbench would take a policy of the same name for the same policy."""
        return False

    def run_model(self, scenario: Any, policy: Any, *constants: Any) -> None:
        """Run one experiment; called by the workbench."""
        self._refuse_unknown(scenario, policy)
        super().run_model(scenario, policy, *constants)

    def values_of(self, experiment: Any) -> Mapping[str, Any]:
        """Return the values of an experiment of the workbench, as it hands them to a model."""
        scenario, policy = experiment.scenario.copy(), experiment.policy.copy()
        self._refuse_unknown(scenario, policy)
        fixed = {constant.name: constant.value for constant in self.constants}
        constants = (_samples.Sample(**fixed),) if _IS_THREE else ()
        super(SingleReplication, self).run_model(scenario, policy, *constants)
        values: Mapping[str, Any] = _samples.ExperimentReplication(scenario, self.policy, fixed)
        return dict(values)

    def _refuse_unknown(self, *samples: Mapping[str, Any]) -> None:
        """Refuse names that the workbench would drop without a word."""
        known = [*self.keys, POLICY_OF]
        for name in itertools.chain(*samples):
            if name not in known:
                hint = nearest(name, known) or f"; known: {', '.join(known)}"
                raise InputError(f"{self.name}: unknown name {name!r}{hint}")


class BatchEvaluator(BaseEvaluator):  # type: ignore[misc]
    """An evaluator that hands whole batches of experiments to the compiled engine.

    It stands where the workbench's own evaluators stand, and gives the same
    tables and arrays, bit for bit.

    Parameters
    ----------
    models
        One model of :func:`ema_model`, or several.

    Raises
    ------
    InputError
        If a model is of another kind.

    Examples
    --------
    >>> model = ema_model("baseline", outcomes=["autonomy"], replications=2)
    >>> with BatchEvaluator(model) as evaluator:
    ...     experiments, outcomes = evaluator.perform_experiments(scenarios=3, policies=2)
    >>> outcomes["autonomy"].shape
    (6,)
    """

    def __init__(self, models: SimulationModel | Sequence[SimulationModel]) -> None:
        listed = [models] if isinstance(models, Model) else list(models)
        for model in listed:
            if not isinstance(model, SimulationModel):
                raise InputError(
                    f"{type(model).__name__} received; a BatchEvaluator runs models of ema_model, "
                    "other ones go with the workbench's SequentialEvaluator"
                )
        super().__init__(listed)

    def initialize(self) -> None:
        """Do nothing: threads live as long as a batch."""

    def finalize(self) -> None:
        """Do nothing."""

    def evaluate_experiments(self, *given: Any, **options: Any) -> None:
        """Run experiments; called by the workbench.

        Parameters
        ----------
        given
            Experiments and callback; in version 2.5 scenarios, policies and callback.
        options
            In version 2.5: ``combine``, which pairs scenarios with policies.
        """
        *points, callback = given
        experiments: Iterable[Any] = (
            points[0]
            if _IS_THREE
            else _samples.experiment_generator(points[0], self._msis, points[1], **options)
        )
        models: dict[str, SimulationModel] = {model.name: model for model in self._msis}
        for batch in _batches(experiments):
            outputs: dict[int, dict[str, Any]] = {}
            for name, model in models.items():
                own = [at for at, experiment in enumerate(batch) if experiment.model_name == name]
                values = [model.values_of(batch[at]) for at in own]
                outputs |= dict(zip(own, model.simulate_all(values), strict=True))
            for at, experiment in enumerate(batch):
                model = models[experiment.model_name]
                model.outcomes_output = outputs[at]
                callback(experiment, model.outcomes_output)
                model.reset_model()


def ema_model(
    base: Source = "baseline",
    *,
    policies: Policies | None = None,
    uncertain: Uncertain = None,
    levers: Sequence[str] | None = None,
    constants: Mapping[str, float] | None = None,
    outcomes: Sequence[str] = SINGLE,
    minimize: Sequence[str] = (),
    maximize: Sequence[str] = (),
    runs: bool = False,
    series: Sequence[str] = (),
    replications: int = 10,
    seed: int | None = None,
    threads: int | None = None,
) -> SimulationModel:
    """Return a scenario as a model of the EMA Workbench.

    Parameters
    ----------
    base
        Name, path or scenario.
    policies
        Two or more scenarios whose policies are the categories of the lever
        ``policy_of``; ``"own"`` is the one of the base. Without them there is
        no such lever.
    uncertain
        Names of parameters or dotted keys, or distributions by name (see
        ``factors.choose_factors``); None for the prior of every parameter,
        and what the scenario leaves to chance.
    levers
        Levers from 0 to 1 over the whole run, such as ``["inclusion"]``; None
        for all of them without ``policies``, and for none with them.
    constants
        Numbers by dotted key that stand at a value in every experiment.
    outcomes
        Names from ``OUTCOMES``, or labels of single entries: the means over
        the replications.
    minimize, maximize
        Which of them an optimisation minimises or maximises.
    runs
        Whether to return ``<name>_runs`` too: every replication.
    series
        States whose mean path is returned, ``<series>_path``, such as
        ``["tension.RUS-CHN"]``.
    replications
        Runs of each experiment. Replication r has the same random numbers in
        all experiments, so policies are compared on the same chance.
    seed
        Seed of the runs; None for the scenario's own.
    threads
        Threads of a batch; None for one a core.

    Returns
    -------
    SimulationModel
        An ``ema_workbench.Model``.

    Raises
    ------
    ScenarioError
        If a name is unknown, or a value is not allowed.
    InputError
        If another argument is not allowed.

    Examples
    --------
    >>> model = ema_model("baseline", uncertain=["reaction"], levers=["inclusion"])
    >>> [parameter.name for parameter in (*model.uncertainties, *model.levers)]
    ['reaction', 'inclusion']
    """
    scenario = load_scenario(base)
    factors = choose_factors(scenario, uncertain)
    sources = {} if policies is None else policy_sources(policies)
    chosen = [
        f"policy.{name}" for name in (LEVERS if levers is None and not sources else levers or ())
    ]
    fixed = dict(constants or {})
    points = Points(
        scenario,
        [*factors, *chosen, *fixed],
        outcomes=outcomes,
        series=series,
        replications=replications,
        seed=seed,
        threads=threads,
    )
    model = SimulationModel(
        _model_name(scenario),
        scenario,
        _named([*factors, *chosen, *fixed]),
        policies=None if policies is None else {key: sources[key] for key in sources if key != OWN},
        outcomes=outcomes,
        series=series,
        replications=replications,
        seed=points.seed,
        threads=threads,
    )
    model.uncertainties = [_parameter(key, row) for key, row in factors.items()]
    model.levers = [RealParameter(ema_name(key), 0.0, 1.0) for key in chosen]
    if sources:
        if len(sources) < 2:
            raise InputError("policies: one received; a choice needs two or more ('own' is one)")
        model.levers.extend([CategoricalParameter(POLICY_OF, list(sources))])
    model.constants = [Constant(ema_name(key), value) for key, value in fixed.items()]
    model.outcomes = list(_outcomes(points, _directions(points, minimize, maximize), runs=runs))
    model.meanings = _meanings(points)
    return model


def named_policies(model: SimulationModel) -> list[Any]:
    """Return each category of ``policy_of`` as a policy of the workbench, under its own name.

    For ``perform_experiments(policies=...)``: every experiment then says in
    its column ``policy`` which scenario the policy is from.

    Raises
    ------
    InputError
        If the model was made without policies.
    """
    lever = next((lever for lever in model.levers if lever.name == POLICY_OF), None)
    if lever is None:
        raise InputError(f"{model.name} has no policies; hand them to ema_model(policies=...)")
    make = _samples.Sample if _IS_THREE else _samples.Policy
    names = [category.value for category in lever.categories]
    return [make(name, **{POLICY_OF: name}) for name in names]


class _Place:
    """Words for an experiment of a group."""

    def __init__(self, members: Sequence[int]) -> None:
        self.members = members

    def __call__(self, row: int) -> str:
        """Return words for a row of the group."""
        return f"experiment {self.members[row]}"


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise InputError(f"{name}: {value!r:.60} received; a number is needed")
    return float(value)


def _batches(experiments: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(experiments)
    while batch := list(itertools.islice(rest, _BATCH)):
        yield batch


def _outputs(points: Points, results: PointResults) -> Iterator[dict[str, Any]]:
    """Yield what each point gives, by the names of the workbench."""
    means = mean_of_runs(results.outcomes)
    names = [ema_name(label) for label in points.labels]
    paths = {
        f"{ema_name(name)}_path": mean_of_runs(np.moveaxis(table, 1, -1))
        for name, table in results.series.items()
    }
    for at in range(means.shape[1]):
        row: dict[str, Any] = {}
        for name, mean, values in zip(names, means, results.outcomes, strict=True):
            row[name] = float(mean[at])
            row[f"{name}_runs"] = values[at]
        yield {**row, **{name: table[at] for name, table in paths.items()}}


def _model_name(scenario: Scenario) -> str:
    """Return letters and digits that version 2.5 takes for a name, and an identifier for 3."""
    bare = "".join(letter for letter in scenario.name if letter.isalnum())
    return bare if bare.isidentifier() else f"scenario{bare}"


def _named(keys: Sequence[str]) -> dict[str, str]:
    """Return dotted keys by their names; no two may share one."""
    found: dict[str, str] = {}
    for key in keys:
        name = ema_name(key)
        if name in found:
            raise InputError(
                f"{found[name]!r} and {key!r} are both called {name!r} in the workbench; "
                "leave one of them out"
            )
        found[name] = key
    return found


def _parameter(key: str, distribution: Distribution) -> Any:
    from scipy import stats

    name = ema_name(key)
    if distribution.uniform is not None and distribution.uniform[0] < distribution.uniform[1]:
        return RealParameter(name, *distribution.uniform)
    if (
        distribution.triangular is not None
        and distribution.triangular[0] < distribution.triangular[2]
    ):
        low, mode, high = distribution.triangular
        width = high - low
        return RealParameter.from_dist(name, stats.triang((mode - low) / width, low, width))
    if distribution.lognormal is not None and distribution.between is None:
        median, spread = distribution.lognormal
        return RealParameter.from_dist(name, stats.lognorm(spread, scale=median))
    raise InputError(
        f"{key}: the workbench has no parameter for {distribution.model_dump(exclude_none=True)}; "
        "give it a uniform one here, (low, high), or make a sweep"
    )


def _directions(points: Points, minimize: Sequence[str], maximize: Sequence[str]) -> dict[str, str]:
    directions: dict[str, str] = {}
    for word, labels in (("minimize", minimize), ("maximize", maximize)):
        for label in [labels] if isinstance(labels, str) else labels:
            if label not in points.labels or label in directions:
                told = "stands twice" if label in directions else "is none of the outcomes"
                raise InputError(f"{word}: {label!r} {told}{nearest(label, points.labels)}")
            directions[label] = word
    return directions


def _outcomes(points: Points, directions: Mapping[str, str], *, runs: bool) -> Iterator[Any]:
    for label in points.labels:
        kind = _KINDS.get(directions.get(label, ""), ScalarOutcome.INFO)
        yield ScalarOutcome(ema_name(label), kind=kind)
    if runs:
        for label in points.labels:
            yield ArrayOutcome(f"{ema_name(label)}_runs", shape=(points.replications,), dtype=float)
    for name in points.series:
        quarters = points.scenario.quarters
        yield TimeSeriesOutcome(f"{ema_name(name)}_path", shape=(quarters,), dtype=float)


def _meanings(points: Points) -> dict[str, str]:
    found = {}
    for entry in points.entries:
        row = outcome(entry.outcome)
        of = entry.label.partition("[")[2].rstrip("]")
        unit = "a pure number" if row.unit == "1" else f"in {row.unit}"
        found[ema_name(entry.label)] = f"{row.meaning}{f' ({of})' if of else ''}, {unit}"
    return found
