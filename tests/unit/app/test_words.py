"""Every label is in every catalogue, and the templates use no other words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from multivector_sim.app import labels as known_labels
from multivector_sim.app import play_labels, play_props, props, telling
from multivector_sim.app.words import catalogue, say_in
from multivector_sim.classroom import presets
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.runs import SHOWN
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.classroom.world import load_world
from multivector_sim.model.actors import ACTIONS, LEVERS
from multivector_sim.model.variants import MODEL_VARIANTS

pytest.importorskip("babel", reason="needs the extra 'app'")

PACKAGE = Path(props.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*.vue"))
SPOKEN = [
    *PACKAGE.glob("*.py"), *(PACKAGE.parent / "classroom").glob("*.py"),
]  # fmt: skip


def said():
    """Return every text that Python hands to ``say``."""
    for path in SPOKEN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                (given,) = node.args
                if isinstance(given, ast.Constant):
                    yield given.value


def labels():
    return {
        *known_labels.LABELS, *known_labels.MEANINGS.values(), *known_labels.SWITCHES.values(),
        *known_labels.PARAMETERS.values(), known_labels.FIXED, known_labels.DRAWN, *LEVERS, *said(),
        *ACTIONS, *telling.DOINGS.values(), *telling.WAYS.values(), telling.LIKELIEST,
        telling.LUCKY, *play_labels.LABELS, *play_labels.TITLES.values(),
        *play_props.FILES.values(), play_props.OTHER,
        *(row.title for row in presets().values()), *(row.removes for row in MODEL_VARIANTS),
        *(row.meaning for row in SHOWN), *(row.unit for row in SHOWN if row.unit != "1"),
        *(load_world().actors[code].name for code in load_world().actor_codes),
        *(file.words for file in FILES.values()),
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_label_is_translated(language):
    known = catalogue(language)
    assert not labels() - known.keys()
    same = {words for words in labels() if known[words] == words}
    assert not same


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_translation_is_left_over(language):
    from multivector_sim.evidence import STATUSES

    statuses = {*STATUSES, *STATUSES.values()}
    assert not catalogue(language).keys() - labels() - statuses - {"economic leverage",
                "transit leverage", "security leverage"}  # fmt: skip


def test_templates_say_labels_only():
    used = set()
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"t\['([^']+)'\]", text))
        body = re.sub(r"<script>.*", "", text, flags=re.DOTALL)
        body = re.sub(r'="[^"]*"', "", body)
        bare = re.sub(r"<[^>]*>", " ", re.sub(r"\{\{.*?\}\}", " ", body, flags=re.DOTALL))
        assert set(re.findall(r"[A-Za-z]{2,}", bare)) <= {"output"}, path.name
    assert used | {"lower under A", "the same", "higher under A"} == {
        *known_labels.LABELS, *play_labels.LABELS,
    }  # fmt: skip


def test_unknown_words_stay_as_they_are():
    assert say_in("ru")("never said") == "never said"
    assert say_in("en")("Policy") == "Policy"
