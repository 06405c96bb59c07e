"""Records: named fields in one flat memory, the same for Python and for kernels.

A record keeps a whole block of runs in one array. Every field has dimensions
(actors, sectors, ...) and, last, the run lane. Rules write
``state.tension[i, j]``: in a compiled kernel that loads one vector of
``WIDTH`` runs (or one float, in a record of a single run), in plain Python it
indexes a NumPy view of the same memory. A record passes into compiled code
as a pointer and two sizes, so calls are cheap and no reference is counted.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_builtin, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from multivector_sim.model.actors import ACTIONS, CONCERNS
from multivector_sim.model.lanes import lane_type

__all__ = [
    "Field",
    "Layout",
    "Marks",
    "Record",
    "group_record",
    "half_record",
    "open_record",
    "size_marks",
]

Dim = Literal["actor", "sector", "concern", "action"]
_FIXED: Final = {"concern": len(CONCERNS), "action": len(ACTIONS)}
_Numba = Any
_TUPLE: Final = types.BaseTuple  # type: ignore[attr-defined]
Marks = tuple[int, ...]
_FORMATS: Final = {"number": types.float64, "key": types.uint64}


class Field(NamedTuple):
    """One named quantity of a record.

    Attributes
    ----------
    name
        Attribute name.
    dims
        Dimensions besides the lane; empty for one number a run.
    unit, meaning
        For people.
    bounds
        Smallest and largest value that ever stands here, None where open.
    format
        ``"number"`` (float64) or ``"key"`` (uint64).
    """

    name: str
    dims: tuple[Dim, ...] = ()
    unit: str = "1"
    meaning: str = ""
    bounds: tuple[float | None, float | None] = (None, None)
    format: Literal["number", "key"] = "number"


class _Plan(NamedTuple):
    """Where the fields of a record lie for some sizes: shape and first row of each, rows in all."""

    shapes: dict[str, tuple[int, ...]]
    offsets: dict[str, int]
    rows: int


class Layout:
    """Where each field of a record lies, as a function of the sizes.

    Parameters
    ----------
    name
        Name of the record, for messages.
    fields
        The fields, in memory order.
    """

    def __init__(self, name: str, fields: Iterable[Field]) -> None:
        self.name = name
        self.fields: dict[str, Field] = {}
        self._plans: dict[tuple[int, int], _Plan] = {}
        for field in fields:
            if field.name in self.fields:
                raise ValueError(f"record {name}: field {field.name!r} stands twice")
            self.fields[field.name] = field

    def shape(self, field: str, actors: int, sectors: int) -> tuple[int, ...]:
        """Return the shape of a field, without the lane."""
        return self._plan(actors, sectors).shapes[field]

    def rows(self, actors: int, sectors: int) -> int:
        """Return how many rows (numbers a run) the record has."""
        return self._plan(actors, sectors).rows

    def offset(self, field: str, actors: int, sectors: int) -> int:
        """Return the first row of a field."""
        return self._plan(actors, sectors).offsets[field]

    def _plan(self, actors: int, sectors: int) -> _Plan:
        """Return shapes and places of all fields; worked out once for each pair of sizes."""
        known = self._plans.get((actors, sectors))
        if known is None:
            sizes = {"actor": actors, "sector": sectors, **_FIXED}
            shapes = {
                name: tuple(sizes[dim] for dim in field.dims) for name, field in self.fields.items()
            }
            ends = itertools.accumulate(map(math.prod, shapes.values()), initial=0)
            *firsts, rows = ends
            known = _Plan(shapes, dict(zip(shapes, firsts, strict=True)), rows)
            self._plans[actors, sectors] = known
        return known

    def row_indices(self, field: str, actors: int, sectors: int) -> NDArray[np.int64]:
        """Return the rows of a field, in the field's own shape."""
        shape = self.shape(field, actors, sectors)
        first = self.offset(field, actors, sectors)
        return first + np.arange(math.prod(shape), dtype=np.int64).reshape(shape)


class _Views(dict[str, Any]):
    """Views of the fields of one run, each made when it is first asked for."""

    __slots__ = ("layout", "memory", "sizes")

    def __init__(
        self, layout: Layout, memory: NDArray[np.float64], actors: int, sectors: int
    ) -> None:
        super().__init__()
        self.layout = layout
        self.memory = memory
        self.sizes = (actors, sectors)

    def __missing__(self, name: str) -> Any:
        shape = self.layout.shape(name, *self.sizes)
        first = self.layout.offset(name, *self.sizes)
        part = self.memory[first : first + math.prod(shape)]
        if self.layout.fields[name].format == "key":
            part = part.view(np.uint64)
        self[name] = part.reshape(shape)
        return self[name]


