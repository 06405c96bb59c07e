"""What the classroom page shows, without the page: choices, runs, drawings, guesses and files.

Nothing here knows a browser. A :class:`State` says what somebody chose, and
:func:`compute` returns what there is to see; the package ``app`` puts it on a
page.
"""

from multivector_sim.classroom.guesses import Guess, GuessBook
from multivector_sim.classroom.history import history_of, partings_of
from multivector_sim.classroom.link import read_link, write_link
from multivector_sim.classroom.marks import Mark, marks
from multivector_sim.classroom.phases import Phase
from multivector_sim.classroom.state import Side, State, presets
from multivector_sim.classroom.view import View, compute, without_each

__all__ = [
    "Guess",
    "GuessBook",
    "Mark",
    "Phase",
    "Side",
    "State",
    "View",
    "compute",
    "history_of",
    "marks",
    "partings_of",
    "presets",
    "read_link",
    "without_each",
    "write_link",
]
