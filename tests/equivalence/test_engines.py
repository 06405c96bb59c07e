"""One model, two engines: the same bits; and a second reading of the equations agrees."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import multivector_sim as mv
import oracle
from multivector_sim.agents.batch import run_agents
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import sample_prior
from multivector_sim.model.state import RECORDABLE
from worlds import with_quarters

ALL_OUTCOMES = [row.name for row in OUTCOMES]
SHIPPED = [listing.name for listing in mv.list_scenarios()]
SEED = 20181


def assert_same_bits(left, right):
    for part in ("outcomes", "paths"):
        ours, theirs = getattr(left, part), getattr(right, part)
        assert ours.keys() == theirs.keys()
        for name, values in ours.items():
            assert values.shape == theirs[name].shape, name
            assert np.array_equal(values, theirs[name], equal_nan=True), name


@pytest.fixture(scope="module")
def baseline():
    return mv.load_scenario("baseline").pack()


def of_one_size():
    """Return the scenarios; other sizes of cast at full size alone, since each compiles anew."""
    full = {"with_turkey", "without_usa"}
    return [pytest.param(one, marks=pytest.mark.full if one in full else ()) for one in SHIPPED]


@pytest.mark.parametrize("name", of_one_size())
def test_mesa_and_ensemble_give_the_same_bits(name):
    inputs = mv.load_scenario(name).pack()
    settings = {"record": RECORDABLE, "outcomes": ALL_OUTCOMES, "first_run": 5}
    agents = run_agents(inputs, 3, SEED, **settings)
    assert_same_bits(agents, run_ensemble(inputs, 3, SEED, **settings))


PLAIN = """
import pickle, sys
from multivector_sim.agents.batch import run_agents

with open(sys.argv[1], "rb") as file:
    inputs, seed, settings = pickle.load(file)
result = run_agents(inputs, 2, seed, **settings)
with open(sys.argv[2], "wb") as file:
    pickle.dump((result.outcomes, result.paths), file)
