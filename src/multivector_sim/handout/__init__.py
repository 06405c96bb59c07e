"""Handouts: one page a lesson, with every policy of a grid computed beforehand.

A page opens from a disk without a network. Its sliders move over a grid of
constant policies whose runs are inside of the page.
"""

from multivector_sim.handout.grid import Grid
from multivector_sim.handout.lessons import Lesson, lesson, lessons
from multivector_sim.handout.page import Handout, Sizes, make_handout, runs_of

__all__ = [
    "Grid",
    "Handout",
    "Lesson",
    "Sizes",
    "lesson",
    "lessons",
    "make_handout",
    "runs_of",
]