class Record:
    """A record of a single run, seen from Python.

    ``record.tension`` is a NumPy view of shape (actors, actors); a field
    without dimensions reads and writes as a float.

    Parameters
    ----------
    layout
        The fields.
    memory
        One-dimensional float64 array of ``layout.rows(actors, sectors)``.
    actors, sectors
        Sizes.
    """

    __slots__ = ("_views", "actors", "layout", "memory", "sectors")

    def __init__(
        self, layout: Layout, memory: NDArray[np.float64], actors: int, sectors: int
    ) -> None:
        for name, value in (
            ("layout", layout),
            ("memory", memory),
            ("actors", actors),
            ("sectors", sectors),
            ("_views", _Views(layout, memory, actors, sectors)),
        ):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        try:
            view = self._views[name]
        except KeyError:
            raise AttributeError(f"record {self.layout.name} has no field {name!r}") from None
        return view if view.ndim else view.item()

    def __setattr__(self, name: str, value: float) -> None:
        self._views[name][...] = value


# --- the same for Numba ----------------------------------------------------------------


class RecordType(types.Type):
    """Numba type of a record: a pointer; layout, width and sizes are in the type.

    Sizes in the type make every address a constant offset: kernels are
    compiled once for each number of actors and sectors.
    """

    def __init__(
        self, layout: Layout, width: int, actors: int, sectors: int, pitch: int | None = None
    ) -> None:
        self.layout = layout
        self.width = width
        self.actors = actors
        self.sectors = sectors
        self.pitch = pitch or width  # from one row to the next; wider in part of a group
        super().__init__(name=f"Record({layout.name}, {width}, {actors}, {sectors}, {self.pitch})")

    def value_type(self, field: Field) -> _Numba:
        """Return the type of one value of a field."""
        return lane_type(_FORMATS[field.format], self.width)


class FieldType(types.Type):
    """Numba type of a field with dimensions: indexed by whole numbers."""

    def __init__(self, record: RecordType, field: Field) -> None:
        self.record = record
        self.field = field
        super().__init__(name=f"{record.name}.{field.name}")

    @property
    def element(self) -> _Numba:
        """Type of one value."""
        return self.record.value_type(self.field)


@register_default(RecordType)
@register_default(FieldType)
class _PointerModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, dmm: _Numba, fe_type: _Numba) -> None:
        super().__init__(dmm, fe_type, ir.IntType(8).as_pointer())


@infer_getattr
class _RecordAttributes(AttributeTemplate):  # type: ignore[misc]
    key = RecordType

    def generic_resolve(self, record: RecordType, attr: str) -> _Numba:
        if attr in ("actors", "sectors"):
            return types.intp
        field = record.layout.fields.get(attr)
        if field is None:
            return None
        return FieldType(record, field) if field.dims else record.value_type(field)


def _address(
    builder: _Numba, base: _Numba, record: RecordType, field: Field, indices: list[_Numba]
) -> _Numba:
    """Return a pointer to one value: base + (offset + row) * pitch."""
    integer = ir.IntType(64)
    row = ir.Constant(integer, 0)
    shape = record.layout.shape(field.name, record.actors, record.sectors)
    for size, index in zip(shape, indices, strict=True):
        row = builder.add(builder.mul(row, ir.Constant(integer, size)), index)
    offset = record.layout.offset(field.name, record.actors, record.sectors)
    row = builder.add(row, ir.Constant(integer, offset))
    place = builder.mul(row, ir.Constant(integer, record.pitch))
    element = integer if field.format == "key" else ir.DoubleType()
    start = builder.bitcast(base, element.as_pointer())
    address = builder.gep(start, [place], inbounds=True)
    if record.width > 1:
        address = builder.bitcast(address, ir.VectorType(element, record.width).as_pointer())
    return address


_ALIGNMENT: Final = 8  # of any NumPy memory; wide loads need no more on today's processors


@lower_getattr_generic(RecordType)
def _get_attribute(
    context: _Numba, builder: _Numba, record: RecordType, value: _Numba, attr: str
) -> _Numba:
    if attr in ("actors", "sectors"):
        return context.get_constant(types.intp, getattr(record, attr))
    field = record.layout.fields[attr]
    if field.dims:
        return value  # a field is its record's pointer; the type says which field
    return builder.load(_address(builder, value, record, field, []), align=_ALIGNMENT)


@lower_setattr_generic(RecordType)
def _set_attribute(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba, attr: str) -> None:
    record, kind = sig.args
    field = record.layout.fields[attr]
    value = context.cast(builder, args[1], kind, record.value_type(field))
    builder.store(value, _address(builder, args[0], record, field, []), align=_ALIGNMENT)