"""


def test_six_agents_in_plain_python_give_the_bits_of_compiled_lanes(tmp_path):
    inputs = with_quarters(mv.load_scenario("with_turkey").pack(), 20)
    assert len(inputs.actors) == 6
    settings = {"record": RECORDABLE, "outcomes": ALL_OUTCOMES, "first_run": 5}
    given, made = tmp_path / "given", tmp_path / "made"
    given.write_bytes(pickle.dumps((inputs, SEED, settings)))
    subprocess.run(
        [sys.executable, "-c", PLAIN, str(given), str(made)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
        timeout=300,
    )
    outcomes, paths = pickle.loads(made.read_bytes())
    compiled = run_ensemble(inputs, 2, SEED, **settings)
    assert_same_bits(SimpleNamespace(outcomes=outcomes, paths=paths), compiled)
    # Negative control: another seed gives other bits.
    other = run_ensemble(inputs, 2, SEED + 1, **settings)
    assert not np.array_equal(other.paths["tension"], paths["tension"])


def test_same_bits_under_prior_draws_switches_and_substeps(baseline):
    parameters = sample_prior(6, seed=3)
    for index, substeps in enumerate((1, 3)):
        switches = np.array([(index >> bit) & 1 for bit in range(5)], dtype=float)
        inputs = replace(baseline, substeps=substeps, switches=switches, quarters=baseline.quarters)
        settings = {"record": ("tension", "share"), "parameters": parameters}
        assert_same_bits(
            run_agents(inputs, 6, 2**63 + 11, **settings),
            run_ensemble(inputs, 6, 2**63 + 11, **settings),
        )


def test_labelled_data_sets_are_the_same():
    ensemble = mv.simulate("hedge", runs=3, seed=4, record=["tension"])
    mesa = mv.simulate("hedge", runs=3, seed=4, record=["tension"], engine="mesa")
    assert ensemble.drop_attrs().identical(mesa.drop_attrs())
    assert {**ensemble.attrs, "manifest": ""} == {**mesa.attrs, "manifest": ""}


def test_runs_do_not_depend_on_block_or_threads(baseline):
    """The same runs, cut and spread in every way, from runs that share lanes and that do not."""
    count = 40 * WIDTH + 3
    whole = run_ensemble(baseline, count, SEED, threads=1, record=("tension",))
    assert_same_bits(whole, run_ensemble(baseline, count, SEED, threads=3, record=("tension",)))
    for first, runs in ((0, 1), (1, 2 * WIDTH), (WIDTH - 1, 5), (count - 1, 1), (250, 53)):
        part = run_ensemble(baseline, runs, SEED, first_run=first, record=("tension",))
        for name, values in part.outcomes.items():
            expected = whole.outcomes[name][first : first + runs]
            assert np.array_equal(values, expected, equal_nan=True), name
        assert np.array_equal(part.paths["tension"], whole.paths["tension"][first : first + runs])


def test_parameter_sets_of_one_and_of_each_run_agree(baseline):
    parameters = sample_prior(WIDTH + 1, seed=8)
    together = run_ensemble(baseline, WIDTH + 1, 5, parameters=parameters)
    for run, own in enumerate(parameters):
        alone = run_ensemble(baseline, 1, 5, first_run=run, parameters=own)
        for name, values in alone.outcomes.items():
            assert np.array_equal(values[0], together.outcomes[name][run], equal_nan=True), name


def test_seeds_and_runs_differ(baseline):
    """Negative control: equality above is not that of constants."""
    tension = run_ensemble(baseline, 50, 1).outcomes["tension_rus_chn"]
    assert np.unique(tension).size == 50
    other = run_ensemble(baseline, 50, 2).outcomes["tension_rus_chn"]
    assert not np.isin(other, tension).any()
    assert np.array_equal(
        run_ensemble(baseline, 3, 0).outcomes["welfare"],
        run_ensemble(baseline, 3, 0).outcomes["welfare"],
    )


@pytest.mark.parametrize("name", ["baseline", "multivector", "bandwagon_china", "isolation"])
def test_second_reading_of_the_equations_agrees(name):
    inputs = mv.load_scenario(name).pack()
    parameters = sample_prior(3, seed=len(name))
    parameters[0] = inputs.parameters
    record = [path for path in RECORDABLE if path != "blame"]
    ensemble = run_ensemble(
        inputs, 3, SEED, parameters=parameters, record=record, outcomes=ALL_OUTCOMES
    )
    for run, own in enumerate(parameters):
        outcomes, paths = oracle.run(inputs, SEED, run, parameters=own, record=record)
        assert np.array_equal(ensemble.paths["action"][run, :, 1:], paths["action"][:, 1:])
        for outcome in ALL_OUTCOMES:
            np.testing.assert_allclose(
                ensemble.outcomes[outcome][run], outcomes[outcome], rtol=1e-9, atol=1e-11,
                err_msg=outcome,
            )  # fmt: skip
        for path in record:
            meant = ~np.isnan(paths[path])
            np.testing.assert_allclose(
                ensemble.paths[path][run][meant], paths[path][meant], rtol=1e-9, atol=1e-11,
                err_msg=path,
            )  # fmt: skip


def test_progress_counts_every_run_once(baseline):
    counted = []
    run_ensemble(baseline, 700, 1, progress=counted.append)
    assert sum(counted) == 700
    assert len(counted) > 1


def test_an_error_in_progress_stops_the_work(baseline):
    def interrupt(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(baseline, 5000, 1, threads=2, progress=interrupt)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"runs": 0}, "runs: 0 received; allowed are 1"),
        ({"runs": True}, "runs: True received; a whole number"),
        ({"runs": 2.5}, "a whole number is needed"),
        ({"seed": -1}, "seed: -1 received"),
        ({"seed": 2**64}, "seed: 18446744073709551616 received"),
        ({"record": ["tensoin"]}, "record: .*tensoin.*known"),
        ({"outcomes": ["luck"]}, "outcomes: unknown outcome .luck.; known are"),
        ({"runs": 10**7, "record": ["tension"]}, "GiB are allowed"),
        ({"engine": "fast"}, "engine: 'fast' received; allowed are ensemble, mesa"),
    ],
)
def test_bad_requests_are_told(arguments, message):
    with pytest.raises(mv.InputError, match=message):
        mv.simulate("baseline", **{"runs": 2, "seed": 1, **arguments})
