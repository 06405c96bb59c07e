"""Numbers that are several runs at once, so that a rule is written once.

A rule of the model is a scalar function: it adds, multiplies, compares and
selects. Called with floats it computes one run. Called with *lanes* it
computes ``WIDTH`` runs in the same instructions: lanes are a Numba type that
holds one SIMD vector, and the operators below work on it element by element,
in IEEE double precision, without fused or reassociated operations. So each
lane gives the same bits as the scalar call, on every machine.

Why a type of our own, rather than loops over lanes left to the compiler's
vectoriser: the vectoriser gives up silently when an index is not known at
compile time, when a helper is not inlined, or when a branch creeps in. Here
vector instructions follow from the types, the loops over actors and sectors
keep their run-time bounds, and a branch on a lane value is a typing error.

What differs between runs cannot be branched on; use ``where``. Memory is
reached through *records* (see ``multivector_sim.model.record``).
"""

from __future__ import annotations

import math
import operator
import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, TypeVar

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature

__all__ = [
    "WIDTH",
    "Lanes",
    "any_lane",
    "as_count",
    "bits_of",
    "floor",
    "from_bits",
    "lane_type",
    "multiply_add",
    "negate",
    "square_root",
    "where",
    "wrap64",
]

WIDTH: Final = 8
"""Runs that one vector holds. Results do not depend on it; speed does."""

_MASK64: Final = (1 << 64) - 1
_Numba = Any  # Numba and llvmlite objects carry no useful static types
T = TypeVar("T")


# --- the primitives, as plain Python: this is what they mean ---------------------


def where(condition: bool, if_true: T, if_false: T) -> T:
    """Return ``if_true`` where the condition holds, else ``if_false``, lane by lane."""
    return if_true if condition else if_false


def negate(condition: bool) -> bool:
    """Return the logical complement, lane by lane."""
    return not condition


def square_root(x: float) -> float:
    """Return the correctly rounded square root of ``x`` >= 0."""
    return math.sqrt(x)


def multiply_add(a: float, b: float, c: float) -> float:
    """Return a * b + c, rounded once (IEEE fusedMultiplyAdd): exact on every machine."""
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def floor(x: float) -> float:
    """Return the largest whole number <= ``x``, as a float."""
    return float(math.floor(x))


def bits_of(x: float) -> int:
    """Return the 64 bits of a double as an unsigned integer."""
    return int(struct.unpack("<Q", struct.pack("<d", x))[0])


def from_bits(bits: int) -> float:
    """Return the double that has these 64 bits."""
    return float(struct.unpack("<d", struct.pack("<Q", bits & _MASK64))[0])


def wrap64(number: int) -> int:
    """Return an integer modulo 2**64, as an unsigned 64-bit number."""
    return int(number) & _MASK64


def as_count(condition: bool) -> float:
    """Return 1.0 where the condition holds, else 0.0."""
    return 1.0 if condition else 0.0


def any_lane(condition: bool) -> bool:
    """Return whether the condition holds in any lane: skips work that would change nothing."""
    return condition


# --- the type ----------------------------------------------------------------------


class Lanes(types.Type):
    """Numba type of ``width`` numbers of one kind in one SIMD vector."""

    def __init__(self, element: _Numba, width: int) -> None:
        self.element = element
        self.width = width
        super().__init__(name=f"Lanes({element}, {width})")

    def unify(self, typingctx: _Numba, other: _Numba) -> _Numba:
        """Return the type of a variable that holds a scalar first and lanes later: lanes."""
        del typingctx
        return self if self._accepts(other) else None

    def can_convert_from(self, typingctx: _Numba, other: _Numba) -> _Numba:
        """Scalars widen to lanes; nothing narrows."""
        del typingctx
        return Conversion.safe if self._accepts(other) else None

    def _accepts(self, other: _Numba) -> bool:
        if self.element == types.float64:
            return isinstance(other, types.Float | types.Integer)
        return bool(self.element == types.boolean and other == types.boolean)


_ELEMENTS: Final = {
    types.float64: ir.DoubleType(),
    types.uint64: ir.IntType(64),
    types.boolean: ir.IntType(1),
}


@register_default(Lanes)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, dmm: _Numba, fe_type: Lanes) -> None:
        vector = ir.VectorType(_ELEMENTS[fe_type.element], fe_type.width)
        super().__init__(dmm, fe_type, vector)


def lane_type(element: _Numba, width: int) -> _Numba:
    """Return the type of one value: lanes, or the plain scalar when the width is 1."""
    return element if width == 1 else Lanes(element, width)


# --- typing ------------------------------------------------------------------------


def _element(kind: _Numba) -> _Numba:
    return kind.element if isinstance(kind, Lanes) else kind


def _is_number(kind: _Numba) -> bool:
    if isinstance(kind, Lanes):
        return bool(kind.element == types.float64)
    return isinstance(kind, types.Float | types.Integer)


