"""Every rule of the language: an example that is sound, and one that breaks it.

A bad example says where the fault stands, what was received, and what is allowed or the nearest
valid name. It is judged within bounds of time and memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from multivector_sim.scenario import validate_file

HEAD = "title: x\nquestion: y\nextends: baseline\n"  # three lines
EVENT = "{id: new, label: x, between: [RUS, CHN], from: 2000, size: 0.1, source: x}"


class Rule(NamedTuple):
    """What is sound, what is not, and what is told: the place and some words."""

    good: str
    bad: str
    place: str
    words: tuple[str, ...]


RULES = {
    "unknown key": Rule(
        "policy: {inclusion: 1}",
        "policy: {inclsion: 1}",
        "4:10",
        ("policy.inclsion", "'inclsion'", "did you mean 'inclusion'"),
    ),
    "unknown section": Rule(
        "mechanisms: {}", "mechansms: {}", "4:1", ("'mechansms'", "did you mean 'mechanisms'")
    ),
    "range": Rule(
        "policy: {skill: 1}",
        "policy: {skill: 1.01}",
        "4:17",
        ("received 1.01", "at most 1"),
    ),
    "open range": Rule(
        "policy: {openness: 4}", "policy: {openness: -4}", "4:20", ("received -4", "at least 0")
    ),
    "range of a parameter": Rule(
        "parameters: {tension_noise: 2}",
        "parameters: {tension_noise: 3}",
        "4:29",
        ("received 3", "allowed: 0 to 2"),
    ),
    "range of a timeline": Rule(
        "timelines: {price: 2}", "timelines: {price: 200}", "4:20", ("received 200", "0 to 100")
    ),
    "unit": Rule(
        "timelines: {price: {value: 1, unit: 55 USD a barrel, source: x}}",
        "timelines: {price: {value: 1, unit: USD, source: x}}",
        "4:37",
        ("received 'USD'", "allowed: '55 USD a barrel'"),
    ),
    "date": Rule("end: 2010Q4", "end: 2010Q5", "4:6", ("received '2010Q5'", "1992Q1 is needed")),
    "date of an event": Rule(
        f"events: [{EVENT.replace('2000', '2008Q3')}]",
        f"events: [{EVENT.replace('2000', '2008-07-01')}]",
        "4:57",
        ("received '2008-07-01'", "2008.5", "2008Q3"),
    ),
    "order of dates": Rule(
        "timelines: {spare: {points: [[1992, 1], [1993, 1]], source: x}}",
        "timelines: {spare: {points: [[1993, 1], [1993, 1]], source: x}}",
        "4:20",
        ("dates must rise",),
    ),
    "shares": Rule(
        "sectors: {trade: {initial_share: {KAZ: 0.3, RUS: 0.5}}}",
        "sectors: {trade: {initial_share: {KAZ: 0.3}}}",
        "4:34",
        ("a sum of 1.1", "must sum to one"),
    ),
    "weights": Rule(
        "sectors: {trade: {weight: 0.15}, finance: {weight: 0.15}}",
        "sectors: {trade: {weight: 0.5}}",
        "4:10",
        ("a sum of 1.3", "must sum to one"),
    ),
    "event outside the run": Rule(
        f"events: [{EVENT}]",
        f"events: [{EVENT.replace('2000', '2026')}]",
        "4:10",
        ("received from 2026", "from 1992Q1 to 2025Q4"),
    ),
    "boolean where a number belongs": Rule(
        "policy: {skill: 1}",
        "policy: {skill: true}",
        "4:17",
        ("received true", "a number is needed"),
    ),
    "text where a number belongs": Rule(
        "parameters: {reaction: 0.5}",
        "parameters: {reaction: '0.5'}",
        "4:24",
        ("received '0.5'", "a number is needed"),
    ),
    "not a number": Rule(
        "policy: {skill: 0.1}", "policy: {skill: .nan}", "4:17", ("received nan", "a finite number")
    ),
    "infinity": Rule(
        "timelines: {spare: 0.1}",
        "timelines: {spare: -.inf}",
        "4:20",
        ("received -inf", "a finite number"),
    ),
    "names of the file": Rule(
        f"events: [{EVENT}]",
        f"events: [{EVENT.replace('from', 'since')}]",
        "4:51",
        ("unknown key 'since'",),
    ),
    "duplicate key": Rule(
        "seed: 1\nruns: 2", "seed: 1\nseed: 2", "5:1", ("'seed'", "first given in line 4")
    ),
    "one document": Rule("seed: 1\n# ---", "seed: 1\n---\nseed: 2", "5:1", ("one file holds one",)),
    "tabs": Rule("policy:\n  skill: 1", "policy:\n\tskill: 1", "5:1", ("tab received", "spaces")),
    "tags": Rule(
        "seed: 1",
        "seed: !!python/object/apply:os.getpid []",
        "4:7",
        ("os.getpid", "tags are not used"),
    ),
    "anchors": Rule(
        "policy: {skill: &a 1, inclusion: *a}",
        "seed: [&a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],"
        "\n&b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a],"
        "\n&c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b],"
        "\n[*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]]",
        "7:1",
        ("at most 20,000", "aliases written out"),
    ),
    "depth": Rule(
        "policy: {phases: [{from: 2000, skill: 1, source: x}]}",
        "policy: " + "[" * 25 + "]" * 25,
        "4:28",
        ("nested too deeply", "at most 20"),
    ),
    "control characters": Rule("seed: 1 # é", "seed: 1 # \x07", "4:11", ("U+0007", "plain text")),
    "members": Rule(
        "actors: {RUS: {proximity: 0.5}}",
        "actors: {" + ", ".join(f"A{i}: {{name: x, id: 1}}" for i in range(70)) + "}",
        "4:9",
        ("received 75", "at most 64"),
    ),
    "whole numbers": Rule("runs: 5", "runs: 5.5", "4:7", ("received 5.5", "a whole number")),
    "words": Rule("tags: [a_tag]", "tags: [A tag]", "4:8", ("received 'A tag'", "small letters")),
    "choices": Rule(
        "sectors: {trade: {role: market}}",
        "sectors: {trade: {role: markt}}",
        "4:25",
        ("received 'markt'", "allowed: resource", "did you mean 'market'"),
    ),
    "removal": Rule(
        "remove: [events.kosovo_1999]",
        "remove: [events.kosov_1999]",
        "4:10",
        ("'events.kosov_1999'", "did you mean 'kosovo_1999'"),
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_good_and_a_bad_example(name: str, tmp_path: Path) -> None:
    rule, path = RULES[name], tmp_path / "case.yaml"
    path.write_text(f"{HEAD}{rule.good}\n", encoding="utf-8")
    assert validate_file(path) == []
    path.write_text(f"{HEAD}{rule.bad}\n", encoding="utf-8")
    told = [str(fault).removeprefix(str(path)) for fault in validate_file(path)]
    at = [line for line in told if line.startswith(f":{rule.place}: ")]
    assert at, told
    assert [word for word in rule.words if not any(word in line for line in at)] == [], told


ENCODINGS = {
    "UTF-8 with a mark": (HEAD.encode("utf-8-sig"), ""),
    "UTF-16": (HEAD.encode("utf-16"), "save the file as UTF-8"),
    "UTF-32": (HEAD.encode("utf-32"), "save the file as UTF-8"),
    "Latin-1": (f"{HEAD}# é".encode("latin-1"), "4:3: byte 0xe9 is not UTF-8 text"),
    "EBCDIC": (HEAD.encode("cp500"), "UTF-8"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "1:1: byte 0x89 is not UTF-8 text"),
    "zeros": (b"\x00" * 100, "1:1: control character U+0000"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(name: str, tmp_path: Path) -> None:
    content, words = ENCODINGS[name]
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    told = [str(fault) for fault in validate_file(path)]
    assert len(told) == bool(words)
    assert words in "".join(told)


def rows(count: int, text: str) -> str:
    return "".join(text.replace("%", str(number)) for number in range(count))


FORCED = "  - {actor: RUS, action: court, from: 2000, to: 2001, source: x}\n"
HEAVY = {
    "too large": "#" * 5_000_001,
    "comments": rows(19_000, "#" + "x" * 240 + "\n"),
    "unknown keys": HEAD + rows(19_000, "x" * 200 + "%: 1\n"),
    "unknown parameters": f"{HEAD}parameters:\n" + rows(19_000, "  reactoin_scale_of_%: 1\n"),
    "actors": f"{HEAD}actors:\n" + rows(19_000, "  A%: {}\n"),
    "empty events": f"{HEAD}events:\n" + rows(19_000, "  - {}\n"),
    "forced actions": f"{HEAD}forced_actions:\n" + rows(3_300, FORCED),
    "brackets": "[" * 19_000,
    "long text": f"{HEAD}expected: >-\n" + rows(19_000, "  " + "word " * 45 + "\n"),
}
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from multivector_sim.cli import main
try:
    main(["validate", "case.yaml"])
finally:
    # What getrusage tells on Linux includes the process that started this one.
    with open("/proc/self/status") as status:
        (peak,) = (line.split()[1] for line in status if line.startswith("VmHWM"))
    print("peak", int(peak) // 1000)
"""


