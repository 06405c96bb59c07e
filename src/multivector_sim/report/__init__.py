"""Reports: results, answers and debriefs, each as one page that needs nothing but itself."""

from multivector_sim.report.answer_page import answer_html, write_answer
from multivector_sim.report.debrief_page import debrief_figures, debrief_html, write_debrief
from multivector_sim.report.page import render_report, write_report

__all__ = [
    "answer_html",
    "debrief_figures",
    "debrief_html",
    "render_report",
    "write_answer",
    "write_debrief",
    "write_report",
]
