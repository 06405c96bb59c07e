"""The English words of the page; catalogues have them in other languages."""

from __future__ import annotations

from typing import Final

from multivector_sim.classroom.drawing import Say

__all__ = [
    "DRAWN",
    "FIXED",
    "LABELS",
    "MEANINGS",
    "PARAMETERS",
    "SWITCHES",
    "words",
]

MEANINGS: Final = {
    "inclusion": "everyone gets something",
    "concession": "giving in to demands",
    "persuasion": "explaining deals to those who mind",
    "leveraging": "playing powers off against each other",
    "retention": "keeping stakes at home",
    "openness": "rate of tenders (1 is normal)",
    "skill": "diplomatic skill",
    "institutions": "quality of institutions",
}
"""What each lever does, in a few words."""
PARAMETERS: Final = {
    "fixed": "the same in every run",
    "accepted": "drawn: those that agree with the record",
    "prior": "drawn: all that were thought possible",
}
"""Sets of parameters in a few words."""
SWITCHES: Final = {
    "concern_grievance": "concerns about deals turn into grievance (the article's channel)",
    "common_other": "a common Other absorbs blame",
    "sco": "a shared institution lets tension fade (SCO)",
    "regime_security": "shared regime security",
    "power_asymmetry": "a power transition raises grievance",
}
"""What each mechanism does, in a few words."""
LABELS: Final = (
    "Exploratory, not a forecast.",
    "Parameters of the model",
    "Policy",
    "Levers",
    "Back to the preset",
    "moves over time",
    "What else explains the calm?",
    "Switch off a mechanism in both worlds, and see what is left of the difference.",
    "Leave out a rule of the model",
    "Runs of each side",
    "Seed",
    "Language",
    "Predict first",
    "Ask for a guess before the result is shown",
    "Is tension between Russia and China lower or higher under A than under B?",
    "lower under A",
    "the same",
    "higher under A",
    "How far apart? (tension goes from 0 to 1)",
    "Commit to this guess",
    "Hide the result and guess again",
    "The result",
    "A minus B",
    "Tension between Russia and China",
    "Dark band: half of the runs. Pale band: 90 % of them. Line: median.",
    "Thin line: median of the other policy. Black line: the quarter of the network.",
    "Numbers mark events; choose one to see what stands behind it.",
    "All events",
    "Who is tense with whom",
    "Quarter",
    "Leverage over Kazakhstan",
    "Power",
    "Scorecard",
    "Outcome",
    "A lower in",
    "moved by the levers by construction: shown, never scored",
    "Switch off each mechanism in turn",
    "Computing takes a moment.",
    "Take it home",
    "Link to this state",
    "Copy",
    "Copied",
    "Number and width of a line: median tension of the two, from 0 to 1.",
    "Source",
    "Status",
    "Note",
    "Close",
    "What the model cannot say",
    "It does not forecast. It says what follows if its rules hold, and the rules are debatable.",
    "A difference near zero is a result, too.",
    "Phases",
    "From a date on, levers can be set otherwise.",
    "From",
    "Year",
    "Quarter of the year",
    "Add a phase",
    "Take this phase away",
    "Set another lever",
    "Leave this lever alone",
    "One history",
    "A single run, quarter by quarter: what each power weighed, what it took, and why.",
    "One draw of chance among all runs: it shows how the model works, not what was or will be.",
    "Run",
    "Tell this run",
    "Thin black line: the single run that is told below.",
    "Turning point before",
    "Quarter before",
    "Next quarter",
    "Next turning point",
    "Before",
    "Option",
    "Worth",
    "Chance",
    "Why",
    "Where do A and B part in this run?",
    "First parting",
    "Go there",
    "levers moved from the preset",
)
"""Words of the templates."""
FIXED: Final = "Parameters of the model are held fixed. Intervals are those of chance alone."
DRAWN: Final = "Parameters of the model differ from run to run. Intervals are those of a mean."


def words(say: Say) -> dict[str, str]:
    """Return the words of the templates by their English form."""
    return {label: say(label) for label in LABELS}