LIKE = {"unknown parameters", "actors", "empty events"}
"""As heavy as unknown keys, and judged in the same way: at full size alone."""


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.full if one in LIKE else ()) for one in HEAVY]
)
def test_heavy_files_are_judged_within_bounds(name: str, tmp_path: Path) -> None:
    """Half a minute of processor time and 200 MB are allowed; a tenth is usual."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read where Linux tells it")
    (tmp_path / "case.yaml").write_text(HEAVY[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], cwd=tmp_path, env=os.environ.copy(),
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == (0 if name == "long text" else 2), done.stderr[-500:]
    assert "Traceback" not in done.stderr
    assert int(done.stdout.split("peak")[1]) < 200


def test_a_file_is_never_run(tmp_path: Path) -> None:
    """What looks like code in a value stays text, and what asks for an object is refused."""
    target = tmp_path / "made"
    code = f"__import__('pathlib').Path({str(target)!r}).touch()"
    path = tmp_path / "case.yaml"
    for value in (f"!!python/object/apply:eval [{json.dumps(code)}]", f"!!python/name:eval {code}"):
        path.write_text(f"{HEAD}expected: {value}\n", encoding="utf-8")
        assert validate_file(path)
    path.write_text(f"{HEAD}expected: {json.dumps('${' + code + '} {{' + code + '}}')}\n")
    assert validate_file(path) == []
    assert not target.exists()
