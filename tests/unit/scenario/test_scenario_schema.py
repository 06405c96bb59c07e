"""The JSON Schema accepts what is sound, and refuses only what the loader refuses."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import multivector_sim as mv
from multivector_sim.model.actors import ACTIONS, LEVERS, MECHANISMS, SECTOR_ROLES
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario import Scenario, load_scenario, validate_file
from multivector_sim.scenario.load import shipped
from multivector_sim.scenario.timeline import TIMELINES
from multivector_sim.scenario.tree import parse_text, plain
from sizes import examples

ROOT = Path(__file__).parents[3]
SCHEMA = mv.scenario_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
HEAD = {"title": "x", "question": "y", "extends": "baseline"}

DOCUMENTED = [
    text
    for page in ("scenarios.md", "cli.md")
    for text in re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL
    )
]


def faults(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema_of_the_draft_that_every_editor_knows() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert "draft-07" in SCHEMA["$schema"]
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
    for later in ("$defs", "prefixItems", "unevaluatedProperties"):
        assert f'"{later}"' not in json.dumps(SCHEMA)


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_fit(name: str) -> None:
    assert faults(plain(parse_text(shipped()[name].read_text(encoding="utf-8"), name))) == []
    # Resolved, nothing is inherited: all that is needed must be there.
    assert faults(load_scenario(name).dump()) == []


@pytest.mark.parametrize("text", DOCUMENTED)
def test_documented_examples_fit(text: str) -> None:
    data = plain(parse_text(text, "docs"))
    whole = data if "title" in data else {**HEAD, **data}
    assert faults(whole) == []


BAD: dict[str, dict[str, Any]] = {
    "unknown key": {"polcy": {}},
    "unknown lever": {"policy": {"inclsion": 1}},
    "unknown parameter": {"parameters": {"reacton": 1}},
    "unknown mechanism": {"mechanisms": {"scoo": True}},
    "unknown parent": {"extends": "baselin"},
    "above the range": {"policy": {"skill": 2}},
    "below the range": {"policy": {"openness": -1}},
    "parameter range": {"parameters": {"reaction": -1}},
    "timeline range": {"timelines": {"spare": 1.5}},
    "value out of range": {"timelines": {"spare": {"value": 2, "source": "x"}}},
    "point out of range": {"timelines": {"demand": {"RUS": {"points": [[2000, 11]]}}}},
    "unit": {"timelines": {"price": {"value": 1, "unit": "kg", "source": "x"}}},
    "half a point": {"timelines": {"spare": {"points": [[1993]], "source": "x"}}},
    "boolean as number": {"policy": {"skill": True}},
    "text as number": {"parameters": {"reaction": "0.5"}},
    "number as boolean": {"mechanisms": {"sco": 1}},
    "fraction of runs": {"runs": 1.5},
    "list as map": {"policy": []},
    "map as list": {"events": {}},
    "malformed start": {"start": 1992},
    "fifth quarter": {"end": "2025Q5"},
    "malformed date": {"events": [{"id": "a", "from": "2008Q7"}]},
    "event without id": {"events": [{"label": "a"}]},
    "three actors": {"events": [{"id": "a", "between": ["RUS", "CHN", "EU"]}]},
    "internal name": {"events": [{"id": "a", "since": 2000}]},
    "half a phase": {"policy": {"phases": [{"from": 2000}]}},
    "half a constant policy": {"policy": {"constant": True}},
    "unknown role": {"sectors": {"trade": {"role": "markets"}}},
    "unknown attraction": {"sectors": {"trade": {"attraction": {"CHN": "luck"}}}},
    "code of small letters": {"actors": {"rus": {}}},
    "section without sources": {"sources": {"events": "x"}},
    "bad tag": {"tags": ["What if"]},
    "number to remove": {"remove": [5]},
    "unknown action": {"forced_actions": [{"actor": "RUS", "action": "cour"}]},
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_bad_is_refused_by_both(name: str, tmp_path: Path) -> None:
    data = {**HEAD, **BAD[name]}
    assert faults(data)
    path = tmp_path / "bad.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert validate_file(path)


def test_without_extends_everything_is_needed() -> None:
    assert "'actors' is a required property" in faults({"title": "x", "question": "y"})
    whole = load_scenario("baseline").dump()
    for path in (("policy", "skill"), ("actors", "RUS", "name"), ("sectors", "trade", "role")):
        part = copy.deepcopy(whole)
        inner = part
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]
        assert faults(part) == [f"{path[-1]!r} is a required property"]
    assert faults({"extends": "baseline"}) == [
        "'title' is a required property",
        "'question' is a required property",
    ]


def test_it_tells_every_name_with_its_meaning() -> None:
    properties, parts = SCHEMA["properties"], SCHEMA["definitions"]
    assert set(properties) == set(Scenario.model_fields) | {"extends", "remove"}
    assert [key for key, part in properties.items() if not part.get("description")] == []
    for row in PARAMETERS:
        told = properties["parameters"]["properties"][row.name]["description"]
        assert row.meaning in told
        assert f"Unit {row.unit};" in told
    for name, rule in TIMELINES.items():
        told = parts["Timelines"]["properties"][name]["description"]
        assert f"{rule.meaning}; unit {rule.unit}, {rule.low:g} to {rule.high:g}" in told
    for lever in LEVERS:
        assert parts["Policy"]["properties"][lever]["description"]
        assert parts["Phase"]["properties"][lever]["description"]
    assert parts["Sector"]["properties"]["role"]["enum"] == list(SECTOR_ROLES)
    assert parts["ForcedAction"]["properties"]["action"]["enum"] == list(ACTIONS)
    assert list(parts["Mechanisms"]["properties"]) == list(MECHANISMS)
    for part in parts.values():
        closed = part["anyOf"][0] if "anyOf" in part else part
        assert closed["additionalProperties"] is False
        assert "Attributes" not in part["description"]


def test_dates_and_timelines_have_their_short_forms() -> None:
    event = {"id": "a", "label": "x", "between": ["RUS", "CHN"], "size": 0.1, "source": "x"}
    for date in (2008, 2008.5, "2008Q3"):
        assert faults({**HEAD, "events": [{**event, "from": date, "to": None}]}) == []
    assert faults({**HEAD, "timelines": {"spare": 0.1, "demand": {"RUS": 0.2}}}) == []


def test_a_distribution_may_stand_for_a_number() -> None:
    drawn = {"uniform": [0.1, 0.5]}
    for part in (
        {"parameters": {"reaction": drawn}},
        {"policy": {"skill": drawn}},
        {"timelines": {"spare": drawn}},
        {"timelines": {"spare": {"points": [[2000, drawn]], "source": "x"}}},
        {"events": [{"id": "hainan_2001", "size": drawn}]},
    ):
        assert faults({**HEAD, **part}) == []
    treaty = {"at": 2010, "with": "RUS", "source": "x"}
    for part in (
        {"parameters": {"reaction": {"unifrm": [0, 1]}}},
        {"mechanisms": {"sco": drawn}},
        {"policy": {"treaties": [{**treaty, "size": drawn}]}},
    ):
        assert faults({**HEAD, **part})


words = st.sampled_from(
    ["RUS", "CHN", "trade", "judgement", "2008Q3", "baseline", "court", "market", "reaction", ""]
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3000), st.floats(-2, 3000, width=32), words
)
values = st.one_of(
    scalars, st.lists(scalars, max_size=3), st.dictionaries(words, scalars, max_size=2)
)
PARTS = [plain(parse_text(text, "docs")) for text in DOCUMENTED if "extends" in text] + [
    {**HEAD, **part} for part in BAD.values()
]
WHOLES = [load_scenario(name).dump() for name in ("baseline", "hedge")]


@st.composite
def mutants(draw: st.DrawFn) -> Any:
    """Return scenario data of which a few places are changed, dropped or renamed."""
    data = copy.deepcopy(draw(st.sampled_from([*PARTS, *PARTS, *WHOLES])))
    for _ in range(draw(st.integers(0, 2))):
        holder: Any = data
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = holder[key]
            if isinstance(inner, dict | list) and inner and draw(st.integers(0, 3)):
                holder = inner
                continue
            change = draw(st.sampled_from(["set", "drop", "rename"]))
            if change == "drop":
                del holder[key]
            elif change == "rename" and isinstance(holder, dict):
                holder[draw(words) or "x"] = holder.pop(key)
            else:
                holder[key] = draw(values)
            break
    return data


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(mutants())
def test_what_it_refuses_the_loader_refuses(tmp_path: Path, data: Any) -> None:
    refused = faults(data)
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(data, allow_nan=False), encoding="utf-8")
    if refused:
        assert validate_file(path), refused
