"""How the filter weighs the model, its own memory and the figures."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHOSEN", "Settings"]


def _frozen(**values: float) -> Mapping[str, float]:
    return MappingProxyType(values)


@dataclass(frozen=True)
class Settings:
    """Numbers of the filter.

    A number by indicator is on the stretched scale (``measurement.stretch``).
    Walks and errors are in units of the size of a series' own yearly changes
    up to the year in question (``noise.change_size``), so that a quiet series
    gets a narrow forecast.

    Attributes
    ----------
    attraction_start, attraction_walk
        By sector: standard deviation of the logarithm of a partner's
        attraction at the start, and of its yearly change.
    grievance_start, grievance_walk
        Standard deviation of the grievance of a pair (/yr) at the start -
        how far pairs are drawn together - and of its yearly change.
    grievance_keep
        Part of a pair's grievance that is left after a year.
    offset_start
        By indicator: standard deviation of the offset of a series from what
        the model expects, at the start.
    offset_walk
        By indicator: its yearly change.
    slope_start
        By indicator: standard deviation of the yearly drift of an offset at
        the start.
    slope_walk
        By indicator: yearly change of that drift.
    slope_keep
        By indicator: part of a drift that is left after a year: forecasts damp it (Gardner
        and McKenzie 1985).
    observation
        By indicator: error of an observation.
    pooling
        Years of its own changes that a series needs to count as much as the
        mean of its indicator.
    smallest
        Smallest size of a yearly change.
    """

    attraction_start: Mapping[str, float]
    attraction_walk: Mapping[str, float]
    grievance_start: float
    grievance_walk: float
    grievance_keep: float
    offset_start: Mapping[str, float]
    offset_walk: Mapping[str, float]
    slope_start: Mapping[str, float]
    slope_walk: Mapping[str, float]
    slope_keep: Mapping[str, float]
    observation: Mapping[str, float]
    pooling: float
    smallest: float

    def dump(self) -> dict[str, object]:
        """Return the settings as plain data."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in values.items()
        }


CHOSEN: Final = Settings(
    attraction_start=_frozen(trade=0.5, military=0.8, finance=0.75),
    attraction_walk=_frozen(trade=0.08, military=0.12, finance=0.05),
    grievance_start=0.05,
    grievance_walk=0.008,
    grievance_keep=0.97,
    offset_start=_frozen(
        event_conflict_share=0.05,
        trade_share=0.2,
        import_share=0.2,
        export_share=0.2,
        arms_share_5y=0.1,
        fdi_stock_share=0.2,
    ),
    offset_walk=_frozen(
        event_conflict_share=0.15,
        trade_share=0.1,
        import_share=0.1,
        export_share=0.08,
        arms_share_5y=0.0,
        fdi_stock_share=0.02,
    ),
    slope_start=_frozen(
        event_conflict_share=0.01,
        trade_share=0.005,
        import_share=0.005,
        export_share=0.005,
        arms_share_5y=0.01,
        fdi_stock_share=0.01,
    ),
    slope_walk=_frozen(
        event_conflict_share=0.02,
        trade_share=0.05,
        import_share=0.05,
        export_share=0.09,
        arms_share_5y=0.08,
        fdi_stock_share=0.3,
    ),
    slope_keep=_frozen(
        event_conflict_share=0.8,
        trade_share=0.85,
        import_share=0.9,
        export_share=0.9,
        arms_share_5y=0.95,
        fdi_stock_share=0.95,
    ),
    observation=_frozen(
        event_conflict_share=0.6,
        trade_share=0.36,
        import_share=0.31,
        export_share=0.65,
        arms_share_5y=0.3,
        fdi_stock_share=0.25,
    ),
    pooling=8.0,
    smallest=0.003,
)
"""The settings of the shipped forecasts: near the best of random ones by the scores of origins
2000-2010 for years up to 2013 (``benchmarks/choose_filter.py``), rounded."""
