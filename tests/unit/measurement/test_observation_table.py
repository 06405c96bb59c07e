"""Tables of observations that a user gives: read as they are, or one message with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from multivector_sim.errors import InputError
from multivector_sim.measurement import read_observations

HEADER = "year,actor,partner,indicator,value"
GOOD = "2014,KAZ,CHN,trade_share,0.2"


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "later.csv"
    path.write_bytes("\n".join((*lines, "")).encode(encoding))
    return path


def test_extra_columns_rows_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "source,value,indicator,partner,actor,year",
        "WITS,0.2,trade_share,CHN,KAZ,2014",
        "WITS,12 %,gdp_growth,,KAZ,last year",
        "ICEWS,0.1,event_conflict_share,CHN,RUS,2014",
        "ICEWS,,event_conflict_share,CHN,RUS,2015",
        "ICEWS,1,event_conflict_share,USA, EU ,2015,and more",
        encoding="utf-8-sig",
    )
    table = read_observations(path)
    assert table.values.tolist() == [
        [2014, "KAZ", "CHN", "trade_share", 0.2],
        [2014, "CHN", "RUS", "event_conflict_share", 0.1],
        [2015, "EU", "USA", "event_conflict_share", 1.0],
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), r"later.csv:1: column 'year' is missing"),
        (("year,actor,partner,value", GOOD), r"later.csv:1: column 'indicator' is missing"),
        ((HEADER,), r"no row of the indicators event_conflict_share, trade_share"),
        ((HEADER, GOOD, GOOD.replace("0.2", "1.2")), r"later.csv:3: value '1.2' received"),
        ((HEADER, GOOD.replace("0.2", "nan")), r"later.csv:2: value 'nan' received"),
        ((HEADER, GOOD.replace("0.2", "20 %")), r"a fraction from 0 to 1 is needed"),
        ((HEADER, GOOD.replace("2014", "2014.5")), r"later.csv:2: year '2014.5' received"),
        ((HEADER, GOOD.replace("2014", "14")), r"whole number from 1900 to 2200"),
        ((HEADER, GOOD.replace("2014", "")), r"year '' received"),
        ((HEADER, GOOD, "", GOOD), r"later.csv:4: the same figure stands already in .*:2"),
    ],
)
def test_faults_are_told_with_their_line(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read_observations(written(tmp_path, *lines))


def test_one_pair_in_both_orders_is_one_figure_twice(tmp_path: Path) -> None:
    rows = (f"2014,{pair},event_conflict_share,0.1" for pair in ("RUS,CHN", "CHN,RUS"))
    with pytest.raises(InputError, match="remove one"):
        read_observations(written(tmp_path, HEADER, *rows))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_observations(tmp_path / "nowhere.csv")
    path = written(tmp_path, HEADER, GOOD, "2014,KAZ,Китай,trade_share,0.2", encoding="cp1251")
    with pytest.raises(InputError, match="not a CSV file in UTF-8"):
        read_observations(path)
