"""The observed series with which results are compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["INDICATORS", "observations"]

INDICATORS: Final = (
    "event_conflict_share",
    "trade_share",
    "import_share",
    "export_share",
    "arms_share_5y",
    "fdi_stock_share",
)
"""The observed indicators; all are fractions, and end in 2013."""

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "observations.csv"


def observations(indicator: str | None = None) -> pd.DataFrame:
    """Return observed annual figures of the years up to 2013, each with its citation.

    Parameters
    ----------
    indicator
        One of ``INDICATORS``; all of them where None.

        * ``event_conflict_share``: conflict events over all events of a pair,
          both directions; each of the ten pairs stands once, in alphabetical order.
        * ``trade_share``: share of ``partner`` in the trade of ``actor`` (KAZ).
          There is no figure for 2010; the EU's are too low before 1998.
        * ``import_share``, ``export_share``: the same of imports and of exports.
        * ``arms_share_5y``: share of ``actor`` in the arms imports of
          ``partner`` (KAZ) over five years; ``OTH`` are all others.
        * ``fdi_stock_share``: share of ``actor`` in the inward stock of
          ``partner`` (KAZ); the EU includes Dutch conduits, ``NLD``.

    Returns
    -------
    pandas.DataFrame
        Columns ``year`` (int), ``actor``, ``partner``, ``indicator``,
        ``value`` (float, a fraction), ``unit``, ``citation``. A figure of a
        year stands for its middle.

    Raises
    ------
    InputError
        If there is no such indicator.

    Notes
    -----
    Sources: ICEWS Coded Event Data (Boschee et al.); COW Trade 4.0 (Barbieri,
    Keshk & Pollins) and World Bank WITS / UN Comtrade; SIPRI Arms Transfers
    Database; wiiw FDI database and National Bank of Kazakhstan. Each row
    carries its own.
    """
    import pandas as pd

    if indicator is not None and indicator not in INDICATORS:
        raise InputError(f"indicator {indicator!r} received; allowed: {', '.join(INDICATORS)}")
    table = pd.read_csv(_FILE)
    if indicator is None:
        return table
    return table[table["indicator"] == indicator].reset_index(drop=True)
