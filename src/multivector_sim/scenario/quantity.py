"""The kinds of value that a scenario file holds: dates, ranges, names, frozen maps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

__all__ = [
    "Code",
    "Date",
    "Fraction",
    "FrozenMap",
    "Map",
    "Name",
    "NonNegative",
    "NumberOrParameter",
    "Part",
    "Quarter",
    "Rows",
    "Text",
    "quarter_of",
    "year_of",
]

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 3000
_QUARTER: Final = re.compile(r"([0-9]{4})Q([1-4])")
_QUARTER_PATTERN: Final = f"^{_QUARTER.pattern}$"

Key = TypeVar("Key")
Value = TypeVar("Value")
Item = TypeVar("Item")


class FrozenMap(dict[Key, Value]):
    """A dictionary that refuses changes, since a scenario's hash must stay true."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a scenario cannot be changed; make another with with_overrides")

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __reduce__(self) -> tuple[type, tuple[dict[Key, Value]]]:
        return type(self), (dict(self),)

    def __copy__(self) -> FrozenMap[Key, Value]:
        return self

    def __deepcopy__(self, _: Any) -> FrozenMap[Key, Value]:
        return self


class Part(BaseModel):
    """Base of every part: strict, closed, frozen, finite."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        str_strip_whitespace=True,
    )


def year_of(quarter: str) -> float:
    """Return the start of a quarter as a year: ``"1992Q3"`` is 1992.5.

    Raises
    ------
    ValueError
        If the text is not of the form ``YYYYQn`` with n from 1 to 4.
    """
    match = _QUARTER.fullmatch(quarter)
    if match is None:
        raise ValueError(f"{quarter!r} is not a quarter such as 1992Q1")
    return int(match[1]) + (int(match[2]) - 1) / 4


def quarter_of(year: float) -> str:
    """Return the quarter in which a moment lies: 1992.5 is ``"1992Q3"``."""
    whole = int(year // 1)
    return f"{whole}Q{int((year - whole) * 4) + 1}"


def _date(value: Any) -> Any:
    if isinstance(value, str):
        if _QUARTER.fullmatch(value):
            return year_of(value)
        raise PydanticCustomError(
            "date", "not a date; a year such as 2008.5 or a quarter such as 2008Q3 is needed"
        )
    return value


def _quarter(value: Any) -> str:
    if isinstance(value, str) and _QUARTER.fullmatch(value) and year_of(value) >= FIRST_YEAR:
        return value
    raise PydanticCustomError("quarter", "not a quarter; one such as 1992Q1 is needed")


def _number_or_parameter(value: Any) -> float | str:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
        return float(value)
    raise PydanticCustomError(
        "number_or_parameter", "a finite number or the name of a parameter is needed"
    )


def _frozen(value: Mapping[Key, Value]) -> FrozenMap[Key, Value]:
    return FrozenMap(value)


Text = Annotated[str, Field(min_length=1, max_length=5000)]
"""Words for people."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""Name of a sector, an event or a tag: small letters, digits and underscores."""
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,7}$")]
"""Code of an actor: capital letters and digits."""
Fraction = Annotated[float, Field(ge=0, le=1)]
NonNegative = Annotated[float, Field(ge=0, le=1e6)]
Date = Annotated[
    float,
    Field(ge=FIRST_YEAR, le=LAST_YEAR),
    BeforeValidator(_date),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "minimum": FIRST_YEAR,
            "maximum": LAST_YEAR,
            "pattern": _QUARTER_PATTERN,
        },
        mode="validation",
    ),
]
"""A moment: year and fraction. ``2008Q3`` is the start of that quarter, 2008.5."""
Quarter = Annotated[
    str,
    PlainValidator(_quarter, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "pattern": _QUARTER_PATTERN}, mode="validation"),
]
"""A whole quarter, ``YYYYQn``."""
NumberOrParameter = Annotated[
    float | str, PlainValidator(_number_or_parameter, json_schema_input_type=float | str)
]
"""A number, or the name of the parameter that stands for it."""
Rows = Annotated[tuple[Item, ...], Strict(False)]
"""A list, kept as a tuple."""
Map = Annotated[dict[Key, Value], AfterValidator(_frozen)]
"""A map that cannot be changed."""
