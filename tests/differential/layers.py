"""Programs that make a layer of Keras's and call it, its arguments drawn from its signature."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from differential.inputs import (
    MERGES,
    SEQUENCES,
    dtype_for,
    related,
    shape,
    shape_for,
    spatial_axes,
)
from differential.program import Program, Writer, call_of
from differential.values import draw_value
from keralint.keras_api.database import load
from keralint.keras_api.symbols import Parameter

WRAPPED: Final = {
    "Bidirectional": ("LSTM", "GRU", "SimpleRNN", "ConvLSTM1D", "RNN", "Dense"),
    "TimeDistributed": ("Dense", "Conv1D", "Conv2D", "Flatten", "LSTM", "Dropout", "GlobalAveragePooling1D", "Reshape",
                        "MaxPooling2D", "BatchNormalization", "Embedding", "Bidirectional"),
    "RNN": ("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells", "Dense"),
    "StackedRNNCells": ("LSTMCell", "GRUCell", "SimpleRNNCell"),
    "SpectralNormalization": ("Dense", "Conv2D", "Conv1D", "Embedding", "Dropout"),
    "Wrapper": ("Dense", "LSTM"),
    "Pipeline": ("Rescaling", "RandomFlip", "CenterCrop", "Dense", "Flatten"),
}  # fmt: skip
"""What wrappers are put around."""

ALWAYS: Final = {
    "RandAugment": ("value_range",), "AugMix": ("value_range",), "Discretization": ("bin_boundaries",),
    "RandomErasing": (), "IntegerLookup": ("vocabulary",), "StringLookup": ("vocabulary",),
    "RandomElasticTransform": (), "EinsumDense": ("output_shape",), "GroupNormalization": ("groups",),
    "CategoryEncoding": ("num_tokens",),
}  # fmt: skip
"""Arguments that a class can hardly do without, though they have a default."""

FLAGS: Final = ("return_sequences", "return_state", "go_backwards", "stateful", "keepdims", "use_bias", "unroll")
SKIPPED: Final = frozenset({"name", "dtype", "seed", "native_serialization_platforms", "quantization_config"})
SETTINGS: Final = (
    "keras.config.set_floatx('float16')",
    "keras.config.set_floatx('float64')",
    "keras.config.set_image_data_format('channels_first')",
    "keras.config.set_dtype_policy('mixed_float16')",
)


EINSUMS: Final = (
    ("'ab,bc->ac'", 2, "4"), ("'abc,cd->abd'", 3, "(None, 5)"), ("'abc,cde->abde'", 3, "(None, 2, 3)"),
    ("'...x,xy->...y'", 3, "4"), ("'...x,xy->...y'", 4, "4"), ("'abc,bc->ab'", 3, "(None,)"), ("'ab,b->a'", 2, "()"),
    ("'abcd,cde->abe'", 4, "(None, 4)"), ("'abc,ce->aeb'", 3, "(3, None)"), ("'aBTC,CD->aBTD'", 4, "(None, None, 6)"),
)  # fmt: skip
"""Equations, with the rank that fits the input, and the shape of the output."""


def layer_program(class_name: str, random: Random) -> Program:
    """A layer of this class, called on inputs that mostly fit."""
    if class_name == "EinsumDense" and random.random() < 0.7:
        return _einsum(random)
    writer = Writer(random)
    if random.random() < 0.04:
        writer.settings.append(random.choice(SETTINGS))
    made = construction(class_name, random)
    inputs = inputs_of(class_name, made, writer)
    writer.lines.append(f"layer = {made}")
    positional, keyword = call_on(class_name, inputs, writer)
    writer.lines.append(f"y = {call_of('layer', positional, keyword)}")
    if random.random() < 0.06 and class_name not in MERGES:
        again = writer.input(shape_for(class_name, random), dtype_for(class_name, random))
        writer.lines.append(f"y = layer({again})")
    return Program(f"keras.layers.{class_name}", writer.text())


def _einsum(random: Random) -> Program:
    """An equation with an input and an output that fit, but for what is drawn besides."""
    writer = Writer(random)
    equation, rank, output = random.choice(EINSUMS)
    letter = equation.rpartition(">")[2].strip("'.")[-1:]
    name = writer.input(shape(random, rank, open_axes=0.05))
    keyword = {"equation": equation, "output_shape": output}
    if random.random() < 0.4:
        keyword["bias_axes"] = repr(letter)
    if random.random() < 0.3:
        keyword["activation"] = draw_value("EinsumDense", "activation", None, 0, random)
    writer.lines += [f"layer = {call_of('keras.layers.EinsumDense', (), keyword)}", f"y = layer({name})"]
    return Program("keras.layers.EinsumDense", writer.text())


def construction(class_name: str, random: Random, depth: int = 0) -> str:
    """The source of a new layer."""
    symbol = load("3").resolve(f"keras.layers.{class_name}")
    signature = symbol.signature if symbol is not None else None
    parameters = [] if signature is None else [p for p in signature.parameters if not p.kind.startswith("VAR")]
    chance = min(0.3, 2.2 / (len(parameters) or 1))
    keyword = {}
    for parameter in parameters:
        wanted = parameter.required or parameter.name in ALWAYS.get(class_name, ())
        likely = 0.97 if wanted else 2 * chance if parameter.name in FLAGS else chance
        if (parameter.name in SKIPPED and random.random() < 0.8) or random.random() > likely:
            continue
        keyword[parameter.name] = _argument(class_name, parameter, random, depth)
    if random.random() < 0.05:
        keyword["dtype"] = random.choice(
            ("'float16'", "'mixed_float16'", "'float64'", "'bfloat16'", "'foo'", "'int32'")
        )
    if random.random() < 0.02:
        keyword[random.choice(("foo", "unit", "input_shape", "batch_input_shape", "weights"))] = "(3, 4)"
    return _written(class_name, parameters, keyword, random)


def needed(class_name: str, random: Random) -> dict[str, str]:
    """Source for the arguments that a class cannot do without, by name."""
    symbol = load("3").resolve(f"keras.layers.{class_name}")
    signature = symbol.signature if symbol is not None else None
    wanted = [p for p in signature.parameters if p.required and not p.kind.startswith("VAR")] if signature else []
    always = [p for p in signature.parameters if p.name in ALWAYS.get(class_name, ())] if signature else []
    return {parameter.name: _argument(class_name, parameter, random, 0) for parameter in (*wanted, *always)}


def _written(class_name: str, parameters: list[Parameter], keyword: dict[str, str], random: Random) -> str:
    """The call, its first arguments by position if they are given without a gap."""
    first: list[str] = []
    if random.random() < 0.4:
        for parameter in parameters:
            if parameter.name not in keyword or parameter.kind == "KEYWORD_ONLY":
                break
            first.append(keyword.pop(parameter.name))
    return call_of(f"keras.layers.{class_name}", tuple(first), keyword)


def _argument(class_name: str, parameter: Parameter, random: Random, depth: int) -> str:
    inner = WRAPPED.get(class_name)
    if inner is not None and parameter.name in ("layer", "cell", "cells", "layers") and random.random() < 0.95:
        if depth > 1:
            return "keras.layers.Dense(3)"
        made = [construction(random.choice(inner), random, depth + 1) for _ in range(random.randint(1, 3))]
        return f"[{', '.join(made)}]" if parameter.name in ("cells", "layers") else made[0]
    return draw_value(class_name, parameter.name, parameter.default, spatial_axes(class_name), random)


# --- what it is called on --------------------------------------------------------------------------------------------


def inputs_of(class_name: str, made: str, writer: Writer) -> list[str]:
    """The names of the tensors that a layer is called on; `made` is the source of the layer."""
    random = writer.random
    if class_name in MERGES:
        return _several(writer, random.choice((2, 2, 2, 3)) if class_name not in ("Dot", "Subtract") else 2)
    first = shape_for(class_name, random)
    name = writer.input(first, dtype_for(class_name, random))
    if class_name in SEQUENCES and random.random() < 0.15:
        writer.lines.append(f"{name} = keras.layers.Masking()({name})")
    if class_name.endswith("Attention"):
        others = [first if random.random() < 0.5 else related(random, first) for _ in range(random.randint(1, 2))]
        return [name, *(writer.input(other) for other in others)]
    if class_name.endswith(("Cell", "Cells")):
        units = re.search(r"(?:Cell\(|units=)(\d)", made)
        width = int(units.group(1)) if units and random.random() < 0.85 else random.choice((1, 2, 3))
        return [name, writer.input((first[0] if first else None, width))]
    if class_name == "HashedCrossing":
        return [name, writer.input(first, "int32")]
    return [name]


def _several(writer: Writer, count: int) -> list[str]:
    """Inputs of a merge: of related shapes."""
    random = writer.random
    first = shape(random, random.choice((2, 3, 3, 4)), open_axes=0.15)
    dtypes = ("float32",) * 6 + ("int32", "float16")
    return [
        writer.input(first if index == 0 else related(random, first), random.choice(dtypes)) for index in range(count)
    ]


def call_on(class_name: str, inputs: list[str], writer: Writer) -> tuple[tuple[str, ...], dict[str, str]]:
    """The arguments of the call, by position and by name."""
    random = writer.random
    keyword: dict[str, str] = {}
    if random.random() < 0.08:
        keyword["training"] = random.choice(("True", "False", "None"))
    if random.random() < 0.01:
        keyword["foo"] = "1"
    if class_name in MERGES or class_name == "HashedCrossing" or class_name in ("Attention", "AdditiveAttention"):
        if class_name.endswith("Attention") and random.random() < 0.3:
            keyword[random.choice(("return_attention_scores", "use_causal_mask"))] = "True"
        given = f"[{', '.join(inputs)}]" if random.random() < 0.96 else inputs[0]
        return (given,), keyword
    if class_name.endswith("Attention"):
        if random.random() < 0.25:
            keyword[random.choice(("return_attention_scores", "use_causal_mask"))] = "True"
        return tuple(inputs), keyword
    if class_name.endswith(("Cell", "Cells")):
        count = 2 if class_name.startswith("LSTM") else 1
        states = f"[{', '.join(inputs[1:] * (count if random.random() < 0.85 else 3 - count))}]"
        return (inputs[0], states if random.random() < 0.9 else inputs[1]), keyword
    if class_name in ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN") and random.random() < 0.12:
        states = [writer.input((None, random.choice((2, 3, 4)))) for _ in range(random.randint(1, 2))]
        keyword["initial_state"] = f"[{', '.join(states)}]"
    if class_name == "ReversibleEmbedding" and random.random() < 0.3:
        keyword["reverse"] = "True"
    if random.random() < 0.02 and inputs:
        return (f"[{inputs[0]}, {inputs[0]}]",), keyword
    return tuple(inputs), keyword
