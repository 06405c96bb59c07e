"""Reports: a folder of results as one page that needs nothing but itself."""

from multivector_sim.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
