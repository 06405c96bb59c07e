"""Every label and sentence is in every catalogue, and the templates use no other words."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import multivector_sim as mv
from multivector_sim.app import labels as known_labels
from multivector_sim.app import play_labels, play_props, props, telling
from multivector_sim.app.words import CATALOGUES, catalogue, say_in
from multivector_sim.classroom import presets
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.phases import BY_HAND
from multivector_sim.classroom.runs import SHOWN
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.classroom.world import load_world
from multivector_sim.cli.play_seats import HELP
from multivector_sim.explanation import NUMBERS, happened
from multivector_sim.explanation import words as reasons
from multivector_sim.explanation.news import NO_LABEL
from multivector_sim.model.actors import ACTIONS, LEVERS
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.play import briefing, standing
from multivector_sim.play.words import SIZES, WHOLE
from multivector_sim.report import debrief_page
from multivector_sim.results.dataset import NOTE

read_po = pytest.importorskip("babel.messages.pofile", reason="needs the extra 'app'").read_po
forest = importlib.import_module("multivector_sim.plots.forest")
histories = importlib.import_module("multivector_sim.plots.histories")
debrief = importlib.import_module("multivector_sim.play.debrief")  # the function bears its name

PACKAGE = Path(props.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*.vue"))
SPOKEN = [
    *(path for name in ("app", "classroom", "explanation", "play")
      for path in (PACKAGE.parent / name).glob("*.py")),
    *(PACKAGE.parent / "cli").glob("play*.py"),
    *(PACKAGE.parent / "plots").glob("*.py"),
    PACKAGE.parent / "report" / "debrief_page.py",
]  # fmt: skip


# What is refused to whoever serves the page or calls the library, not to who plays.
PLAYED = ("app", "classroom", "explanation", "play")
OTHERS = ("app/serve.py", "explanation/chronicle.py")


def said():
    """Return every text that ``say`` or ``said`` tells, and every refusal that is no form."""
    for path in sorted((PACKAGE.parent / "report" / "templates").glob("*.html")):
        yield from re.findall(r'say\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    for path in SPOKEN:
        told = {"say"} if path.parent.name != "plots" else {"said"}
        if path.parent.name in PLAYED and not path.as_posix().endswith(OTHERS):
            told |= {"InputError", "SimulationError"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", getattr(node, "attr", ""))
            name = name or getattr(getattr(node, "func", None), "attr", "")
            if isinstance(node, ast.Call) and name in told:
                (given,) = node.args
                if isinstance(given, ast.Constant):
                    yield given.value


def sentences():
    """Return the words of briefings, histories and debriefs that stand in tables."""
    outcomes = {row.name: row for row in OUTCOMES}
    tables = (
        happened.HAPPENED, happened.NEW, happened.TIMES, reasons.DOES, reasons.BECAUSE,
        reasons.CONCERN_WORDS, reasons.MOVER_WORDS, reasons.PACE_WORDS, NUMBERS,
        briefing.LEVER_WORDS, briefing.ACTION_WORDS, briefing.TABLE_WORDS,
    )  # fmt: skip
    return {
        *(words for table in tables for words in table.values()),
        *briefing.LEVER_HEADS, *briefing.OPTION_HEADS, *debrief.EFFECT_HEADS, *standing.HEADS,
        briefing.CAVEAT, debrief.EXPLORATORY, debrief.ONE_DRAW, HELP, "played", debrief.RECORD,
        *histories.PANELS, forest.KEY, NOTE, *debrief_page.TITLES.values(), debrief_page.WORLD,
        debrief_page.HOW, debrief.PRESET, *(word for _, word in SIZES), *WHOLE.values(), BY_HAND,
        NO_LABEL, "treaty", "favour",
        *(outcomes[name].meaning for name in debrief.OUTCOMES_TOLD),
        *(outcomes[name].meaning.removesuffix(" of a power") for name in debrief.OF_POWER),
        *(row.name for row in load_world().sectors.values()),
        *(row.name for row in other_actors()),
        *(row.label for name in presets() for row in dated(mv.load_scenario(name)) if row.label),
    }  # fmt: skip


def other_actors():
    """Yield the actors of shipped scenarios with another pivot or a power more."""
    for row in mv.list_scenarios():
        if row.name.startswith(("country_", "with_")):
            yield from mv.load_scenario(row.name).actors.values()


def dated(scenario):
    policy = scenario.policy
    return (*scenario.events, *scenario.shocks, *policy.phases, *policy.treaties)


@cache
def labels():
    return {
        *sentences(),
        *known_labels.LABELS, *known_labels.MEANINGS.values(), *known_labels.SWITCHES.values(),
        *known_labels.PARAMETERS.values(), known_labels.FIXED, known_labels.DRAWN, *LEVERS, *said(),
        *ACTIONS, *telling.DOINGS.values(), *telling.WAYS.values(), telling.LIKELIEST,
        telling.LUCKY, *play_labels.LABELS,
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


def holes(text):
    """Return the names of the placeholders of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def faulty(known):
    """Return the entries of a catalogue whose placeholders are not those of the English."""
    return {words for words, told in known.items() if holes(words) != holes(told)}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_placeholder_is_kept(language):
    known = catalogue(language)
    assert not faulty(known)
    assert sum(bool(holes(words)) for words in known) > 80


@pytest.mark.parametrize("wrong", ["{who}: талап", "{who}: {pivot} {other}", "{}: {pivot}"])
def test_a_broken_entry_is_found(wrong):
    """The negative control: a hole that is missing, another one, or one without a name."""
    words = happened.HAPPENED["demand granted"]
    assert faulty({**catalogue("kk"), words: wrong}) == {words}


def test_every_file_of_a_language_is_whole():
    """No entry is left empty or marked as doubtful, and both languages have the same ones."""
    files = {}
    for language in LANGUAGES[1:]:
        for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
            with path.open("rb") as file:
                rows = [row for row in read_po(file, locale=language) if row.id]
            assert all(row.string and not row.fuzzy for row in rows), path.name
            files.setdefault(path.name, []).append({row.id for row in rows})
    assert all(one == other for one, other in files.values())


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


def test_what_the_public_name_gives_is_told_and_another_language_refused():
    game = mv.begin_game(since=1996, until=1996, seed=1)
    assert "1-жүріс" in game.briefing("KAZ", mv.say_in("kk")).text()
    with pytest.raises(mv.InputError, match="'de' received; allowed are en, ru, kk"):
        mv.say_in("de")
