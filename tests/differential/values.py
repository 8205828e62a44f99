"""What arguments may be: for each parameter of Keras's, values that it takes, as source; and what fits nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

Draw = Callable[[Random, int], str]
"""Gives the source of a value; the number is that of the spatial axes of the class."""

WRONG: Final = (
    "None", "-1", "0", "2.5", "'foo'", "(1, 2)", "[]", "True", "(2, 2, 2)", "1", "{}", "(-1,)", "b'same'", "3.0", "()",
    "keras.layers.ReLU", "keras.layers.Dense(2)", "lambda t: t", "[1, 2]", "('a', 'b')", "float('nan')", "100",
)  # fmt: skip
"""Values of all types, most of which most parameters refuse."""


def one_of(*choices: str) -> Draw:
    return lambda random, axes: random.choice(choices)


def words(text: str) -> Draw:
    """One of several strings."""
    return one_of(*(repr(word) for word in text.split()))


def per_axis(*sizes: int) -> Draw:
    """A size for all axes, or one for each; seldom a wrong number of them."""

    def draw(random: Random, axes: int) -> str:
        if random.random() < 0.55:
            return str(random.choice(sizes))
        count = axes if random.random() < 0.93 else random.randint(0, 4)
        made = tuple(random.choice(sizes) for _ in range(count))
        return repr(list(made)) if random.random() < 0.15 else repr(made)

    return draw


def margins(*sizes: int) -> Draw:
    """How much to add or cut: for all axes, for each, for both ends of each."""

    def draw(random: Random, axes: int) -> str:
        form = random.random()
        pick = lambda: random.choice(sizes)  # noqa: E731
        if form < 0.3:
            return str(pick())
        if form < 0.6:
            return repr(tuple(pick() for _ in range(axes if axes > 1 else 2)))
        return repr(tuple((pick(), pick()) for _ in range(axes)))

    return draw


def tuple_of(*sizes: int | None, most: int = 4, least: int = 1) -> Draw:
    """A tuple of sizes, of any length."""
    return lambda random, axes: repr(tuple(random.choice(sizes) for _ in range(random.randint(least, most))))


def either(*draws: Draw) -> Draw:
    return lambda random, axes: random.choice(draws)(random, axes)


FLAG: Final = one_of("True", "False")
UNITS: Final = one_of("1", "2", "3", "4", "6", "8")
AXIS: Final = one_of("-1", "-1", "1", "0", "2", "-2", "3", "-3")
AXES: Final = either(AXIS, AXIS, one_of("(1, 2)", "(-1,)", "(0, -1)", "[1, 2]", "(1, -2)", "None", "(2, 1)", "(1, 1)"))
FACTOR: Final = one_of("0.2", "(0.1, 0.3)", "1.0", "(-0.2, 0.3)", "0.0", "[0.1, 0.2]", "0.5")
ACTIVATION: Final = words("relu tanh softmax linear gelu sigmoid selu elu swish hard_sigmoid leaky_relu softplus mish")
INITIALIZER: Final = either(
    words("zeros ones glorot_uniform he_normal random_normal"), one_of("keras.initializers.HeNormal()")
)
REGULARIZER: Final = either(words("l1 l2 l1_l2"), one_of("None", "keras.regularizers.L2(0.01)"))
CONSTRAINT: Final = either(words("max_norm non_neg unit_norm"), one_of("None"))
DTYPE: Final = words("float32 float16 bfloat16 int32 int64 uint8 bool float64 int8")
RATE: Final = one_of("0.1", "0.5", "0", "0.0", "1.0", "0.9")
PADDING: Final = words("valid same")
FUNCTIONS: Final = one_of(
    "lambda t: t", "lambda t: t * 2", "lambda t: keras.ops.mean(t, axis=-1)", "lambda t: t[:, 0]",
    "lambda t: keras.ops.expand_dims(t, 1)", "lambda t, u: t + u", "lambda: 1", "lambda t: (t, t)", "keras.ops.sum",
    "keras.activations.relu", "lambda t: keras.ops.reshape(t, (-1, 2))", "lambda t, *, k: t * k",
    "lambda t, k=2: t * k", "lambda t: None", "lambda t, mask=None: t", "lambda t, training: t",
    "lambda t: keras.ops.concatenate([t, t], axis=1)",
)  # fmt: skip
EQUATIONS: Final = one_of(
    "'ab,bc->ac'", "'abc,cd->abd'", "'abc,cde->abde'", "'...x,xy->...y'", "'abc,bc->ab'", "'ab,b->a'", "'a,b'",
    "'...ab,bc->...ac'", "'abcd,cde->abe'", "'abc,ce->aeb'",
)  # fmt: skip
SHAPES: Final = either(
    tuple_of(-1, 1, 2, 3, 4), one_of("(-1,)", "(-1, 2)", "(2, -1)", "(1, -1)", "(4, 3)", "(3, 4)", "(12,)", "()")
)

PARAMETERS: Final[Mapping[str, Draw]] = {
    "units": UNITS, "filters": UNITS, "kernel_size": per_axis(1, 2, 3), "strides": per_axis(1, 1, 2, 3),
    "dilation_rate": per_axis(1, 1, 2, 3), "padding": PADDING, "groups": one_of("1", "1", "2", "3"),
    "data_format": words("channels_last channels_first"), "output_padding": per_axis(0, 1),
    "depth_multiplier": one_of("1", "2", "3"), "activation": ACTIVATION, "recurrent_activation": ACTIVATION,
    "pool_size": per_axis(1, 2, 3), "output_size": per_axis(1, 2, 3), "size": per_axis(1, 2, 3),
    "cropping": margins(0, 1, 2), "rate": RATE, "dropout": RATE, "recurrent_dropout": RATE, "stddev": RATE,
    "noise_shape": either(one_of("None"), tuple_of(1, None, 4)), "seed": one_of("None", "1", "42"), "axis": AXIS,
    "axes": AXES, "epsilon": one_of("1e-3", "1e-6"), "momentum": RATE, "alpha": RATE, "negative_slope": RATE,
    "max_value": one_of("None", "6.0", "1"), "threshold": one_of("0", "0.5"),
    "shared_axes": one_of("None", "[1]", "[1, 2]", "(1,)", "[2]"), "mask_value": one_of("0.0", "1", "0"),
    "n": one_of("1", "2", "5"), "dims": one_of("(1,)", "(2, 1)", "(1, 2)", "(3, 1, 2)", "(2, 3, 1)", "(1, 2, 3)"),
    "target_shape": SHAPES,
    "input_dim": one_of("10", "1", "100"), "output_dim": UNITS, "mask_zero": FLAG, "num_heads": one_of("1", "2", "3"),
    "key_dim": one_of("1", "2", "4"), "value_dim": one_of("None", "2", "3"), "head_dim": one_of("2", "4"),
    "num_query_heads": one_of("2", "4", "6"), "num_key_value_heads": one_of("1", "2", "3"),
    "attention_axes": one_of("None", "(1,)", "(2,)", "(1, 2)", "1"), "sliding_window": one_of("None", "2"),
    "score_mode": words("dot concat"), "merge_mode": either(words("concat sum ave mul"), one_of("None")),
    "value_range": one_of("(0, 255)", "[0, 1]", "(-1, 1)"), "factor": FACTOR, "height": one_of("2", "5", "12"),
    "width": one_of("3", "7", "12"), "interpolation": words("nearest bilinear bicubic"),
    "fill_mode": words("constant reflect wrap nearest"), "fill_value": one_of("0.0", "1"), "height_factor": FACTOR,
    "width_factor": FACTOR, "x_factor": FACTOR, "y_factor": FACTOR, "sigma": FACTOR, "brightness_factor": FACTOR,
    "contrast_factor": FACTOR, "saturation_factor": FACTOR, "hue_factor": FACTOR, "addition_factor": FACTOR,
    "threshold_factor": FACTOR, "scale": one_of("1.0", "0.5", "True", "False"), "offset": one_of("0.0", "1"),
    "l1": RATE, "l2": RATE, "num_tokens": one_of("4", "10", "1"), "output_mode": words("int multi_hot one_hot count"),
    "sparse": FLAG, "num_bins": one_of("4", "10"), "bin_boundaries": one_of("[0.0, 1.0]", "[1.0]"),
    "max_tokens": one_of("10", "5"), "num_oov_indices": one_of("1", "2", "0"), "salt": one_of("None", "7", "[1, 2]"),
    "split": either(words("whitespace character"), one_of("None")), "ngrams": one_of("None", "2", "(1, 2)"),
    "standardize": either(words("lower_and_strip_punctuation lower"), one_of("None")),
    "output_sequence_length": one_of("5", "None", "1"), "pad_to_max_tokens": FLAG, "invert": FLAG,
    "mean": one_of("0.0", "1", "[1.0, 2.0]"), "variance": one_of("1.0", "[1.0, 2.0]", "2"),
    "equation": EQUATIONS,
    "output_shape": one_of("4", "(None, 4)", "(4,)", "(None, 2, 3)", "(2, 3)", "None", "(None,)"),
    "bias_axes": one_of("None", "'c'", "'d'", "'y'", "'e'", "'de'", "'z'"), "normalize": FLAG,
    "mode": words("horizontal vertical horizontal_and_vertical"),
    "window": either(words("hann hamming"), one_of("None")), "frame_length": one_of("4", "8"),
    "frame_step": one_of("2", "4"), "fft_length": one_of("8", "16"), "sequence_length": one_of("4", "8"),
    "sequence_stride": one_of("2", "4"), "num_mel_bins": one_of("3", "5"), "sampling_rate": one_of("8000", "16000"),
    "min_freq": one_of("20.0"), "max_freq": one_of("3000.0"), "lora_rank": one_of("2", "1"), "dtype": DTYPE,
    "trainable": FLAG, "power_iterations": one_of("1", "2"),
    "renorm_clipping": one_of("None", "{'rmax': 1.0, 'rmin': 0.5, 'dmax': 2.0}"), "encoding": words("utf-8"),
    "vocabulary": one_of("None", "['a', 'b', 'c']", "[1, 2, 3]", "['a', 'b']"), "method": words("linear nearest"),
    "max_number": one_of("3", "10"), "num_ops": one_of("1", "2"), "num_chains": one_of("1", "3"),
    "chain_depth": one_of("1", "2"), "bins": one_of("16", "256"), "clip_limit": one_of("4.0"),
    "tile_grid_size": one_of("(2, 2)", "(4, 4)"), "reset_after": FLAG, "vocabulary_dtype": words("int64 int32"),
    "oov_token": one_of("-1", "'[UNK]'"), "mask_token": one_of("None", "0", "''"), "weights": one_of("None"),
    "idf_weights": one_of("None", "[1.0, 2.0, 3.0]"), "name": one_of("'mine'", "None", "'a b'"),
    "batch_size": one_of("None", "2"), "shape": one_of("(3,)", "(None, 4)", "()", "(2, 3, 4)", "[5]"),
    "batch_shape": one_of("(None, 3)", "(2, 4)", "(None,)"), "logit_soft_cap": one_of("None", "1.0"),
    "reverse_dtype": one_of("None", "'float16'"), "use_cudnn": one_of("'auto'", "False"),
}  # fmt: skip

SUFFIXES: Final = (
    ("_initializer", INITIALIZER), ("_regularizer", REGULARIZER), ("_constraint", CONSTRAINT), ("_dtype", DTYPE),
)  # fmt: skip

OF_CLASS: Final[Mapping[str, Draw]] = {
    "Conv1D.padding": words("valid same causal"), "DepthwiseConv1D.padding": words("valid same"),
    "SeparableConv1D.padding": words("valid same causal"), "ZeroPadding1D.padding": margins(0, 1, 2),
    "ZeroPadding2D.padding": margins(0, 1, 2), "ZeroPadding3D.padding": margins(0, 1, 2),
    "Dot.axes": one_of("1", "-1", "(1, 2)", "(2, 1)", "2", "(1, 1)", "[2, 2]", "0", "(-1, 1)"),
    "LayerNormalization.axis": AXES, "Softmax.axis": AXES, "UnitNormalization.axis": AXES, "Normalization.axis": AXES,
    "STFTSpectrogram.mode": words("log magnitude psd real imag angle stft"),
    "GroupNormalization.groups": one_of("1", "2", "4", "-1", "3"),
    "STFTSpectrogram.window": either(words("hann hamming"), one_of("None")), "Embedding.weights": one_of("None"),
    "Discretization.num_bins": one_of("None", "4"),
    "Discretization.bin_boundaries": one_of("[0.0, 1.0]", "[1.0]", "[0.0, 1.0, 2.0]"),
    "Lambda.output_shape": one_of("None", "(4,)", "(2, 3)", "None", "(None, 3)"), "RandomErasing.scale": FACTOR,
    "Lambda.function": FUNCTIONS,
    "Lambda.arguments": one_of("None", "{'k': 3}", "{'u': 1.0}", "{}"), "Lambda.mask": one_of("None"),
    "RandomPerspective.scale": FACTOR, "RandomElasticTransform.scale": FACTOR,
    "IntegerLookup.vocabulary": one_of("[1, 2, 3]", "None", "[4, 5]"),
    "StringLookup.vocabulary": one_of("['a', 'b', 'c']", "None"),
    "StringLookup.output_mode": words("int multi_hot one_hot count tf_idf"),
    "IntegerLookup.output_mode": words("int multi_hot one_hot count tf_idf"),
    "TextVectorization.output_mode": words("int multi_hot count tf_idf"),
    "Hashing.output_mode": words("int one_hot multi_hot count"), "HashedCrossing.output_mode": words("int one_hot"),
    "CategoryEncoding.output_mode": words("multi_hot one_hot count"),
    "Discretization.output_mode": words("int one_hot multi_hot count"),
    "StringLookup.mask_token": one_of("None", "''"), "Rescaling.scale": one_of("0.5", "2", "[1.0, 2.0]"),
    "RandomGaussianBlur.kernel_size": one_of("3", "(3, 5)"), "StringLookup.oov_token": one_of("'[UNK]'"),
    "ReversibleEmbedding.tie_weights": FLAG, "RandomCrop.height": one_of("2", "4", "6"),
}  # fmt: skip


def draw_value(owner: str, parameter: str, default: object, axes: int, random: Random) -> str:
    """A value for a parameter, as source: mostly of those that it takes, sometimes anything."""
    if random.random() < 0.05:
        return random.choice(WRONG)
    draw = OF_CLASS.get(f"{owner}.{parameter}") or PARAMETERS.get(parameter)
    if draw is None:
        draw = next((found for suffix, found in SUFFIXES if parameter.endswith(suffix)), None)
    if draw is not None:
        return draw(random, axes)
    if isinstance(default, bool):
        return str(random.random() < 0.5)
    return repr(default) if isinstance(default, (int, float, str, tuple, type(None))) else random.choice(WRONG)
