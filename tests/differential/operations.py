"""Programs that call a function of `keras.ops` or `keras.random`: by its signature, or varied from an expression."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Final

from differential.inputs import FLOATS, RANKS, related, shape
from differential.program import Program, Shape, Writer, call_of
from differential.values import (
    AXES,
    AXIS,
    DTYPE,
    FLAG,
    WRONG,
    Draw,
    draw_value,
    either,
    one_of,
    per_axis,
    tuple_of,
    words,
)
from keralint.keras_api.database import Parameter, load
from semantics.operations import FAMILIES, TENSORS

TENSOR_PARAMETERS: Final = frozenset(
    "x x1 x2 y a b inputs target output values indices updates data segment_ids sorted_sequence condition query key "
    "value kernel array tensor abs_ angle targets predictions variable images image".split()
)
"""Parameters that are given tensors, but where `NOT_TENSORS` says otherwise."""

NOT_TENSORS: Final = frozenset({"squareplus.b", "get_item.key"})
LISTS: Final = frozenset({"concatenate", "stack", "vstack", "hstack", "dstack", "meshgrid"})
"""Functions whose first argument is a list of tensors."""

TAKES_FUNCTIONS: Final = frozenset(
    "associative_scan cond custom_gradient fori_loop jvp map scan switch vectorize vectorized_map while_loop einsum "
    "rearrange select scatter scatter_update slice slice_update conv conv_transpose depthwise_conv separable_conv "
    "ctc_loss ctc_decode batch_normalization dot_product_attention fold fft fft2 ifft2 irfft istft solve lstsq "
    "solve_triangular".split()
)
"""Functions whose arguments depend on each other so much that expressions are varied instead."""

INTEGERS: Final = re.compile(r"bitwise|shift|gcd|lcm|one_hot|multi_hot|bincount|unravel|ldexp")
SMALL: Final = one_of("0", "1", "2", "3", "-1")
ARGUMENTS: Final[Mapping[str, Draw]] = {
    "alpha": one_of("0.5", "1.0"), "beta": one_of("0.5"), "stddev": one_of("1.0"), "mean": one_of("0.0"),
    "seed": one_of("None", "1"), "axis": AXIS, "axes": AXES, "keepdims": FLAG, "dtype": DTYPE, "k": SMALL, "n": SMALL,
    "offset": SMALL, "axis1": AXIS, "axis2": AXIS, "axisa": AXIS, "axisb": AXIS, "axisc": AXIS, "source": AXIS,
    "destination": AXIS,
    "newshape": either(tuple_of(-1, 1, 2, 3, 4), one_of("(-1,)", "-1", "(2, -1)", "(-1, 4)", "(None, 4)")),
    "shape": tuple_of(1, 2, 3, 4), "repeats": either(SMALL, tuple_of(1, 2, 3)), "shift": either(SMALL, tuple_of(1, 2)),
    "indices_or_sections": one_of("1", "2", "3", "[1]", "[1, 2]", "(2,)"), "num": one_of("2", "3", "5"),
    "pad_width": one_of("1", "((0, 1), (1, 0))", "(1, 2)", "((0, 0), (1, 1), (2, 0))", "((1, 1),)", "0"),
    "mode": words("constant reflect symmetric valid same full reduced complete"), "constant_values": one_of("0", "1"),
    "num_classes": one_of("3", "5", "1"), "num_segments": one_of("None", "4"), "kth": SMALL,
    "q": one_of("0.5", "50", "[0.1, 0.5]"), "start": one_of("0", "1", "2.0", "(1, 2)"),
    "stop": one_of("5", "7", "10.0", "(3, 4)"), "step": one_of("1", "2"), "N": one_of("2", "3"),
    "M": one_of("None", "3"), "fill_value": one_of("1", "0.5", "True"), "decimals": one_of("0", "1"),
    "bins": one_of("10", "5", "[0.0, 1.0]"), "minlength": one_of("0", "5"), "block_size": one_of("2", "3", "1"),
    "kernel_size": per_axis(1, 2, 3), "dilation": per_axis(1, 2), "stride": per_axis(1, 2),
    "size": either(tuple_of(2, 5, most=3), one_of("(4, 5)", "None")), "padding": words("valid same"),
    "sequence_length": one_of("4", "8", "3"), "sequence_stride": one_of("2", "4"),
    "fft_length": one_of("8", "None", "16"), "ord": one_of("None", "1", "2", "'fro'", "'nuc'", "3"),
    "order": one_of("1", "2", "3"), "weights": one_of("None"), "approximate": FLAG, "sorted": FLAG, "x_min": SMALL,
    "x_max": one_of("2", "1.5"), "patch_size": one_of("2", "(2, 2)"), "max_val": one_of("1.0"),
    "target_height": one_of("None", "4", "9"), "target_width": one_of("None", "5", "12"), "maxval": one_of("5"),
    "top_padding": SMALL, "bottom_padding": SMALL, "left_padding": SMALL, "right_padding": SMALL,
    "minval": one_of("0"), "top_cropping": SMALL, "bottom_cropping": SMALL, "left_cropping": SMALL,
    "right_cropping": SMALL, "num_samples": SMALL, "rate": one_of("0.5", "0.1"), "range": one_of("None", "(0, 1)"),
    "transform": one_of("keras.ops.ones((8,))"), "base": one_of("10", "2"), "initial": one_of("None", "0"),
    "indexing": words("xy ij"), "noise_shape": one_of("None", "(1, 4)"),
    "key": one_of("0", "(0, 1)", "(slice(None), 0)", "-1"), "side": words("left right"),
    "fill_mode": words("constant"), "return_counts": FLAG, "return_index": FLAG, "return_inverse": FLAG,
    "increasing": FLAG, "rtol": one_of("1e-3"), "equal_nan": FLAG, "from_logits": FLAG, "upper": FLAG, "invert": FLAG,
}  # fmt: skip

OF_FUNCTION: Final[Mapping[str, Draw]] = {
    "transpose.axes": one_of("None", "(1, 0)", "(0, 2, 1)", "(2, 1, 0)", "(0, 2, 3, 1)", "(1, 1)", "(0, -1, 1)"),
    "tensordot.axes": one_of("1", "2", "[[1], [0]]", "0", "[[-1], [-2]]", "((1, 2), (0, 1))", "[2, 1]"),
    "squeeze.axis": one_of("None", "0", "1", "-1", "(1, 2)"),
    "expand_dims.axis": either(AXIS, one_of("(0, 1)", "[1, -1]")), "flip.axis": AXES, "softmax.axis": AXES,
    "norm.axis": AXES, "unique.axis": one_of("None", "0", "1"), "broadcast_to.shape": tuple_of(1, 2, 3, 4, 9),
    "split.indices_or_sections": one_of("1", "2", "3", "[1, 2]", "[1, 5]"),
    "moveaxis.source": either(AXIS, one_of("(0, 1)")),
    "moveaxis.destination": either(AXIS, one_of("(1, 0)", "(-1, -2)")),
    "take.indices": one_of("0", "[0, 1]", "1", "[[0, 1], [1, 0]]", "-1"), "top_k.k": one_of("1", "2", "3"),
    "threshold.threshold": one_of("0.5", "1"), "threshold.default_value": one_of("0", "0.0"),
    "eye.N": one_of("2", "3"), "roll.axis": either(AXIS, one_of("None", "(1, 2)")),
    "rot90.axes": one_of("(0, 1)", "(1, 2)", "(1, 1)"), "unfold.padding": per_axis(0, 1),
    "image.map_coordinates.order": one_of("0", "1"), "qr.mode": words("reduced complete raw"),
    "pad.mode": words("constant reflect symmetric"), "correlate.mode": words("valid same full"),
    "unstack.num": one_of("None", "2", "3"), "image.resize.size": one_of("(4, 5)", "[2, 3]", "4", "(4, 5, 6)"),
    "extract_sequences.sequence_length": one_of("2", "3", "4"), "view.dtype": DTYPE,
    "power.x2": one_of("2", "0.5", "-1"), "normalize.axis": AXIS, "multi_hot.axis": AXIS,
    **dict.fromkeys((f"{name}.x" for name in ("bartlett", "blackman", "hamming", "hanning", "kaiser")), SMALL),
    "kaiser.beta": one_of("14.0", "2"), "uniform.minval": one_of("0.0"), "uniform.maxval": one_of("1.0"),
    "binomial.counts": one_of("3", "5.0"), "binomial.probabilities": one_of("0.5"),
    "argmax.axis": either(AXIS, one_of("None")),
}  # fmt: skip

REDUCING: Final = re.compile(r"sum|mean|max|min|prod|std|var|any|all|median|quantile|percentile|average|nonzero|ptp")


def operation_program(name: str, random: Random) -> Program:
    """A call of `keras.{name}` (`ops.mean`), on tensors that mostly fit."""
    path = f"keras.{name}"
    short = name.partition(".")[2]
    known = _expressions(name)
    varied = known and (short in TAKES_FUNCTIONS or random.random() < 0.5)
    return _varied(path, random.choice(known), random) if varied else _by_signature(path, short, random)


# --- by signature ----------------------------------------------------------------------------------------------------


def _by_signature(path: str, short: str, random: Random) -> Program:
    writer = Writer(random)
    keyword = _arguments(path, short, writer, optional=0.4)
    parameters = _parameters(path)
    positional = [
        keyword.pop(p.name) for p in parameters if p.required and p.name in keyword and p.kind != "KEYWORD_ONLY"
    ]
    writer.lines.append(f"y = {call_of(path, tuple(positional), keyword)}")
    return Program(path, writer.text())


def required_arguments(path: str, writer: Writer) -> dict[str, str]:
    """Source for the arguments of a function by name: those that it needs, and few of the others."""
    return _arguments(path, path.removeprefix("keras.").partition(".")[2], writer, optional=0.15)


def _parameters(path: str) -> list[Parameter]:
    symbol = load("3").resolve(path)
    signature = symbol.signature if symbol is not None else None
    return [] if signature is None else [p for p in signature.parameters if not p.kind.startswith("VAR")]


def _arguments(path: str, short: str, writer: Writer, *, optional: float) -> dict[str, str]:
    random, parameters = writer.random, _parameters(path)
    keyword: dict[str, str] = {}
    first: Shape | None = None
    for parameter in parameters:
        if not parameter.required and random.random() > optional:
            continue
        name = parameter.name
        if name in TENSOR_PARAMETERS and f"{short}.{name}" not in NOT_TENSORS and f"{short}.{name}" not in OF_FUNCTION:
            keyword[name], first = _tensor(short, writer, first)
        else:
            keyword[name] = _argument(short, name, parameter.default, random)
    if short in LISTS and parameters:
        items = [_tensor(short, writer, first) for _ in range(1)]
        shapes = [items[0][1], *(related(random, items[0][1]) for _ in range(random.randint(0, 2)))]
        made = [items[0][0], *(writer.input(each) if each else writer.scalar() for each in shapes[1:])]
        keyword[parameters[0].name] = f"[{', '.join(made)}]"
    return keyword


def _tensor(short: str, writer: Writer, first: Shape | None) -> tuple[str, Shape]:
    random = writer.random
    if first is not None and random.random() < 0.12:
        return random.choice(("2", "0.5", "True", "[1, 2]", "None")), first
    made = shape(random, random.choice(RANKS)) if first is None else related(random, first)
    if random.random() < 0.06:
        made = ()
    dtype = random.choice(("int32", "int64", "uint8")) if INTEGERS.search(short) else random.choice(FLOATS)
    if first is not None and random.random() < 0.5:
        dtype = "float32" if not INTEGERS.search(short) else "int32"
    return (writer.input(made, dtype) if made else writer.scalar(dtype)), first or made


def _argument(short: str, name: str, default: object, random: Random) -> str:
    if random.random() < 0.05:
        return random.choice(WRONG)
    draw = OF_FUNCTION.get(f"{short}.{name}")
    if draw is None and name == "axis" and REDUCING.search(short):
        draw = AXES
    draw = draw or ARGUMENTS.get(name)
    return draw_value(short, name, default, 2, random) if draw is None else draw(random, 2)


# --- by expressions --------------------------------------------------------------------------------------------------


@cache
def _expressions(name: str) -> list[str]:
    """The known expressions in which a function is called."""
    call = f"{name}("
    found = [one for family in FAMILIES.values() for one in family if re.search(rf"(?<![\w.]){re.escape(call)}", one)]
    if name.startswith("random."):
        found = [one for family in FAMILIES.values() for one in family if f"keras.{call}" in one]
    return found


def _varied(path: str, expression: str, random: Random) -> Program:
    """A known expression, on other tensors."""
    writer = Writer(random)
    writer.settings.append("from keras import ops")
    for name in sorted(TENSORS.keys() & set(re.findall(r"\w+", expression))):
        given = TENSORS[name]
        made, dtype = given.shape or (), given.dtype
        if random.random() < 0.5:
            made = related(random, made) if made else made
        if random.random() < 0.12:
            dtype = random.choice(FLOATS)
        form = "keras.Input(batch_shape={0!r}, dtype={1!r})" if made else "keras.KerasTensor({0!r}, {1!r})"
        writer.lines.append(f"{name} = {form.format(made, dtype)}")
    writer.lines.append(f"y = {expression}")
    return Program(path, writer.text())
