"""Reports: results, and answers to policy questions, as one page that needs nothing but itself."""

from multivector_sim.report.answer_page import answer_html, write_answer
from multivector_sim.report.page import render_report, write_report

__all__ = ["answer_html", "render_report", "write_answer", "write_report"]
