"""Whatever a file holds, the loader answers with a scenario or with a scenario error.

Hypothesis changes the shipped files: tokens and values are dropped, doubled and replaced, lines
are moved, bytes are thrown in. ``fuzz_loader.py`` searches longer, guided by coverage; what it
finds becomes an example in ``FOUND``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multivector_sim.errors import ScenarioError
from multivector_sim.scenario import load_scenario, scenario_from_dict
from multivector_sim.scenario.load import shipped
from sizes import examples

HEAD = "title: x\nquestion: y\nextends: baseline\n"
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in shipped().items()}
SECTIONS = re.findall(r"^[a-z_]+:.*\n(?:[ #].*\n|\n)+", TEXTS["baseline"], re.MULTILINE)
TOKEN = re.compile(r"\s+|[\w.]+|.")

FOUND = {
    "tags of any length": "a: " + "!" * 3000 + " 1\n",
    "many actors": f"{HEAD}actors:\n" + "".join(f"  A{i}: {{}}\n" for i in range(300)),
    "alias as a part": "sectors: &a {x: {}}\nactors: *a\n",
    "deep flow": HEAD + "policy: " + "{a: " * 19,
    "directive": "%YAML 1.1\n---\ntitle: x\n",
    "bare escapes": 'title: "\\x"\n',
    "number of many digits": f"{HEAD}seed: 1{'0' * 390}\n",
    "negative zero": f"{HEAD}policy: {{openness: -0.0}}\n",
}

WORDS = """
{} [] { } [ ] : - ? | > >- & * &a *a !!str !a # ' " , % @ ` --- ... ~ null true .nan -.inf 1e999
-1 0 0.5 2 1e-400 1992Q1 2030 RUS CHN KAZ RUS-CHN CHN-RUS baseline events policy phases actors
from to with size source points steps value id between remove extends shocks triggers
"""
SIGNS = ["\n", "\n  ", "\t", "\r\n", "\x85", "\u2028", "\ufeff", "\x00", " "]
words = st.sampled_from([*WORDS.split(), *SIGNS])


def check_words(error: ScenarioError) -> None:
    """Check that faults are told, and in a length that people read."""
    assert error.faults
    assert max(map(len, error.faults)) < 1000


def judge(path: Path, content: bytes) -> None:
    """Load a file; anything but a sound scenario or a scenario error is a failure."""
    path.write_bytes(content)
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        check_words(error)
        return
    assert scenario_from_dict(scenario.dump()) == scenario


@st.composite
def changed_files(draw: st.DrawFn) -> str:
    """Return a shipped file, or a section of one, in which a few tokens are not as they were."""
    if draw(st.integers(0, 4)):
        text = HEAD + draw(st.sampled_from(SECTIONS))
    else:
        text = draw(st.sampled_from([text for name, text in TEXTS.items() if name != "baseline"]))
    tokens = TOKEN.findall(text)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(tokens) - 1))
        change = draw(st.sampled_from(["drop", "double", "replace", "insert", "swap", "cut"]))
        if change == "drop":
            del tokens[at]
        elif change == "double":
            tokens[at:at] = tokens[at : at + draw(st.integers(1, 30))]
        elif change == "replace":
            tokens[at] = draw(words)
        elif change == "insert":
            tokens.insert(at, draw(words))
        elif change == "swap":
            other = draw(st.integers(0, len(tokens) - 1))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        else:
            del tokens[at:]
        if not tokens:
            break
    return "".join(tokens)


slow = settings(
    max_examples=examples(90),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@slow
@given(changed_files())
def test_a_changed_file_is_judged(tmp_path: Path, text: str) -> None:
    judge(tmp_path / "input.yaml", text.encode("utf-8", "surrogatepass"))


@slow
@given(st.sampled_from(SECTIONS), st.binary(min_size=1, max_size=4), st.floats(0, 1))
def test_bytes_thrown_into_a_file_are_judged(
    tmp_path: Path, section: str, thrown: bytes, where: float
) -> None:
    content = (HEAD + section).encode()
    at = int(where * len(content))
    judge(tmp_path / "input.yaml", content[:at] + thrown + content[at + len(thrown) :])


@slow
@given(st.lists(words, max_size=30), st.booleans())
def test_any_words_are_judged(tmp_path: Path, given_words: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(given_words)
    judge(tmp_path / "input.yaml", text.encode("utf-8"))


@slow
@given(
    st.one_of(
        st.builds("{}={}".format, st.sampled_from(["policy.skill", "events", "end", "a.b"]), words),
        st.lists(words, max_size=6).map("".join),
        st.text(max_size=30),
    )
)
def test_any_override_is_judged(text: str) -> None:
    try:
        load_scenario("baseline", [text])
    except ScenarioError as error:
        check_words(error)


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_before_is_judged(name: str, tmp_path: Path) -> None:
    judge(tmp_path / "input.yaml", FOUND[name].encode())
