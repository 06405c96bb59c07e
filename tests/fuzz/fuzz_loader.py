"""Search for inputs that the scenario loader cannot cope with, guided by coverage.

    python tests/fuzz/fuzz_loader.py -max_total_time=300

Needs the extra ``fuzz`` (Linux, Python 3.11 to 3.13). Arguments are those of libFuzzer; a folder
keeps what it found for the next time. A crash found becomes a test in
tests/fuzz/test_loader_survives.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["multivector_sim.scenario", "ruamel.yaml"]):
    import ruamel.yaml  # noqa: F401

    from multivector_sim.errors import ScenarioError
    from multivector_sim.scenario import load_scenario, scenario_from_dict

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz_loader_"))
HEADS = (b"", b"title: x\nquestion: y\nextends: baseline\n")


def judge(content: bytes) -> None:
    """Load one input as a file or as an override; anything but a scenario error is a crash."""
    if not content:
        return
    kind, text = content[0], content[1:]
    try:
        if kind % 3 == 2:
            scenario = load_scenario("baseline", [text.decode("utf-8", "replace")])
        else:
            path = FOLDER / "input.yaml"
            path.write_bytes(HEADS[kind % 3] + text)
            scenario = load_scenario(path)
    except ScenarioError:
        return
    if scenario_from_dict(scenario.dump()) != scenario:
        raise AssertionError("a sound scenario changed when it was written and read again")


def seeds() -> Path:
    """Return a folder with the shipped scenarios, whole and in sections."""
    folder = FOLDER / "seeds"
    folder.mkdir()
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        content = path.read_bytes()
        (folder / path.stem).write_bytes(b"\x00" + content)
        if path.stem != "baseline":
            continue
        for number, section in enumerate(content.split(b"\n\n")):
            (folder / f"section_{number}").write_bytes(b"\x01" + section + b"\n")
    for number, text in enumerate(("policy.inclusion=0.5", "end=2010Q4", "timelines.spare=0.1")):
        (folder / f"override_{number}").write_bytes(b"\x02" + text.encode())
    return folder


def words() -> Path:
    """Return libFuzzer's list of words: the keys and signs of the language."""
    from multivector_sim.model.parameters import PARAMETER_NAMES
    from multivector_sim.scenario.schema import scenario_schema

    schema = scenario_schema()
    names = {*schema["properties"], *PARAMETER_NAMES, "RUS", "CHN", "RUS-CHN", "2008Q3"}
    for part in schema["definitions"].values():
        names |= set(part.get("properties", {}))
    signs = [
        "&a ",
        "*a",
        "!!python/object:x",
        "---",
        "? ",
        "| ",
        ">-",
        ".nan",
        "-.inf",
        "\\x09",
        "{}",
    ]
    path = FOLDER / "words"
    path.write_text("".join(f'"{word}"\n' for word in sorted(names | set(signs))), encoding="ascii")
    return path


def main() -> None:
    """Run the fuzzer until its time is up or something breaks."""
    settings = [f"-dict={words()}", "-max_len=4000", "-timeout=20", "-rss_limit_mb=1500"]
    atheris.Setup([sys.argv[0], *settings, *sys.argv[1:], str(seeds())], judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
