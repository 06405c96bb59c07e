"""What a sweep left in its folder: read, summarised, asked in SQL."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.results.store import MANIFEST, Store
from multivector_sim.results.summary import RANGE
from multivector_sim.scenario import scenario_from_dict
from multivector_sim.scenario.chance import Distribution
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.folder import DONE, FUTURES, POLICIES, read_futures, read_manifest
from multivector_sim.sweeps.metrics import metric_labels, window_of
from multivector_sim.sweeps.plan import BASE, POLICY, Joint, Line, Plan
from multivector_sim.sweeps.spec import ACCEPTED, SweepSpec
from multivector_sim.sweeps.summary import Estimate, estimate
from multivector_sim.sweeps.table import read_columns

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["SweepResults", "load_sweep", "plan_from"]

FloatArray = NDArray[np.float64]

QUANTILES: Final = (RANGE[0], 0.5, RANGE[1])
_READING: Final = ("SELECT", "MULTI")
"""Kinds of statements that ask; DuckDB counts PIVOT among the second."""
_COPIES: Final = 4
"""Arrays of the size of its values that the summary of a metric needs for a moment."""
_MEMORY: Final = 384 * 2**20
"""Bytes of values that a summary holds at a time."""


def plan_from(content: dict[str, Any], futures: FloatArray | None = None) -> Plan:
    """Return the plan that a manifest tells of.

    Policy functions are not part of it: a manifest holds their source only.
    """
    spec = SweepSpec.model_validate(content["sweep"])
    lines = tuple(
        Line(
            row["base"],
            row["policy"],
            scenario_from_dict(row["scenario"], row["base"]),
            fixed=row["fixed"],
        )
        for row in content["lines"]
    )
    levels = {key: np.array(values) for key, values in sorted(content["choices"].items())}
    grid = np.meshgrid(*levels.values(), indexing="ij") if levels else []
    table = np.stack([axis.reshape(-1) for axis in grid], axis=1) if grid else np.zeros((1, 0))
    return Plan(
        spec=spec,
        lines=lines,
        choice_keys=tuple(levels),
        choices=table,
        unknowns={
            key: Distribution.model_validate(row)
            for key, row in sorted(content["uncertain"].items())
        },
        levels=content["levels"],
        windows=tuple(
            tuple(window_of(entry, line.scenario) for entry in spec.windows) for line in lines
        ),
        given=futures,
        shard_rows=content["shard_rows"],
        joint=_joint(content),
    )


def _joint(content: dict[str, Any]) -> Joint | None:
    """Return what was drawn together; the values are among the futures."""
    told = content.get(ACCEPTED)
    if told is None:
        return None
    return Joint(tuple(told["parameters"]), told["sha256"], told["rows"])


def load_sweep(folder: str | Path) -> SweepResults:
    """Open the folder of a sweep, finished or not.

    Parameters
    ----------
    folder
        A path, or any fsspec URL.

    Raises
    ------
    InputError
        If it is no folder of a sweep.
    """
    store = Store(folder)
    if not store.exists(MANIFEST):
        hint = "" if store.names() else " (there is nothing there)"
        raise InputError(
            f"{store.url} is no folder of a sweep: it holds no {MANIFEST}{hint}; name the folder "
            "that `multivector sweep --out` wrote"
        )
    return SweepResults(store)


class SweepResults:
    """The results of a sweep.

    Parameters
    ----------
    store
        Its folder.
    futures
        (F, factors) what its file of futures holds, where that is known;
        None reads it when it is needed.

    Raises
    ------
    InputError
        If the manifest is not that of a sweep, or it is damaged.
    """

    def __init__(self, store: Store, futures: FloatArray | None = None) -> None:
        self.store = store
        self._given = futures
        self.manifest: dict[str, Any] = read_manifest(store)
        self._checked: set[str] = set()

    @cached_property
    def plan(self) -> Plan:
        """The sweep that was run."""
        values = self._futures
        content = self.manifest["content"]
        try:
            return plan_from(content, values)
        except (KeyError, TypeError, ValueError) as error:
            version = content.get("code", {}).get("version", "another one")
            raise InputError(
                f"{self.store.url} was written by version {version} of this package, and this "
                "one cannot read it; install that version"
            ) from error

    @cached_property
    def futures(self) -> pd.DataFrame:
        """Value of each unknown in each future; one row a future."""
        table = pd.DataFrame(self._futures, columns=list(self.plan.factors))
        table.insert(0, "future", np.arange(self.plan.future_count, dtype=np.int64))
        return table

    @cached_property
    def _futures(self) -> FloatArray:
        if self._given is not None:
            return self._given
        if not self.store.exists(FUTURES):
            raise InputError(
                f"{self.store.url} lacks its {FUTURES}; the sweep that wrote the folder writes it "
                "again"
            )
        return read_futures(self.store)

    def _source(self, name: str) -> IO[bytes] | str:
        """Return where a shard is read; whether it is whole is looked at once."""
        if name not in self._checked:
            self.store.read_shard(name)
            self._checked.add(name)
        return self.store.source(name)

    def has_failed(self, shard: int, row: int) -> bool:
        """Return whether a row of a shard, which may be missing, tells of an error."""
        if shard not in self.shards:
            return False
        return bool(self._errors(self._source(self.shards[shard]))[row])

    def policy_file(self, name: str) -> str:
        """Return the path of the file that defines a policy function, or ``FILE.py``.

        The file is in the folder, where the function has one; a folder at a
        URL has to be copied first.
        """
        inside = f"{POLICIES}/{name}.py"
        if not self.store.is_local or inside not in self.manifest["files"]:
            return "FILE.py"
        return f"{self.store.url.rstrip('/')}/{inside}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to run."""
        return self.store.exists(DONE)

    @cached_property
    def shards(self) -> dict[int, str]:
        """Names of the shards that are there, by number."""
        return dict(sorted(self.store.shards().items()))

    @cached_property
    def labels(self) -> list[str]:
        """Names of the metrics."""
        return metric_labels(self.plan.spec, [line.scenario for line in self.plan.lines])

    def usual(self, most: int) -> list[str]:
        """Return the first metrics: those that are scored, and the windows of the sweep."""
        windows = [window.name for window in self.plan.spec.windows]
        scored = {row.name for row in OUTCOMES if row.scored}
        first = [name for name in self.labels if name in scored]
        return [*first[: max(1, most - len(windows))], *windows] if first else self.labels[:most]

    @property
    def run_count(self) -> int:
        """Number of runs that are there, failed ones included."""
        return sum(self.plan.points(number).rows for number in self.shards)

    @cached_property
    def failed(self) -> int:
        """Number of runs that failed."""
        failures = self.failures()
        if self.plan.spec.keep == "points":
            return int(failures["failed"].sum())
        return len(failures)

    @cached_property
    def arms(self) -> pd.DataFrame:
        """Policies with their choices: one row each, in the order of the results."""
        plan = self.plan
        if not plan.spec.cross:
            return pd.DataFrame(
                [(line.base, line.policy) for line in plan.lines], columns=[BASE, POLICY]
            )
        rows = [(line.base, line.policy, *choice) for line in plan.lines for choice in plan.choices]
        return pd.DataFrame(rows, columns=[BASE, POLICY, *plan.choice_keys])

    @cached_property
    def _arm_rows(self) -> list[dict[str, Any]]:
        """Return the rows of ``arms`` as plain data: asked for often, they are quicker."""
        return [{str(k): v for k, v in row.items()} for row in self.arms.to_dict("records")]

    def runs(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows of all shards that are there, as one table.

        Parameters
        ----------
        columns
            Names of columns; None takes all.
        """
        wanted = None if columns is None else list(columns)
        parts = [pq.read_table(self._source(name), columns=wanted) for name in self.shards.values()]
        if not parts:
            return pd.DataFrame(columns=wanted or [])
        frame: pd.DataFrame = pa.concat_tables(parts).to_pandas()
        return frame

    def values(self, metric: str) -> FloatArray:
        """Return a metric as an array (futures, arms, replications).

        NaN stands where a run failed, is not there yet, or where the scenario
        lacks the metric. With ``keep: points`` the last axis has one entry,
        the mean over runs. Where policies are factors of the design there is
        one arm a future: the array is (futures, policies, replications) with
        NaN but in the future's own.
        """
        self.require(metric)
        points = self.plan.spec.keep == "points"
        column = f"{metric}.mean" if points else metric
        return self._tables([column])[column]

    def means(self, metric: str) -> tuple[FloatArray, NDArray[np.int64]]:
        """Return the mean of a metric at each point, and over how many runs it goes.

        One shard is in memory at a time: also a sweep of many runs a point
        needs room for its points alone.

        Parameters
        ----------
        metric
            Its name.

        Returns
        -------
        numpy.ndarray
            (futures, arms): NaN as in ``values``.
        numpy.ndarray
            (futures, arms): runs that are there and did not fail.

        Raises
        ------
        InputError
            If there is no such metric.
        """
        self.require(metric)
        plan, kept = self.plan, self.plan.spec.keep == "points"
        shape = (plan.future_count, len(plan.lines) * len(plan.choices))
        total, count = np.zeros(shape), np.zeros(shape, dtype=np.int64)
        names = [f"{metric}.mean", "runs", "failed"] if kept else [metric]
        for number, name in self.shards.items():
            columns = read_columns(self._source(name), names)
            values, points = columns[names[0]], plan.points(number)
            there = np.isfinite(values)
            runs = there * (columns["runs"] - columns["failed"] if kept else 1)
            future, arm = points.future, points.line * len(plan.choices) + points.choice
            if not kept:
                future, arm = np.repeat(future, points.runs), np.repeat(arm, points.runs)
            np.add.at(total, (future, arm), np.where(there, values, 0.0) * runs)
            np.add.at(count, (future, arm), runs)
        with np.errstate(invalid="ignore"):
            return total / count, count

    def spread(self, metric: str) -> FloatArray | None:
        """Return the standard deviation over the runs of each point, (futures, arms).

        None where runs are kept, which tell more; NaN as in ``values``, and at
        points of a single run.
        """
        self.require(metric)
        if self.plan.spec.keep == "runs":
            return None
        return self._tables([f"{metric}.sd"])[f"{metric}.sd"][:, :, 0]

    def require(self, metric: str) -> None:
        """Check that there is a metric.

        Raises
        ------
        InputError
            If there is not; the message names those that there are.
        """
        if metric not in self.labels:
            hint = nearest(metric, self.labels)
            known = ", ".join(self.labels)
            raise InputError(f"no metric {metric!r} in {self.store.url}{hint}; there are {known}")

    def words(self, metric: str) -> dict[str, Any]:
        """Return ``unit`` and ``meaning`` of a metric, and whether it is ``scored``.

        Raises
        ------
        InputError
            If there is no such metric.
        """
        self.require(metric)
        return _words(metric, self.plan.spec)

    def _tables(self, columns: Sequence[str]) -> dict[str, FloatArray]:
        """Return columns as arrays (futures, arms, depth); every shard is opened once."""
        tables = {column: self.plan.empty_table() for column in columns}
        for number, name in self.shards.items():
            for column, values in read_columns(self._source(name), columns).items():
                self.plan.place(tables[column], number, values)
        return tables

    @cached_property
    def failed_runs(self) -> FloatArray:
        """(futures, arms, 1) runs of each point that failed; NaN where it is not there yet."""
        return self._tables(["failed"])["failed"]

    def summary(self, metrics: Sequence[str] | None = None) -> pd.DataFrame:
        """Summarise each metric for each policy and choice.

        Parameters
        ----------
        metrics
            Names; None takes all.

        Returns
        -------
        pandas.DataFrame
            One row an arm and metric: ``arm, base, policy``, choices, ``metric,
            unit, meaning, scored, futures, runs, mean, mean_low, mean_high,
            standard_error``, ``low, median, high`` (5, 50 and 95 % of runs, or
            of points), and the paired ``effect`` of the arm less its
            counterfactual (``against``), with ``effect_low, effect_high`` and
            ``p_lower``, the share of futures in which it is lower (ties count
            half). NaN where something cannot be told.
        """
        chosen = self.labels if metrics is None else list(metrics)
        for metric in chosen:
            self.require(metric)
        # Quantiles are half of the work, and NumPy takes them outside the interpreter's lock.
        with ThreadPoolExecutor(thread_name_prefix="multivector-summary") as pool:
            rows = [row for part in self._parts(chosen) for row in pool.map(self._rows, *part)]
        return pd.DataFrame(list(chain.from_iterable(rows)))

    def _parts(self, metrics: Sequence[str]) -> Iterator[tuple[list[Any], ...]]:
        """Yield metrics and their values, as many at a time as fit into little memory."""
        points = self.plan.spec.keep == "points"
        kinds = (".mean", ".sd") if points else ("",)
        depth = 1 if points else self.plan.spec.replications
        size = 8 * _COPIES * self.plan.future_count * len(self.arms) * depth * len(kinds)
        together = max(1, _MEMORY // size)
        for first in range(0, len(metrics), together):
            names = metrics[first : first + together]
            tables = self._tables([f"{name}{kind}" for name in names for kind in kinds])
            yield (list(names), *([tables[f"{name}{kind}"] for name in names] for kind in kinds))
            del tables

    def _rows(
        self, metric: str, values: FloatArray, spread: FloatArray | None = None
    ) -> list[dict[str, Any]]:
        return list(self._of_arms(metric, values, spread))

    def _of_arms(
        self, metric: str, values: FloatArray, spread: FloatArray | None
    ) -> Iterator[dict[str, Any]]:
        plan, words = self.plan, _words(metric, self.plan.spec)
        good = None if spread is None else plan.spec.replications - self.failed_runs
        for arm in range(len(self._arm_rows)):
            own = values[:, arm]
            if not np.isfinite(own).any() and self._lacks(arm, metric):
                continue
            mean = self._estimate(own, None if spread is None else spread[:, arm, 0])
            numbers = own[np.isfinite(own)]
            low, median, high = (
                np.quantile(numbers, QUANTILES, overwrite_input=True)
                if numbers.size
                else [np.nan] * 3
            )
            yield {
                "arm": arm,
                **self._arm_rows[arm],
                "metric": metric,
                **words,
                "futures": mean.futures,
                "runs": mean.runs if good is None else int(good[:, arm][np.isfinite(own)].sum()),
                "mean": mean.mean,
                "mean_low": mean.low,
                "mean_high": mean.high,
                "standard_error": mean.standard_error,
                "low": float(low),
                "median": float(median),
                "high": float(high),
                **self._effect(values, arm),
            }

    def _lacks(self, arm: int, metric: str) -> bool:
        """Return whether the scenario of an arm has no such metric."""
        plan = self.plan
        line = plan.lines[arm // len(plan.choices)]
        return metric not in metric_labels(plan.spec, [line.scenario])

    def _estimate(self, own: FloatArray, spread: FloatArray | None) -> Estimate:
        plan = self.plan
        shared = plan.spec.noise == "shared"
        mean = estimate(own, shared=shared, sampled=plan.is_sample)
        if spread is None or np.isfinite(mean.standard_error):
            return mean
        # Points of no sample: the noise of their runs is known by the spread that was kept.
        there = np.isfinite(own[:, 0]) & np.isfinite(spread)
        runs = plan.spec.replications
        if not there.any() or runs < 2:
            return mean
        error = float(np.sqrt((spread[there] ** 2 / runs).sum()) / there.sum())
        half = 1.959963984540054 * error
        return mean._replace(standard_error=error, low=mean.mean - half, high=mean.mean + half)

    def counterfactual(self, arm: int) -> int | None:
        """Return the arm from which another is told apart; None for one that is it itself.

        It is the first policy in the same world with the same choices; where
        there is one policy only, the first combination of choices.
        """
        plan = self.plan
        if not plan.spec.cross:
            return None
        width = len(plan.choices)
        line, choice = divmod(arm, width)
        first = next(i for i, row in enumerate(plan.lines) if row.base == plan.lines[line].base)
        several = sum(row.base == plan.lines[line].base for row in plan.lines) > 1
        other = first * width + (choice if several else 0)
        return None if other == arm else other

    def arm_name(self, arm: int) -> str:
        """Return an arm in words: policy and choices, and the world where there are several."""
        plan = self.plan
        row = self._arm_rows[arm]
        worlds = len({line.base for line in plan.lines}) > 1
        policy = f"{row[BASE]}: {row[POLICY]}" if worlds else str(row[POLICY])
        parts = [policy] if len(plan.lines) > 1 or not plan.choice_keys else []
        named = zip(plan.choice_keys, self.short_keys, strict=True)
        parts += [f"{name} {row[key]:g}" for key, name in named if key in row]
        return ", ".join(parts)

    @cached_property
    def short_keys(self) -> list[str]:
        """For each choice the shortest end of its dotted key that no other choice has."""
        keys = self.plan.choice_keys
        return [_short_key(key, [other for other in keys if other != key]) for key in keys]

    def _effect(self, values: FloatArray, arm: int) -> dict[str, Any]:
        other = self.counterfactual(arm)
        names = ("effect", "effect_low", "effect_high", "p_lower")
        if other is None:
            return {"against": "", **dict.fromkeys(names, np.nan)}
        difference = values[:, arm] - values[:, other]
        shared = self.plan.spec.noise == "shared"
        effect = estimate(difference, shared=shared, sampled=self.plan.is_sample)
        there = np.isfinite(difference)
        lines = there.any(axis=1)
        total = np.where(there, difference, 0.0).sum(axis=1)[lines]
        lower = np.nan
        if lines.any():
            lower = float(((total < 0).sum() + 0.5 * (total == 0).sum()) / lines.sum())
        return {
            "against": self.arm_name(other),
            "effect": effect.mean,
            "effect_low": effect.low,
            "effect_high": effect.high,
            "p_lower": lower,
        }

    def convergence(self, metric: str, checkpoints: int = 12) -> pd.DataFrame:
        """Return how the mean and quantiles of a metric settle as futures are added.

        Parameters
        ----------
        metric
            Its name.
        checkpoints
            At how many numbers of futures, each about twice the one before
            where there are many.

        Returns
        -------
        pandas.DataFrame
            One row a checkpoint and arm: ``futures``, arm, ``mean, mean_low,
            mean_high, standard_error, low, median, high``.
        """
        values = self.values(metric)
        there = np.flatnonzero(np.isfinite(values).any(axis=(1, 2)))
        if not there.size:
            return pd.DataFrame()
        steps = np.unique(np.geomspace(1, there.size, checkpoints).round().astype(int))
        shared = self.plan.spec.noise == "shared"
        rows = []
        for count in steps:
            for arm in range(len(self.arms)):
                own = values[there[:count], arm]
                numbers = own[np.isfinite(own)]
                if not numbers.size:
                    continue
                mean = estimate(own, shared=shared, sampled=self.plan.is_sample)
                low, median, high = np.quantile(numbers, QUANTILES)
                rows.append(
                    {
                        "futures": int(count),
                        **self._arm_rows[arm],
                        "mean": mean.mean,
                        "mean_low": mean.low,
                        "mean_high": mean.high,
                        "standard_error": mean.standard_error,
                        "low": float(low),
                        "median": float(median),
                        "high": float(high),
                    }
                )
        return pd.DataFrame(rows)

    def failures(self, *, inside: bool = False) -> pd.DataFrame:
        """Return the runs that failed: policy, choices, future, replication, error, command.

        The command replays the run on its own. It is to be given where this
        process runs, or inside the folder: then it is the same wherever the
        folder is.

        Parameters
        ----------
        inside
            Whether commands are to be given inside the folder.
        """
        plan = self.plan
        count = "failed" if plan.spec.keep == "points" else "replication"
        keys = [BASE, POLICY, *plan.choice_keys, "future", count, "error"]
        parts: list[pd.DataFrame] = []
        for number, name in self.shards.items():
            rows = np.flatnonzero(self._errors(self._source(name)))
            if not rows.size:
                continue
            table = pq.read_table(self._source(name), columns=keys)
            part = table.take(rows).to_pandas()
            part["row"] = [f"{number}:{row}" for row in rows]
            parts.append(part)
        if not parts:
            return pd.DataFrame(columns=[*keys, "command"])
        frame: pd.DataFrame = pd.concat(parts, ignore_index=True)
        frame["command"] = [
            self._command(str(base), str(policy), row, inside=inside)
            for base, policy, row in zip(frame[BASE], frame[POLICY], frame.pop("row"), strict=True)
        ]
        return frame

    @staticmethod
    def _errors(source: IO[bytes] | str) -> NDArray[np.bool_]:
        """Return which rows of a shard tell of an error."""
        column = pq.read_table(source, columns=["error"])["error"]
        return np.asarray(column.is_valid().to_numpy(), dtype=bool)

    def _command(self, base: str, policy: str, row: str, *, inside: bool) -> str:
        words = ["multivector", "replay", "." if inside else self.store.url, row]
        for line in self.manifest["content"]["lines"]:
            if (line["base"], line["policy"]) == (base, policy) and "policy_function" in line:
                name = line["policy_function"]["name"]
                file = self.policy_file(name)
                if inside and f"{POLICIES}/{name}.py" in self.manifest["files"]:
                    file = f"{POLICIES}/{name}.py"
                words += ["--policy", f"{file}:{name}"]
        return shlex.join(words)

    def sql(self, query: str) -> pd.DataFrame:
        """Ask the results in SQL (DuckDB).

        Tables: ``runs`` (the shards) and ``futures`` (the unknowns by future).

        Raises
        ------
        InputError
            If DuckDB refuses the query; the message is its own. If it is more
            or less than one statement that reads.
        """
        import duckdb

        with duckdb.connect() as connection:
            files = [self.store.path(name) for name in self.shards.values()]
            if not files:
                raise InputError(f"{self.store.url} holds no runs yet")
            if not self.store.is_local:
                connection.register_filesystem(self.store.system)
                files = [self.store.system.unstrip_protocol(file) for file in files]
            connection.register("futures", self.futures)
            try:
                # A folder may have any name; in DuckDB brackets and stars stand for others.
                relation = connection.read_parquet([_escaped(file) for file in files])
                relation.create_view("runs")
                _require_reading(connection.extract_statements(query))
                frame: pd.DataFrame = connection.sql(query).df()
            except duckdb.Error as error:
                raise InputError(f"--sql: {error}") from error
        return frame

    def to_xarray(self, metrics: Sequence[str] | None = None) -> xr.Dataset:
        """Return metrics over future, policy, each choice and replication.

        Raises
        ------
        InputError
            If a metric is unknown, or policies are factors of the design.
        """
        import xarray as xr

        plan = self.plan
        if not plan.spec.cross:
            raise InputError("policies are factors of this design; use runs() instead")
        names = [f"{line.base}: {line.policy}" for line in plan.lines]
        bases = {line.base for line in plan.lines}
        if len(bases) == 1:
            names = [line.policy for line in plan.lines]
        levels = [np.unique(plan.choices[:, at]) for at in range(len(plan.choice_keys))]
        shape = (plan.future_count, len(plan.lines), *(level.size for level in levels), -1)
        dims = ("future", "policy", *plan.choice_keys, "replication")
        variables = {
            metric: (dims, self.values(metric).reshape(shape))
            for metric in (self.labels if metrics is None else metrics)
        }
        coordinates: dict[str, Any] = {"policy": names}
        coordinates |= dict(zip(plan.choice_keys, levels, strict=True))
        for key in plan.factors:
            coordinates[f"drawn[{key}]"] = ("future", self.futures[key].to_numpy())
        return xr.Dataset(variables, coordinates)


def _require_reading(statements: Sequence[Any]) -> None:
    """Refuse what is no question, or more than one: results are read, not written."""
    kinds = [statement.type.name for statement in statements]
    if len(kinds) != 1 or kinds[0] not in _READING:
        told = " and ".join(kinds) or "nothing"
        raise InputError(
            f"--sql: one statement that reads is needed, such as SELECT; received {told}. To keep "
            "a table, print it with --csv"
        )


def _escaped(file: str) -> str:
    """Return the path of one file as a pattern that matches it alone."""
    return re.sub(r"([*?\[])", r"[\1]", file)


def _short_key(key: str, others: Sequence[str]) -> str:
    parts = key.split(".")
    ends = [".".join(parts[start:]) for start in range(len(parts))][::-1]
    alone = (end for end in ends if not any(f".{other}".endswith(f".{end}") for other in others))
    return next(alone, key)


def _words(metric: str, spec: SweepSpec) -> dict[str, Any]:
    """Return unit and meaning of a metric, and whether it is scored."""
    name = metric.partition("[")[0]
    for row in OUTCOMES:
        if row.name == name:
            return {"unit": row.unit, "meaning": row.meaning, "scored": row.scored}
    entry = next(window for window in spec.windows if window.name == metric)
    return {"unit": "", "meaning": f"{entry.summary} of {entry.of} over a window", "scored": True}
