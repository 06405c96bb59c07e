"""Bad files: what is told, where, and that nothing is told by a traceback or a hang."""

from __future__ import annotations

import os
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multivector_sim.errors import ScenarioError
from multivector_sim.scenario import list_scenarios, load_scenario, validate_file
from sizes import examples

HEAD = "title: x\nquestion: y\nextends: baseline\n"  # three lines


def told(tmp_path: Path, text: str | bytes, name: str = "bad.yaml") -> list[str]:
    """Return the faults of a text, without the folder."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(fault).replace(f"{tmp_path}{os.sep}", "") for fault in validate_file(path)]


def _shock(entries: str) -> str:
    return f"shocks: [{{id: a, label: b, source: c, from: 2000, {entries}}}]"


def _trigger(entries: str) -> str:
    return f"policy: {{triggers: [{{id: a, {entries}, set: {{skill: 1}}, source: x}}]}}"


SINGLE = {
    # name: (text, place, words)
    "unknown key": ("polcy: {}", "4:1", "policy"),
    "unknown lever": ("policy: {inclsion: 1}", "4:10", "inclusion"),
    "unknown parameter": ("parameters: {reacton: 1}", "4:14", "reaction"),
    "unknown mechanism": ("mechanisms: {scoo: true}", "4:14", "sco"),
    "unknown power": ("policy: {favour: {RUSS: 1}}", "4:19", "RUS"),
    "above the range": ("policy: {skill: 2}", "4:17", "must be at most 1; received 2"),
    "below the range": ("policy: {skill: -0.1}", "4:17", "must be at least 0; received -0.1"),
    "parameter range": ("parameters: {reaction: -1}", "4:24", "received -1; allowed: at least 0"),
    "timeline range": ("timelines: {spare: 1.5}", "4:20", "received 1.5; allowed: 0 to 1"),
    "boolean as number": ("policy: {skill: true}", "4:17", "a number is needed; received true"),
    "text as number": ("policy: {skill: '0.5'}", "4:17", "a number is needed; received '0.5'"),
    "word as number": ("parameters: {reaction: high}", "4:24", "a number is needed"),
    "number as boolean": ("mechanisms: {sco: 1}", "4:19", "true or false is needed; received 1"),
    "no as boolean": ("mechanisms: {sco: no}", "4:19", "true or false is needed; received 'no'"),
    "number as text": ("sources: {policy: 5}", "4:19", "text is needed; received 5"),
    "fraction of runs": ("runs: 1.5", "4:7", "a whole number is needed; received 1.5"),
    "no runs": ("runs: 0", "4:7", "must be at least 1; received 0"),
    "negative seed": ("seed: -1", "4:7", "must be at least 0; received -1"),
    "nan": ("policy: {skill: .nan}", "4:17", "a finite number is needed; received nan"),
    "infinity": ("policy: {openness: .inf}", "4:20", "a finite number is needed; received inf"),
    "overflow": ("policy: {openness: 1e999}", "4:20", "a finite number is needed; received inf"),
    "nan parameter": ("parameters: {reaction: .nan}", "4:24", "a finite number is needed"),
    "nan attraction": (
        "sectors: {trade: {attraction: {CHN: .nan}}}",
        "4:37",
        "a finite number or the name of a parameter is needed",
    ),
    "nothing": ("policy: {skill: }", "4:16", "a number is needed; received nothing"),
    "list as map": ("policy: []", "4:9", "a map is needed; received a list of 0"),
    "map as list": ("events: {}", "4:9", "a list is needed; received a map of 0"),
    "malformed start": ("start: 1992", "4:8", "one such as 1992Q1 is needed; received 1992"),
    "fifth quarter": ("end: 2025Q5", "4:6", "one such as 1992Q1 is needed; received '2025Q5'"),
    "end before start": ("end: 1991Q4", "4:6", "not be before start 1992Q1; received '1991Q4'"),
    "endless run": ("end: 2999Q4", "4:6", "at most 2000 quarters"),
    "unknown role": ("sectors: {trade: {role: markets}}", "4:25", "did you mean 'market'"),
    "weights": (
        "sectors: {trade: {weight: 0.5}}",
        "4:10",
        "must sum to one; received a sum of 1.3",
    ),
    "shares": (
        "sectors: {trade: {initial_share: {KAZ: 0.3}}}",
        "4:34",
        "shares must sum to one; received a sum of 1.1",
    ),
    "kept share": ("sectors: {trade: {kept_share: 2}}", "4:31", "must be at most 1"),
    "attraction": ("sectors: {trade: {attraction: {CHN: 0}}}", "4:37", "must be more than 0"),
    "named attraction": (
        "sectors: {trade: {attraction: {CHN: russia_trade}}}",
        "4:37",
        "did you mean 'russia_trade_attraction'",
    ),
    "turned pair": ("initial_tension: {CHN-RUS: 0.1}", "4:19", "'RUS-CHN'"),
    "unit": ("timelines: {price: {value: 1, unit: kg, source: x}}", "4:37", "'55 USD a barrel'"),
    "two forms": (
        "timelines: {spare: {value: 1, steps: [[1992, 1]], source: x}}",
        "4:20",
        "exactly one of value, points and steps is needed; 2 received",
    ),
    "falling dates": (
        "timelines: {spare: {points: [[1993, 1], [1992, 1]], source: x}}",
        "4:20",
        "dates must rise",
    ),
    "half a point": (
        "timelines: {spare: {points: [[1993]], source: x}}",
        "4:30",
        "a list of two is needed; received a list of 1",
    ),
    "no source": ("timelines: {spare: {value: 0.1}}", "4:13", "missing key 'source'"),
    "grievance towards itself": (
        "timelines: {grievance: {RUS: {RUS: 0.1}}}",
        "4:36",
        "towards itself",
    ),
    "unknown series": ("drivers: {size: {series: gdp}}", "4:26", "did you mean 'gdp_usd'"),
    "base year": ("drivers: {size: {relative_to: 1900}}", "4:31", "allowed: 1992 to 2023"),
    "constant with phases": (
        "policy: {constant: true, inclusion: 0, concession: 0, persuasion: 0, leveraging: 0,\n"
        "  retention: 0, openness: 1, skill: 1, institutions: 1, treaties: [\n"
        "  {at: 2010, with: RUS, size: 0.1, source: x}]}",
        "5:67",
        "a constant policy has no treaties",
    ),
    "empty phase": ("policy: {phases: [{from: 1995, source: x}]}", "4:19", "names no lever"),
    "late phase": (
        "policy: {phases: [{from: 2030, skill: 0, source: x}]}",
        "4:19",
        "lies outside the run, which goes from 1992Q1 to 2025Q4",
    ),
    "two treaties": (
        "policy: {treaties: [{at: 2010, with: RUS, size: 0.1, source: x},\n"
        "  {at: 2010Q1, with: RUS, size: 0.1, source: x}]}",
        "5:3",
        "a second treaty with RUS in 2010Q1",
    ),
    "treaty with the pivot": (
        "policy: {treaties: [{at: 2010, with: KAZ, size: 0.1, source: x}]}",
        "4:38",
        "unknown power 'KAZ'",
    ),
    "forced twice": (
        "forced_actions: [{actor: RUS, action: court, from: 2000, to: 2001, source: x},\n"
        "  {actor: RUS, action: demand, from: 2000.5, to: 2002, source: x}]",
        "5:3",
        "RUS is already forced to court",
    ),
    "shock of no timeline": (_shock("on: prise, times: 1"), "4:55", "did you mean 'price'"),
    "shock of nobody": (
        _shock("on: demand, times: 1"),
        "4:55",
        "power: 'demand.RUS'",
    ),
    "shock of a stranger": (_shock("on: demand.KAZ, times: 1"), "4:55", "unknown power 'KAZ'"),
    "shock of a turned pair": (_shock("on: regime.CHN-RUS, times: 1"), "4:55", "'RUS-CHN'"),
    "shock of one way": (
        _shock("on: bias.RUS, plus: 0"),
        "4:55",
        "'bias.RUS.CHN', for example",
    ),
    "shock of itself": (_shock("on: bias.RUS.RUS, plus: 0"), "4:55", "towards itself"),
    "shock of two sizes": (
        _shock("on: price, times: 1, plus: 1"),
        "4:10",
        "exactly one of times and plus is needed; both received",
    ),
    "shock of no size": (_shock("on: price"), "4:10", "none received"),
    "fading without end": (_shock("on: price, times: 1, fade: 1"), "4:10", "to is needed"),
    "shock before it begins": (
        _shock("on: price, times: 1, to: 1999"),
        "4:76",
        "must be later than from 2000; received 1999",
    ),
    "shock out of range": (
        _shock("on: spare, plus: 1"),
        "4:10",
        "takes spare to 1.052 in 2000Q1; allowed: 0 to 1",
    ),
    "late shock": (
        _shock("on: price, times: 1").replace("2000", "2030"),
        "4:10",
        "lies outside the run",
    ),
    "shock twice": (
        _shock("on: price, times: 1").replace(
            "]", ", {id: a, label: b, source: c, from: 2000, on: price, plus: 1}]"
        ),
        "4:78",
        "id 'a' is given twice",
    ),
    "ramp backwards": (
        "policy: {phases: [{from: 1995, over: -1, skill: 0, source: x}]}",
        "4:38",
        "must be at least 0; received -1",
    ),
    "ramp of nothing": (
        "policy: {phases: [{from: 1995, over: 1, source: x}]}",
        "4:19",
        "names no lever",
    ),
    "trigger on nothing": (_trigger("when: tensio, above: 1"), "4:35", "did you mean 'tension'"),
    "trigger on concerns": (
        _trigger("when: concern.RUS, above: 1"),
        "4:35",
        "the pivot does not see 'concern'; a trigger may watch, for example, tension.KAZ-RUS, ",
    ),
    "trigger on blame": (_trigger("when: blame.RUS, above: 1"), "4:35", "does not see 'blame'"),
    "trigger on half a pair": (
        _trigger("when: tension.RUS, above: 1"),
        "4:35",
        "tension goes by pair: 'tension.KAZ-RUS', for example; received 'tension.RUS'",
    ),
    "trigger on half a share": (
        _trigger("when: share.trade, above: 1"),
        "4:35",
        "share goes by sector and actor: 'share.upstream.RUS', for example",
    ),
    "trigger on more than a number": (
        _trigger("when: price.RUS, above: 1"),
        "4:35",
        "'price' is needed; received 'price.RUS'",
    ),
    "trigger on no sector": (
        _trigger("when: share.tade.CHN, above: 1"),
        "4:35",
        "did you mean 'trade'",
    ),
    "trigger on a stranger": (
        _trigger("when: influence.KAZ, above: 1"),
        "4:35",
        "unknown power 'KAZ'",
    ),
    "trigger without threshold": (_trigger("when: price"), "4:21", "none received"),
    "trigger of two thresholds": (
        _trigger("when: price, above: 1, below: 1"),
        "4:21",
        "both received",
    ),
    "hysteresis": (_trigger("when: price, above: 1, back: 2"), "4:21", "2 received"),
    "trigger of no lever": (
        _trigger("when: price, above: 1").replace("skill: 1", ""),
        "4:57",
        "names no lever",
    ),
    "trigger of too much": (
        _trigger("when: price, above: 1").replace("skill: 1", "skill: 2"),
        "4:65",
        "must be at most 1; received 2",
    ),
    "trigger that ends first": (
        _trigger("when: price, above: 1, from: 2000, to: 1999"),
        "4:21",
        "to must be later than from",
    ),
    "trigger after the run": (
        _trigger("when: price, above: 1, from: 2040"),
        "4:21",
        "lies outside the run",
    ),
    "id twice": ("actors: {CHN: {id: 1}}", "4:20", "id 1 is already that of 'RUS'"),
    "nothing to remove": ("remove: [events.crimea_2014]", "4:10", "crimea_2014_"),
}


@pytest.mark.parametrize("name", SINGLE)
def test_one_fault(name: str, tmp_path: Path) -> None:
    text, place, words = SINGLE[name]
    faults = told(tmp_path, f"{HEAD}{text}\n")
    assert len(faults) == 1
    assert faults[0].startswith(f"bad.yaml:{place}: ")
    assert words in faults[0]


EVENT = "events: [{id: new, label: x, between: [RUS, CHN], from: 2000, size: 0.1, source: x}]"
EVENTS = {
    "to before from": (", from: 2000", ", from: 2000, to: 1999", "to must be later than from"),
    "outside": ("from: 2000", "from: 2000, to: 2000", "to must be later than from"),
    "after the run": ("from: 2000", "from: 2026", "lies outside the run"),
    "before the run": ("from: 2000", "from: 1980, to: 1990", "lies outside the run"),
    "malformed date": ("from: 2000", "from: 2000Q7", "a quarter such as 2008Q3 is needed"),
    "far date": ("from: 2000", "from: 99999", "must be at most 3000"),
    "unknown actor": ("CHN", "CHI", "unknown actor 'CHI'; allowed: KAZ, RUS, CHN"),
    "one actor": ("CHN", "RUS", "two actors are needed"),
    "three actors": ("CHN", "CHN, EU", "a list of 2 is needed; received a list of 3"),
    "missing": (", size: 0.1", "", "missing key 'size'"),
    "unknown key": ("label", "lable", "did you mean 'label'"),
    "bad id": ("id: new", "id: New one", "small letters"),
}


@pytest.mark.parametrize("name", EVENTS)
def test_faulty_event(name: str, tmp_path: Path) -> None:
    old, new, words = EVENTS[name]
    assert told(tmp_path, HEAD + EVENT + "\n") == []
    faults = told(tmp_path, HEAD + EVENT.replace(old, new) + "\n")
    assert any(fault.startswith("bad.yaml:4:") and words in fault for fault in faults)


FORM = {
    "broken": ("title: x\n  a: [1\n", "bad.yaml:2:4: broken YAML"),
    "duplicate": (
        "seed: 1\nseed: 2\n",
        "bad.yaml:2:1: duplicate key 'seed', first given in line 1",
    ),
    "documents": ("a: 1\n---\nb: 1\n", "bad.yaml:2:1: a second document"),
    "tab": ("title: x\n\tquestion: y\n", "bad.yaml:2:1: tab received"),
    "empty": ("", "bad.yaml: nothing stands here"),
    "comment": ("# only\n", "bad.yaml: nothing stands here"),
    "list": ("- a\n", "bad.yaml:1:1: a map of keys and values is needed at the top"),
    "word": ("abc\n", "bad.yaml:1:1: a map of keys and values is needed at the top"),
    "binary": (b"title: \x00\x01\x02", "bad.yaml:1:8: control character U+0000"),
    "latin": ("title: café".encode("latin-1"), "bad.yaml:1:11: byte 0xe9 is not UTF-8"),
    "utf-16": ("title: x".encode("utf-16"), "bad.yaml: text is UTF-16"),
    "tag": ("a: !!python/object/apply:os.system [ls]\n", "bad.yaml:1:4: tag "),
    "deep": ("a: " + "[" * 15000, "bad.yaml:1:23: nested too deeply: at most 20 levels"),
    "deep block": ("".join(" " * i + "a:\n" for i in range(190)), "bad.yaml:21:21: nested too"),
    "circular alias": ("a: &a [*a]\n", "bad.yaml:1:8: alias 'a' names no value"),
    "many aliases": ("a: &a 1\nb: [" + "*a, " * 60 + "]\n", "bad.yaml:2:205: too many aliases"),
    "explosion": (
        "a: &a ["
        + "1, " * 9
        + "]\n"
        + "".join(f"{b}: &{b} [{f'*{a}, ' * 9}]\n" for a, b in ("ab", "bc", "cd", "de", "ef")),
        "bad.yaml:5:4: too many values, aliases written out",
    ),
    "long number": ("seed: " + "9" * 5000, "bad.yaml:1:7: number of more than 400 digits"),
    "list as key": ("? [a]\n: 1\n", "bad.yaml:1:3: a list or map stands where a key"),
    "empty key": (": 1\n", "bad.yaml:1:1: empty key"),
    "large": (b"#" * 5_000_001, "bad.yaml: file is too large: 5,000,001 bytes received"),
    "long": (b"#\n" * 2_000_000, "bad.yaml:20001:1: too many lines"),
    "wide": (b"a: [" + b"1, " * 1_000_000, "bad.yaml:1:1: line of 3,000,004 characters"),
    "many values": ("a: [\n" + "1, 1, 1, 1,\n" * 6000, "bad.yaml:5002:1: too many values"),
    "bad escape": ('a: "\\Uffffffff"\n', "bad.yaml: broken YAML"),
}


@pytest.mark.parametrize("name", FORM)
def test_faulty_form_is_refused(name: str, tmp_path: Path) -> None:
    text, expected = FORM[name]
    faults = told(tmp_path, text)
    assert faults[0].startswith(expected)


EXTENDS = {
    "missing": ("baselin", "unknown scenario 'baselin'; did you mean 'baseline'"),
    "far off": ("zzz", "unknown scenario 'zzz'; `multivector list` names the"),
    "without ending": ("bad", "did you mean the file 'bad.yaml'?"),
    "too long for a file": ("x" * 300, "unknown scenario 'xxx"),
    "no character": ('"\\ud800"', "unknown scenario '\\ud800'"),
    "no file": ("other.yaml", "no such file: 'other.yaml'"),
    "escaping": ("../outside.yaml", "only files beside or below this one"),
    "absolute": ("/etc/hosts.yaml", "only files beside or below this one"),
    "itself": ("bad.yaml", "circular: bad.yaml -> bad.yaml"),
    "number": ("5", "a name or a path is needed; received 5"),
    "list": ("[baseline]", "a name or a path is needed"),
}


@pytest.mark.parametrize("name", EXTENDS)
def test_faulty_extends(name: str, tmp_path: Path) -> None:
    target, words = EXTENDS[name]
    (tmp_path.parent / "outside.yaml").write_text(HEAD)
    faults = told(tmp_path, f"title: x\nextends: {target}\nrnus: 5\n")
    assert faults[0].startswith("bad.yaml:2:10: extends: ")
    assert words in faults[0]
    # The rest of the file is checked all the same.
    assert "bad.yaml:3:1: rnus: unknown key 'rnus'; did you mean 'runs'?" in faults[1]


def test_circle_of_two(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("title: x\nextends: bad.yaml\n")
    faults = told(tmp_path, "title: x\nextends: other.yaml\n")
    assert faults[0].startswith("other.yaml:2:10: extends: circular: bad.yaml -> other.yaml")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.yaml").write_text(HEAD)
    try:
        (inner / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    except OSError:
        pytest.skip("links are not allowed here")
    faults = told(inner, "title: x\nextends: link.yaml\n")
    assert "only files beside or below this one" in faults[0]


def test_a_fault_of_the_parent_names_the_parents_file(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(HEAD + "policy: {skill: 3}\n")
    faults = told(tmp_path, "title: x\nquestion: y\nextends: parent.yaml\nseed: -3\n")
    assert [fault.split(": ")[0] for fault in faults] == ["bad.yaml:4:7", "parent.yaml:4:17"]


def test_every_fault_at_once(tmp_path: Path) -> None:
    text = f"""{HEAD}seed: -1