def _index_types(index: _Numba) -> tuple[_Numba, ...] | None:
    parts = tuple(index) if isinstance(index, _TUPLE) else (index,)
    return parts if all(isinstance(part, types.Integer) for part in parts) else None


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        field, index = args
        if kws or not isinstance(field, FieldType):
            return None
        parts = _index_types(index)
        if parts is None or len(parts) != len(field.field.dims):
            return None
        return signature(field.element, field, index)


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        field, index, _ = args
        if kws or not isinstance(field, FieldType):
            return None
        parts = _index_types(index)
        if parts is None or len(parts) != len(field.field.dims):
            return None
        return signature(types.void, field, index, field.element)


def _place(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    field, index = sig.args[:2]
    values = cgutils.unpack_tuple(builder, args[1]) if isinstance(index, _TUPLE) else [args[1]]
    kinds = _index_types(index)
    assert kinds is not None
    indices = [
        context.cast(builder, value, kind, types.intp)
        for value, kind in zip(values, kinds, strict=True)
    ]
    return _address(builder, args[0], field.record, field.field, indices)


@lower_builtin(operator.getitem, FieldType, types.Any)
def _get_item(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    return builder.load(_place(context, builder, sig, args), align=_ALIGNMENT)


@lower_builtin(operator.setitem, FieldType, types.Any, types.Any)
def _set_item(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    builder.store(args[2], _place(context, builder, sig, args), align=_ALIGNMENT)
    return context.get_dummy_value()


def open_record(layout: Layout, width: int) -> Any:
    """Return a function (memory, first, actors, sectors) -> record, for Python and Numba.

    Parameters
    ----------
    layout
        The fields.
    width
        Runs side by side in the memory.

    Returns
    -------
    callable
        ``memory`` is a one-dimensional float64 array; the record starts at
        element ``first``. ``actors`` and ``sectors`` are tuples of that many
        zeros (see ``size_marks``): so the sizes are known to the compiler. In
        plain Python the width must be 1.
    """

    def open_(memory: NDArray[np.float64], first: int, actors: Marks, sectors: Marks) -> Record:
        rows = layout.rows(len(actors), len(sectors))
        return Record(layout, memory[first : first + rows], len(actors), len(sectors))

    @intrinsic
    def view(
        typingctx: _Numba, memory: _Numba, first: _Numba, actors: _Numba, sectors: _Numba
    ) -> Any:
        del typingctx, first
        record = RecordType(layout, width, len(actors), len(sectors))

        def emit(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
            array = context.make_array(sig.args[0])(context, builder, args[0])
            start = builder.gep(array.data, [args[1]])
            return builder.bitcast(start, ir.IntType(8).as_pointer())

        return record(memory, types.intp, actors, sectors), emit

    # Numba compares the two signatures, annotations included: so there are none.
    @overload(open_)
    def _open(memory, first, actors, sectors):  # type: ignore[no-untyped-def]
        return lambda memory, first, actors, sectors: view(memory, first, actors, sectors)

    return open_


def size_marks(size: int) -> Marks:
    """Return a tuple whose length tells compiled code a size."""
    return (0,) * size


def group_record(record: Record, group: int) -> Record:
    """Return the record of the group of runs that lies ``group`` records after this one."""
    if group:
        raise ValueError("in plain Python a record holds a single run")
    return record


@infer_global(group_record)
class _GroupTemplate(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        if kws or len(args) != 2 or not isinstance(args[0], RecordType):
            return None
        return signature(args[0], args[0], types.intp)


@lower_builtin(group_record, RecordType, types.intp)
def _lower_group(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    del context
    record = sig.args[0]
    size = record.layout.rows(record.actors, record.sectors) * record.pitch * _ALIGNMENT
    step = builder.mul(args[1], ir.Constant(ir.IntType(64), size))
    return builder.gep(args[0], [step], inbounds=True)


def half_record(record: Record, half: int) -> Record:
    """Return the lower (0) or upper (1) half of a group's lanes: for work few lanes need."""
    raise ValueError(f"in plain Python a record holds a single run: it has no half {half}")


@infer_global(half_record)
class _HalfTemplate(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        if kws or len(args) != 2 or not isinstance(args[0], RecordType):
            return None
        whole = args[0]
        half = RecordType(whole.layout, whole.width // 2, whole.actors, whole.sectors, whole.pitch)
        return signature(half, whole, types.intp)


@lower_builtin(half_record, RecordType, types.intp)
def _lower_half(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    del context
    size = sig.return_type.width * _ALIGNMENT
    step = builder.mul(args[1], ir.Constant(ir.IntType(64), size))
    return builder.gep(args[0], [step], inbounds=True)
