"""Take the chair: teams play actors of a scenario turn by turn, the model plays the others."""

from __future__ import annotations

from multivector_sim.play.briefing import Briefing, Lever
from multivector_sim.play.debrief import Debrief, counterfactuals, debrief
from multivector_sim.play.game import Game, begin_game
from multivector_sim.play.moves import Move, Pact, PivotMove, PowerMove
from multivector_sim.play.saves import (
    game_text,
    load_game,
    read_answers,
    record,
    replay,
    save_game,
)
from multivector_sim.play.schedule import played
from multivector_sim.play.setup import Setup, Source, Turn, set_up
from multivector_sim.play.stopped import so_far
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
    "begin_game",
    "counterfactuals",
    "debrief",
    "game_text",
    "load_game",
    "played",
    "read_answers",
    "record",
    "replay",
    "save_game",
    "set_up",
    "so_far",
]