def _is_integer(kind: _Numba) -> bool:
    if isinstance(kind, Lanes):
        return bool(kind.element == types.uint64)
    return isinstance(kind, types.Integer)


def _is_condition(kind: _Numba) -> bool:
    return bool(_element(kind) == types.boolean)


def _widest(args: tuple[_Numba, ...]) -> int:
    return max((kind.width for kind in args if isinstance(kind, Lanes)), default=0)


def _resolver(
    accepts: Callable[[_Numba], bool], argument: _Numba, result: _Numba
) -> Callable[..., _Numba]:
    """Return a typing rule: all arguments of one family, at least one of them lanes."""

    def generic(self: _Numba, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        del self
        width = _widest(args)
        if kws or not width or not all(accepts(kind) for kind in args):
            return None
        wide = Lanes(argument, width)
        return signature(Lanes(result, width), *([wide] * len(args)))

    return generic


_EMITTERS: Final[dict[_Numba, dict[_Numba, Callable[..., _Numba]]]] = {}


def _register(
    function: _Numba,
    accepts: Callable[[_Numba], bool],
    argument: _Numba,
    result: _Numba,
    emit: Callable[..., _Numba],
    arity: int,
) -> None:
    """Teach Numba what ``function`` means for lanes: its typing and its instructions.

    Scalar arguments are widened by ``_widen`` (Numba inserts the cast, since
    the signature asks for lanes), so ``emit`` sees vectors only.
    """
    infer_global(function)(
        type("LaneTemplate", (AbstractTemplate,), {"generic": _resolver(accepts, argument, result)})
    )

    emitters = _EMITTERS.setdefault(function, {})
    emitters[argument] = emit
    if len(emitters) > 1:
        return

    def lower(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
        del context
        return emitters[sig.args[0].element](builder, *args)

    lower_builtin(function, *([Lanes] * arity))(lower)


@lower_cast(types.Float, Lanes)
@lower_cast(types.Integer, Lanes)
def _widen(context: _Numba, builder: _Numba, source: _Numba, target: Lanes, value: _Numba) -> Any:
    """Copy a scalar into every lane."""
    scalar = context.cast(builder, value, source, target.element)
    return splat(builder, scalar, _ELEMENTS[target.element], target.width)


def splat(builder: _Numba, scalar: _Numba, element: _Numba, width: int) -> _Numba:
    """Return a vector value with ``scalar`` in every lane."""
    index = ir.IntType(32)
    empty = ir.Constant(ir.VectorType(element, width), ir.Undefined)
    first = builder.insert_element(empty, scalar, ir.Constant(index, 0))
    return builder.shuffle_vector(
        first, empty, ir.Constant(ir.VectorType(index, width), [0] * width)
    )


# --- arithmetic, comparison, logic ----------------------------------------------------

_ARITHMETIC: Final = (
    (operator.add, operator.iadd, "fadd"),
    (operator.sub, operator.isub, "fsub"),
    (operator.mul, operator.imul, "fmul"),
    (operator.truediv, operator.itruediv, "fdiv"),
)
for _plain, _in_place, _name in _ARITHMETIC:
    for _function in (_plain, _in_place):
        _register(
            _function,
            _is_number,
            types.float64,
            types.float64,
            lambda builder, a, b, name=_name: getattr(builder, name)(a, b),
            2,
        )
_register(
    operator.neg, _is_number, types.float64, types.float64, lambda builder, a: builder.fneg(a), 1
)

_COMPARISON: Final = (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
    (operator.ne, "!="),
)
for _function, _name in _COMPARISON:
    _register(
        _function,
        _is_number,
        types.float64,
        types.boolean,
        lambda builder, a, b, name=_name: (
            builder.fcmp_unordered(name, a, b) if name == "!=" else builder.fcmp_ordered(name, a, b)
        ),
        2,
    )

_INTEGER: Final = (
    (operator.add, "add"),
    (operator.mul, "mul"),
    (operator.xor, "xor"),
    (operator.and_, "and_"),
    (operator.or_, "or_"),
    (operator.lshift, "shl"),
    (operator.rshift, "lshr"),
)
for _function, _name in _INTEGER:
    _register(
        _function,
        _is_integer,
        types.uint64,
        types.uint64,
        lambda builder, a, b, name=_name: getattr(builder, name)(a, b),
        2,
    )

for _function, _name in ((operator.and_, "and_"), (operator.or_, "or_")):
    _register(
        _function,
        _is_condition,
        types.boolean,
        types.boolean,
        lambda builder, a, b, name=_name: getattr(builder, name)(a, b),
        2,
    )


@lower_cast(types.Boolean, Lanes)
def _widen_condition(
    context: _Numba, builder: _Numba, source: _Numba, target: Lanes, value: _Numba
) -> Any:
    bit = context.cast(builder, value, source, types.boolean)
    if bit.type != ir.IntType(1):
        bit = builder.trunc(bit, ir.IntType(1))
    return splat(builder, bit, ir.IntType(1), target.width)


# --- the primitives, for Numba --------------------------------------------------------


def _intrinsic(name: str) -> Callable[..., _Numba]:
    """Return an emitter of an LLVM intrinsic (correctly rounded in IEEE arithmetic)."""

    def emit(builder: _Numba, *values: _Numba) -> _Numba:
        kind = values[0].type
        suffix = f"v{kind.count}f64" if isinstance(kind, ir.VectorType) else "f64"
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(kind, [kind] * len(values)), f"{name}.{suffix}"
        )
        return builder.call(function, values)

    return emit


def _bitcast(element: _Numba) -> Callable[..., _Numba]:
    def emit(builder: _Numba, value: _Numba) -> _Numba:
        target = (
            ir.VectorType(element, value.type.count)
            if isinstance(value.type, ir.VectorType)
            else element
        )
        return builder.bitcast(value, target)

    return emit


def _complement(builder: _Numba, value: _Numba) -> _Numba:
    return builder.not_(value)


def _primitive(
    function: Callable[..., Any],
    accepts: Callable[[_Numba], bool],
    argument: _Numba,
    result: _Numba,
    emit: Callable[..., _Numba],
    arity: int = 1,
) -> None:
    """Register a primitive for lanes and for scalars alike."""

    def generic(self: _Numba, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        del self
        if kws or len(args) != arity or not all(accepts(kind) for kind in args):
            return None
        width = _widest(args) or 1
        kinds = [lane_type(argument, width)] * arity
        return signature(lane_type(result, width), *kinds)

    def lower(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
        del context, sig
        return emit(builder, *args)

    infer_global(function)(type("PrimitiveTemplate", (AbstractTemplate,), {"generic": generic}))
    lower_builtin(function, *([Lanes] * arity))(lower)
    lower_builtin(function, *([argument] * arity))(lower)


_primitive(square_root, _is_number, types.float64, types.float64, _intrinsic("llvm.sqrt"))
_primitive(floor, _is_number, types.float64, types.float64, _intrinsic("llvm.floor"))
_primitive(bits_of, _is_number, types.float64, types.uint64, _bitcast(ir.IntType(64)))
_primitive(from_bits, _is_integer, types.uint64, types.float64, _bitcast(ir.DoubleType()))
_primitive(wrap64, _is_integer, types.uint64, types.uint64, lambda builder, value: value)
_primitive(multiply_add, _is_number, types.float64, types.float64, _intrinsic("llvm.fma"), 3)
_primitive(negate, _is_condition, types.boolean, types.boolean, _complement)


@infer_global(where)
class _WhereTemplate(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        if kws or len(args) != 3 or not _is_condition(args[0]):
            return None
        _, if_true, if_false = args
        if not (_is_number(if_true) and _is_number(if_false)):
            return None
        width = _widest(args)
        if not width:
            return signature(types.float64, types.boolean, types.float64, types.float64)
        value = Lanes(types.float64, width)
        return signature(value, Lanes(types.boolean, width), value, value)


@lower_builtin(where, Lanes, Lanes, Lanes)
@lower_builtin(where, types.boolean, types.float64, types.float64)
def _lower_where(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    del context, sig
    return builder.select(*args)


@infer_global(as_count)
class _CountTemplate(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        if kws or len(args) != 1 or not _is_condition(args[0]):
            return None
        width = _widest(args)
        return signature(lane_type(types.float64, width or 1), args[0])


@lower_builtin(as_count, Lanes)
@lower_builtin(as_count, types.boolean)
def _lower_count(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    del context, sig
    (value,) = args
    one = _constant(value.type, 1.0)
    return builder.select(value, one, _constant(value.type, 0.0))


def _constant(like: _Numba, number: float) -> _Numba:
    """Return a number in the shape of a condition: one, or one a lane."""
    if isinstance(like, ir.VectorType):
        return ir.Constant(ir.VectorType(ir.DoubleType(), like.count), [number] * like.count)
    return ir.Constant(ir.DoubleType(), number)


@infer_global(any_lane)
class _AnyTemplate(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: tuple[_Numba, ...], kws: _Numba) -> _Numba:
        if kws or len(args) != 1 or not _is_condition(args[0]):
            return None
        return signature(types.boolean, args[0])


@lower_builtin(any_lane, Lanes)
@lower_builtin(any_lane, types.boolean)
def _lower_any(context: _Numba, builder: _Numba, sig: _Numba, args: _Numba) -> _Numba:
    del context, sig
    (value,) = args
    if not isinstance(value.type, ir.VectorType):
        return value
    packed = ir.IntType(value.type.count)
    return builder.icmp_unsigned("!=", builder.bitcast(value, packed), ir.Constant(packed, 0))