runs: many
polcy: 1
parameters: {{reacton: 1, reaction: -1}}
policy: {{skill: 2, persuasion: true, treaties: [{{at: 2010, with: TUR, size: 3, source: x}}]}}
events:
  - {{id: a, label: x, between: [RUS, UKR], from: 2009, to: 2008, size: 0.1, source: x}}
  - {{id: a, label: x, between: [RUS, CHN], from: 2030, size: 0.1, source: x}}
timelines: {{spare: 3, demand: {{TUR: 1}}}}
"""
    lines = [int(fault.split(":")[1]) for fault in told(tmp_path, text)]
    assert lines == [4, 5, 6, 7, 7, 8, 8, 8, 8, 10, 10, 11, 11, 12, 12]


def test_not_a_file(tmp_path: Path) -> None:
    assert "cannot be read" in str(validate_file(tmp_path / "absent.yaml")[0])
    assert "is not a file" in str(validate_file(tmp_path)[0])


def test_shipped_scenarios_are_sound() -> None:
    for row in list_scenarios():
        assert validate_file(row.name) == []


OVERRIDES = {
    "policy.inclusio=0.5": "did you mean 'inclusion'",
    "policy.inclusion=2": "must be at most 1; received 2",
    "policy.inclusion='1'": "a number is needed; received '1'",
    "policy.inclusion=[1": "broken YAML",
    "end=2010Q9": "a quarter",
    "end=1980Q1": "must not be before start 1992Q1",
    "mechanisms.sco=0": "true or false is needed",
    "events.crimea.size=1": "unknown entry 'crimea'; did you mean 'crimea_2014",
    "extends=baseline": "works in files only",
    "parameters.reacton=1": "did you mean 'reaction'",
    "foo": "KEY=VALUE is needed",
    "=1": "KEY=VALUE is needed",
    "seed=": "a value is needed",
}


@pytest.mark.parametrize("text", OVERRIDES)
def test_faulty_override_names_itself(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("baseline", [text])
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(f"--set {text}: ")
    assert OVERRIDES[text] in caught.value.faults[0]


def test_all_faulty_overrides_are_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("baseline", {"runs": True, "seed": 1.5, "policy.skill": float("nan")})
    assert len(caught.value.faults) == 3


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(string.printable, max_size=8)
)
KEYS = """
title start end actors sectors timelines events policy phases treaties parameters drivers remove
RUS KAZ RUS-CHN trade points steps from to between spare grievance attraction initial_share with at
forced_actions mechanisms favour price id initial_tension
"""
keys = st.sampled_from(KEYS.split())
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(keys, trees, max_size=6), st.booleans())
def test_any_content_is_judged(tmp_path: Path, data: dict[str, object], derived: bool) -> None:
    def write(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {write(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(write, value)) + "]"
        words = {None: "null", True: "true", False: "false"}
        if value is None or isinstance(value, bool):
            return words[value]
        return (
            "'" + "".join(filter(str.isalnum, value)) + "'"
            if isinstance(value, str)
            else str(value)
        )

    head = "extends: baseline\n" if derived else ""
    body = "".join(f"{key}: {write(value)}\n" for key, value in data.items())
    assert isinstance(told(tmp_path, head + body), list)


@settings(
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.one_of(st.binary(max_size=60), st.text("ab:-[]{}&*!|>'\"%@#?,\n\t 01.~", max_size=60)))
def test_any_bytes_are_judged(tmp_path: Path, content: bytes | str) -> None:
    assert told(tmp_path, content)
