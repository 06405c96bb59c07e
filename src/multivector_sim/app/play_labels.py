"""The English words of the page of the game; catalogues have them in other languages."""

from __future__ import annotations

from typing import Final

from multivector_sim.classroom.drawing import Say

__all__ = ["LABELS", "words"]

LABELS: Final = (
    "Exploratory, not a forecast.",
    "A game is one history, one draw of chance.",
    "Language",
    "A team plays an actor, year by year; the model plays the others.",
    "Who plays what",
    "Name of the team",
    "First year",
    "Last year",
    "Years of a turn",
    "Seed",
    "Begin",
    "Computing takes a moment.",
    "Go on with a saved game",
    "Choose a file, or paste its text.",
    "Go on",
    "This file is too large to be a saved game.",
    "Turn",
    "of",
    "The others look away.",
    "We are at the table",
    "Your levers",
    "The running cost rises with the square of the level.",
    "Cost a year, in years of rent",
    "Favours and treaties",
    "Premium on the bids of a power",
    "Treaty with",
    "Size",
    "Quarter",
    "Add a treaty",
    "Remove",
    "A treaty calms that power and makes the others envious.",
    "Follow the record in this turn",
    "the whole turn",
    "each quarter its own",
    "Your actions",
    "Without an answer",
    "Decide",
    "Keep the setting",
    "Keep every setting to the end",
    "Really? The turns that are left are played without asking.",
    "Yes",
    "No",
    "The path so far",
    "Shaded: years before the game, by the record.",
    "The game is over",
    "Make the debrief",
    "Debrief so far",
    "It tells the turns that are played; the game can go on.",
    "It runs the moves again in 200 histories, which takes up to half a minute.",
    "Take it home",
    "A new game",
    "This game leaves the page; save it first if you want to keep it.",
)
"""Words of the templates."""


def words(say: Say) -> dict[str, str]:
    """Return the words of the templates by their English form."""
    return {label: say(label) for label in LABELS}
