"""Windows: against recorded paths, in both engines and in labelled data sets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim import Window
from multivector_sim.agents.batch import run_agents
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.state import RECORDABLE, RUN
from multivector_sim.model.windows import SUMMARIES

SEED = 77
QUARTERS = 136
SPANS = ((0, QUARTERS), (0, 1), (QUARTERS - 1, QUARTERS), (40, 60), (59, 61))
STATES = (("tension", (1, 2)), ("share", (2, 3)), ("welfare", ()), ("action", (1,)), ("flow", ()))
WINDOWS = tuple(
    Window(f"{state} {summary} {first} {last}", state, entry, first, last, summary, 0.12)
    for state, entry in STATES
    for first, last in SPANS
    for summary in SUMMARIES
) + tuple(
    Window(f"pair {summary} {first} {last}", "tension", (1, 2), first, last, summary, 0.12, True)
    for first, last in SPANS
    for summary in SUMMARIES
)


def from_path(path: np.ndarray, window: Window) -> np.ndarray:
    """Return what a window comes to, from recorded paths (runs, quarters, *dims)."""
    values = path[(slice(None), slice(window.first, window.last), *window.entry)]
    if window.both_ways:
        back = path[(slice(None), slice(window.first, window.last), *window.entry[::-1])]
        values = 0.5 * (values + back)
    if window.summary == "above":
        return np.mean(values > window.threshold, axis=1)
    if window.summary == "last":
        return values[:, -1]
    return {"mean": np.mean, "max": np.max, "min": np.min}[window.summary](values, axis=1)


def is_exact(window: Window) -> bool:
    """Return whether NumPy does the same floating-point steps; its means add up in pairs."""
    return window.summary != "mean"


@pytest.mark.parametrize("name", ["baseline", "multivector", "war_2022"])
def test_windows_are_those_of_the_recorded_paths(name: str) -> None:
    inputs = mv.load_scenario(name).pack()
    record = [state for state, _ in STATES]
    raw = run_ensemble(inputs, 75, SEED, record=record, windows=WINDOWS)
    assert list(raw.windows) == [window.name for window in WINDOWS]
    for window in WINDOWS:
        expected = from_path(raw.paths[window.state], window)
        values = raw.windows[window.name]
        assert values.shape == (75,)
        if is_exact(window):
            np.testing.assert_array_equal(values, expected, err_msg=window.name)
        else:
            np.testing.assert_allclose(values, expected, rtol=1e-13, err_msg=window.name)


def test_a_mean_adds_quarters_up_in_order(packed_baseline: Inputs) -> None:
    windows = [window for window in WINDOWS if window.summary == "mean"]
    raw = run_ensemble(packed_baseline, 3, SEED, record=["tension", "share"], windows=windows)
    for window in windows[:10]:
        for run, path in enumerate(raw.paths[window.state]):
            assert not window.both_ways
            values = path[(slice(window.first, window.last), *window.entry)].tolist()
            assert raw.windows[window.name][run] == np.cumsum(values)[-1] / len(values)


@pytest.mark.parametrize(
    "name", ["baseline", "hedge", pytest.param("with_turkey", marks=pytest.mark.full)]
)
def test_both_engines_follow_windows_with_the_same_bits(name: str) -> None:
    inputs = mv.load_scenario(name).pack()
    ensemble = run_ensemble(inputs, 3, SEED, first_run=4, windows=WINDOWS)
    agents = run_agents(inputs, 3, SEED, first_run=4, windows=WINDOWS)
    assert ensemble.windows.keys() == agents.windows.keys()
    for window, values in ensemble.windows.items():
        np.testing.assert_array_equal(values, agents.windows[window], err_msg=window)


def test_windows_change_no_outcome(packed_baseline: Inputs) -> None:
    plain = run_ensemble(packed_baseline, 40, SEED)
    watched = run_ensemble(packed_baseline, 40, SEED, windows=WINDOWS)
    assert plain.windows == {}
    for name, values in plain.outcomes.items():
        np.testing.assert_array_equal(values, watched.outcomes[name], err_msg=name)


def test_the_mean_over_the_whole_run_is_the_outcome(packed_baseline: Inputs) -> None:
    pair = [Window("both", "tension", (2, 1), 0, QUARTERS, "mean", both_ways=True)]
    raw = run_ensemble(packed_baseline, 20, SEED, windows=pair)
    np.testing.assert_allclose(raw.windows["both"], raw.outcomes["tension_rus_chn"], rtol=1e-13)


def test_windows_of_constant_levers_are_the_levers(packed_multivector: Inputs) -> None:
    windows = [Window(name, name, (), 3, 99, "mean") for name in LEVERS]
    raw = run_ensemble(packed_multivector, 9, SEED, windows=windows)
    for number, name in enumerate(LEVERS):
        level = packed_multivector.levers[0, number]
        np.testing.assert_allclose(raw.windows[name], level, rtol=1e-14)


def test_every_entry_of_every_state_can_be_watched(packed_baseline: Inputs) -> None:
    """The last value of each entry; a wrong row would show another number."""
    windows = [
        Window(f"{state}{entry}", state, entry, 0, 30, "last")
        for state in RECORDABLE
        for entry in np.ndindex(*RUN.shape(state, 5, 5))
    ]
    raw = run_ensemble(packed_baseline, 9, SEED, record=RECORDABLE, windows=windows)
    for window in windows:
        expected = raw.paths[window.state][(slice(None), 29, *window.entry)]
        np.testing.assert_array_equal(raw.windows[window.name], expected, err_msg=window.name)


def test_a_threshold_itself_is_not_above(packed_baseline: Inputs) -> None:
    path = run_ensemble(packed_baseline, 1, SEED, record=["tension"]).paths["tension"]
    level = float(path[0, 70, 1, 2])
    windows = [
        Window("at", "tension", (1, 2), 70, 71, "above", level),
        Window("below", "tension", (1, 2), 70, 71, "above", float(np.nextafter(level, 0.0))),
    ]
    raw = run_ensemble(packed_baseline, 1, SEED, windows=windows)
    assert (raw.windows["at"].item(), raw.windows["below"].item()) == (0.0, 1.0)


GOOD = Window("fear", "tension", (1, 2), 4, 8, "mean")


@pytest.mark.parametrize("engine", [run_ensemble, run_agents])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"state": "share", "both_ways": True}, "both_ways received for share"),
        ({"first": 8}, r"window 'fear': quarters \[8, 8\) received; .* 0 to 135"),
        ({"last": 3}, r"quarters \[4, 3\) received"),
        ({"first": -1}, r"quarters \[-1, 8\) received"),
        ({"last": 137}, r"quarters \[4, 137\) received; .* at most 136"),
        ({"first": 4.0}, r"quarters \[4.0, 8\) received"),
        ({"last": True}, r"quarters \[4, True\) received"),
        ({"state": "luck"}, "state 'luck' received; allowed are tension, share"),
        ({"state": "anger"}, "state 'anger' received"),
        ({"entry": (1, 5)}, r"entry \(1, 5\) of tension received; .* up to \(4, 4\)"),
        ({"entry": (-1, 2)}, r"entry \(-1, 2\) of tension received"),
        ({"entry": (1,)}, r"entry \(1,\) of tension received"),
        ({"entry": 1}, "entry 1 of tension received"),
        ({"state": "flow"}, r"entry \(1, 2\) of flow received; allowed are \(\) alone"),
        ({"summary": "median"}, "summary 'median' received; allowed are mean, max"),
        ({"summary": ["mean"]}, r"summary \['mean'\] received"),
        ({"threshold": np.nan}, "threshold nan received"),
        ({"threshold": "high"}, "threshold 'high' received; a number"),
        ({"name": ""}, "windows: name '' received"),
    ],
)
def test_bad_windows_are_told(
    packed_baseline: Inputs, engine: Any, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        engine(packed_baseline, 1, SEED, windows=[GOOD._replace(**change)])


def test_names_differ_and_windows_are_windows(packed_baseline: Inputs) -> None:
    with pytest.raises(InputError, match="the name 'fear' stands twice"):
        run_ensemble(packed_baseline, 1, SEED, windows=[GOOD, GOOD._replace(first=5)])
    with pytest.raises(InputError, match="'fear' received; each must be a Window"):
        run_ensemble(packed_baseline, 1, SEED, windows=GOOD)  # type: ignore[arg-type]


# --- labelled ------------------------------------------------------------------------------


def test_simulate_labels_windows_and_writes_them_down() -> None:
    windows = [
        GOOD,
        Window("high price terms", "leverage_economic", (1,), 0, 136, "max"),
        Window("kept trade", "share", (2, 0), 20, 24, "above", 0.2),
        Window("joy", "welfare", (), 0, 136, "last"),
    ]
    ensemble, mesa = (
        mv.simulate("baseline", runs=3, seed=SEED, windows=windows, engine=engine)
        for engine in ("ensemble", "mesa")
    )
    assert ensemble.drop_attrs().identical(mesa.drop_attrs())
    assert ensemble["fear"].dims == ("run",)
    attributes = ensemble["fear"].attrs
    assert attributes["units"] == "1"
    assert attributes["long_name"].endswith("[RUS, CHN], 1993Q1 to 1993Q4")
    assert attributes["long_name"].startswith("mean of tension")
    trade = mv.load_scenario("baseline").sector_codes[2]
    above = ensemble["kept trade"].attrs["long_name"]
    assert above.startswith("share of quarters above 0.2 of share")
    assert above.endswith(f"[{trade}, KAZ], 1997Q1 to 1997Q4")
    assert ensemble["joy"].attrs["units"] == "rent years"
    assert '"fear"' in ensemble.attrs["manifest"]
    np.testing.assert_allclose(ensemble["joy"], ensemble["welfare"], rtol=1e-13)


def test_windows_of_futures_are_those_of_each_future() -> None:
    scenario = mv.load_scenario("baseline", {"initial_tension.RUS-CHN": {"uniform": [0.1, 0.5]}})
    window = Window("first", "tension", (1, 2), 0, 1, "last")
    together = mv.simulate(scenario, runs=3, seed=SEED, record=["tension"], windows=[window])
    first = together["tension"].isel(time=0).sel(actor="RUS", partner="CHN")
    np.testing.assert_array_equal(together["first"], first)
    assert np.ptp(first.values) > 0.01


@pytest.mark.parametrize("name", ["welfare", "tension", "run", "time", "concern_kind", "drawn"])
def test_names_of_the_data_set_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"window '{name}': a data set uses this name"):
        mv.simulate("baseline", runs=1, seed=1, windows=[GOOD._replace(name=name)])
