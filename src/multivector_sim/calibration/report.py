"""The report of a calibration, in Markdown."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from multivector_sim.calibration.checks import BINS, RANKS, SIGNIFICANT
from multivector_sim.results.dataset import NOTE

__all__ = ["SILENT", "report_text"]

SILENT: Final = 0.05
"""Contraction below which the data say nothing of a parameter."""

_TAIL: Final = 0.01
"""Share of the prior predictive on one side of the record below which a summary is named."""


def report_text(
    record: dict[str, Any], parameters: pd.DataFrame, summaries: pd.DataFrame, silent: list[str]
) -> str:
    """Return the report.

    Parameters
    ----------
    record
        How the calibration was made, and its checks.
    parameters, summaries
        Tables; see ``workflow.Calibration``.
    silent
        Parameters about which the data say nothing.
    """
    return "\n".join([
        f"# Calibration of {record['scenario']}",
        "",
        f"{NOTE.capitalize()}. {record['simulations']:,} simulations drawn from the prior, seed "
        f"{record['seed']}; the {record['accept']:,} nearest to the record up to 2013 are accepted "
        f"(method: {record['method']}). SHA-256 of the set: `{record['sha256']}`.",
        "",
        "## The record among what the model produces",
        "",
        *_place(record["record"], summaries),
        "",
        "## Fitted parameters",
        "",
        *_table(parameters),
        "",
        "`contraction` is 1 - variance of the accepted over variance of the prior: `here` for the "
        f"record, `usual` the mean over {record['pseudo_records']:,} pseudo-records whose truth is "
        "known. `50 %` and `90 %` are the shares of those truths inside the central intervals; "
        f"`p` tests whether their ranks are uniform ({RANKS + 1} ranks in {BINS} bars).",
        "",
        *_silent(silent, parameters),
        "",
        "## Checks on pseudo-records",
        "",
        *_checks(record["checks"], record["method"], len(parameters)),
        "",
    ])  # fmt: skip


def _table(parameters: pd.DataFrame) -> list[str]:
    lines = [
        "| parameter | prior | default | accepted: mean (5 to 95 %) | here | usual | 50 % | 90 % "
        "| p | should be told by |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for _, row in parameters.iterrows():
        lines.append(
            f"| {row['parameter']} | {row['prior_low']:g} to {row['prior_high']:g} "
            f"| {row['default']:g} | {row['mean']:.3g} ({row['q05']:.3g} to {row['q95']:.3g}) "
            f"| {row['contraction_here']:.2f} | {row['contraction']:.2f} "
            f"| {row['covered_50']:.2f} | {row['covered_90']:.2f} | {row['p_value']:.2g} "
            f"| {row['reason']} |"
        )
    return lines


def _place(place: dict[str, Any], summaries: pd.DataFrame) -> list[str]:
    fitted, every = (
        place[f"farther_in_{where}"] for where in ("fitted_directions", "all_summaries")
    )
    verdict = (
        "The record is an outlier: the model, with the errors allowed for, hardly produces it. "
        "Read what follows with doubt."
        if place["outlier"]
        else "The record is no outlier."
    )
    outside = summaries[(summaries["place"] < _TAIL) | (summaries["place"] > 1 - _TAIL)]
    names = ", ".join(str(name) for name in outside["summary"]) or "none"
    return [
        f"{verdict} Of the pseudo-records, {100 * fitted:.1f} % lie farther from their accepted "
        f"simulations, and {100 * every:.1f} % lie farther out in all summaries together.",
        "",
        f"Summaries in the outer {100 * _TAIL:g} % of the prior predictive on either side: "
        f"{names}.",
    ]


def _silent(silent: list[str], parameters: pd.DataFrame) -> list[str]:
    here = parameters.loc[parameters["contraction_here"] < SILENT, "parameter"]
    also = [str(name) for name in here if name not in silent]
    return [
        f"The data say nothing (usual contraction below {SILENT:g}) about: {_listed(silent)}.",
        "",
        f"Usually they say something, and in this record nothing (contraction here below "
        f"{SILENT:g}) about: {_listed(also)}.",
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "no parameter"


def _checks(checks: dict[str, Any], used: str, count: int) -> list[str]:
    lines = [
        f"A parameter is uneven where p times {count} is below {SIGNIFICANT:g}. The score is the "
        "mean continuous ranked probability score in quantiles of the prior: small is good.",
        "",
        "| method | used | score | smallest p | uneven |",
        "|---|---|---|---|---|",
    ]
    for name, row in checks.items():
        uneven = ", ".join(row["uneven"]) or "none"
        lines.append(
            f"| {name} | {'yes' if name == used else 'no'} | {row['score']:.4f} "
            f"| {row['smallest_p_value']:.2g} | {uneven} |"
        )
    return lines
