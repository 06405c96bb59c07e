"""Take the chair: teams play actors of a scenario turn by turn, the model plays the others."""

from __future__ import annotations

from multivector_sim.play.briefing import Briefing, Lever
from multivector_sim.play.debrief import Debrief, counterfactuals, debrief
from multivector_sim.play.game import Game
from multivector_sim.play.moves import Move, Pact, PivotMove, PowerMove
from multivector_sim.play.saves import load, read_answers, record, replay, restore, save
from multivector_sim.play.schedule import played
from multivector_sim.play.setup import Setup, Source, Turn, set_up
from multivector_sim.play.words import Section, Table

__all__ = [
    "Briefing",
    "Debrief",
    "Game",
    "Lever",
    "Move",
    "Pact",
    "PivotMove",
    "PowerMove",
    "Section",
    "Setup",
    "Source",
    "Table",
    "Turn",
    "counterfactuals",
    "debrief",
    "load",
    "played",
    "read_answers",
    "record",
    "replay",
    "restore",
    "save",
    "set_up",
]
