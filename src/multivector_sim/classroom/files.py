"""What a visitor takes home: figure, numbers, and the scenario of a side."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from multivector_sim.classroom.drawing import LOOKS, beside
from multivector_sim.classroom.figures import tension_figures
from multivector_sim.classroom.history import history_of, line_of
from multivector_sim.classroom.link import write_link
from multivector_sim.classroom.runs import LEVERAGES, FloatArray, SideRuns
from multivector_sim.classroom.state import PARAMETER_SETS, Side, State, changes_of, presets
from multivector_sim.classroom.view import compute
from multivector_sim.inquiry import SETS
from multivector_sim.plots.fan import BANDS
from multivector_sim.results.dataset import NOTE
from multivector_sim.scenario.template import Header, template

__all__ = ["FILES", "File", "effects_csv", "figure_svg", "paths_csv", "provenance", "scenario_file"]

_WIDTH: Final = 560
_TITLE: Final = "Tension between Russia and China"
_KEY: Final = (
    "Dark band: half of the runs; pale band: 90 %; thick line: median; thin line: median of the "
    "other policy; * levers moved from the preset; numbers: events."
)
"""What the figure shows, for who has the file alone."""


class File(NamedTuple):
    """A file that can be had.

    Attributes
    ----------
    words
        What it is.
    kind
        Its media type.
    write
        Returns its text for a state.
    """

    words: str
    kind: str
    write: Callable[[State], str]


def provenance(state: State) -> str:
    """Return in one line what numbers come from, and what they are not."""
    sides = " minus ".join(_told(side) for side in (state.a, state.b))
    changed = "".join(
        f", {words} {', '.join(names)}"
        for words, names in (("without", state.off), ("variant", state.variants))
        if names
    )
    if state.parameters != PARAMETER_SETS[0]:
        changed += f", parameters drawn: {SETS[state.parameters]}"
    return f"A minus B: {sides}{changed}. {state.runs} runs each, seed {state.seed}; {NOTE}."


def _told(side: Side) -> str:
    parts = [_levels(side.levers)] if side.levers else []
    parts += [f"from {phase.date} {_levels(phase.levers)}" for phase in side.phases]
    told = f" ({'; '.join(parts)})" if parts else ""
    return f"{side.preset}{told}"


def _levels(levers: Mapping[str, float]) -> str:
    return ", ".join(f"{lever}={level:g}" for lever, level in levers.items())


def figure_svg(state: State) -> str:
    """Return the tension of both sides as one figure, with the history that is open."""
    key, runs = _KEY, {}
    if state.history:
        runs[state.history] = line_of(history_of(state.history, state))
        letter = LOOKS[state.history].letter
        key += f" Thin black line over {letter}: run {state.run} of {letter}, one draw of chance."
    figures = tension_figures(compute(state), _WIDTH, str, runs)
    return beside(figures, _WIDTH, _TITLE, (key, provenance(state)))


def effects_csv(state: State) -> str:
    """Return the scorecard: one row an outcome, with the paired effect and its interval."""
    view = compute(state)
    rows: list[list[object]] = [
        ["outcome", "unit", "meaning", "scored", "a_mean", "b_mean", *view.main.effect._fields]
    ]
    for row in view.rows:
        what = row.outcome
        rows.append([what.name, what.unit, what.meaning, what.scored, row.a, row.b, *row.effect])
    return _csv(state, rows)


def paths_csv(state: State) -> str:
    """Return what is drawn over time: one row a side, quantity, quarter and quantile."""
    view = compute(state)
    rows: list[list[object]] = [["side", "quantity", "year", "quantile", "value"]]
    for letter, runs in (("A", view.a), ("B", view.b)):
        for name, values in _quantities(runs).items():
            for quantile, line in zip(BANDS, values, strict=True):
                for year, value in zip(view.years, line, strict=True):
                    rows.append([letter, name, year, quantile, f"{value:.6g}"])
    return _csv(state, rows)


def _quantities(runs: SideRuns) -> dict[str, FloatArray]:
    found = {
        f"tension[{'-'.join(pair)}]": runs.tension[..., column]
        for column, pair in enumerate(runs.pairs)
    }
    for part in LEVERAGES:
        for column, power in enumerate(runs.powers):
            found[f"{part}[{power}]"] = runs.leverage[part][..., column]
    return found


def _csv(state: State, rows: list[list[object]]) -> str:
    text = io.StringIO()
    text.write(f"# {provenance(state)}\n# ?{write_link(state)}\n")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _parameter_words(state: State) -> str:
    drawn = state.parameters != PARAMETER_SETS[0]
    return " Here parameters stand at their defaults, in every run." if drawn else ""


def scenario_file(state: State, which: str) -> str:
    """Return the scenario of a side as a file that ``multivector`` reads.

    Parameters
    ----------
    state
        What was chosen.
    which
        ``"a"`` or ``"b"``.
    """
    side = getattr(state, which)
    own = changes_of(side)
    changes = [f"{key}={json.dumps(value)}" for key, value in own.items()]
    changes += [f"mechanisms.{name}=false" for name in state.off]
    changes += [f"runs={state.runs}", f"seed={state.seed}"]
    other = state.b if which == "a" else state.a
    header = Header(
        title=f"{presets()[side.preset].title}, policy {LOOKS[which].letter} of a lesson",
        question=f"How does it compare with {_told(other)}?",
        setup=f"{provenance(state)}{_parameter_words(state)}",
    )
    text = template(Path("lesson.yaml"), header, extends=side.preset, overrides=changes)
    if "policy.triggers" in own:  # a file adds to those that it inherits
        text += '\nremove: ["policy.triggers"]\n'
    if state.variants:
        text += f"\nvariants: {json.dumps(list(state.variants))}\n"
    return text


FILES: Final = {
    "tension.svg": File("figure of tension (SVG)", "image/svg+xml", figure_svg),
    "effects.csv": File("scorecard (CSV)", "text/csv", effects_csv),
    "paths.csv": File("bands over time (CSV)", "text/csv", paths_csv),
    "policy_a.yaml": File(
        "scenario of policy A (YAML)", "application/yaml", lambda state: scenario_file(state, "a")
    ),
    "policy_b.yaml": File(
        "scenario of policy B (YAML)", "application/yaml", lambda state: scenario_file(state, "b")
    ),
}
"""What can be had, by the name of the file."""
