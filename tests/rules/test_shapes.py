# ruff: noqa: E501  # a program and what is said of it stand on one line
"""What the rules about ranks and sizes say, where they point, and what they leave alone."""

from __future__ import annotations

import pytest

from programs import findings, fixed, line, message, only, related

IMAGES = "x = keras.Input((32, 32, 8))\n"
SEQUENCE = "x = keras.Input((10, 8))\n"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (f"{IMAGES}layers.Conv1D(3, 3)(x)", "layer-input-rank: `Conv1D` needs an input `(batch, steps, features)`, got `(None, 32, 32, 8)`"),
        ("layers.Conv2D(8, 3)(keras.Input((28, 28)))", "conv-missing-channel-axis: `Conv2D` needs an input `(batch, height, width, channels)`, got `(None, 28, 28)` without channels"),
        (f"{SEQUENCE}layers.Conv1D(8, 11)(x)", "window-exceeds-input: `Conv1D` needs at least 11 on `steps` for its `kernel_size`, got `(None, 10, 8)`"),
        (f"{SEQUENCE}layers.Conv1D(8, 4, dilation_rate=4)(x)", "window-exceeds-input: `Conv1D` needs at least 13 on `steps` for its `kernel_size`, got `(None, 10, 8)`"),
        (f"{SEQUENCE}layers.MaxPooling1D(11)(x)", "window-exceeds-input: `MaxPooling1D` needs at least 11 on `steps` for its `pool_size`, got `(None, 10, 8)`"),
        (f"{SEQUENCE}layers.Cropping1D(5)(x)", "cropping-exceeds-input: `Cropping1D` takes 10 away on `steps`, of which `(None, 10, 8)` has 10"),
        (f"{IMAGES}layers.Conv2D(6, 3, groups=3)(x)", "groups-do-not-divide: the 3 groups of `Conv2D` do not divide the 8 channels of `(None, 32, 32, 8)`"),
        ("layers.Conv2D(8, 3, groups=3)", "groups-do-not-divide: `filters` of `Conv2D` must be a multiple of `groups`"),
        ("layers.Conv2D(8, 3, 2, dilation_rate=2)", "conv-strides-with-dilation: `Conv2D` cannot have both `strides` and `dilation_rate` above 1"),
        ("layers.Conv2D(8, 3, padding='causal')", "conv-causal-not-1d: `Conv2D` has no `causal` padding, which only `Conv1D` knows"),
        ("layers.Dense(8)(keras.Input((None,)))", "undefined-size: `Dense` needs a known size on the last axis of its input, got `(None, None)`"),
        (f"{SEQUENCE}layers.Reshape((3, 30))(x)", "reshape-size-mismatch: `Reshape` cannot make `(3, 30)` of `(10, 8)`: 90 elements are not 80"),
        (f"{SEQUENCE}layers.Reshape((3, -1))(x)", "reshape-size-mismatch: `Reshape` cannot make `(3, -1)` of `(10, 8)`: 80 elements do not divide by 3"),
        ("layers.Reshape((-1, -1))", "reshape-two-unknown: `Reshape` to `(-1, -1)` leaves 2 sizes open, of which only one can be computed"),
        ("layers.Reshape((-2, 4))", "reshape-two-unknown: the sizes given to `Reshape` must be positive, or -1 for one of them, got `(-2, 4)`"),
        ("layers.Permute((1, 3))", "permute-index: `dims` of `Permute` must be the axes 1 to 2, each once, got `(1, 3)`"),
        (f"{SEQUENCE}keras.ops.transpose(x, (1, 0))", "permute-index: `keras.ops.transpose` needs each of the 3 axes of `(None, 10, 8)` once, got `(1, 0)`"),
        (f"{SEQUENCE}layers.Add()(x)", "merge-needs-list: `Add` takes one list of tensors, got a single tensor"),
        (f"{SEQUENCE}layers.add(x, x)", "merge-needs-list: `add` takes one list of tensors, got its tensors one by one"),
        (f"{SEQUENCE}layers.Concatenate()([x, keras.Input((9, 8))])", "concat-shape-mismatch: `Concatenate` on axis -1 cannot join `(None, 10, 8)` and `(None, 9, 8)`: they differ on axis 1"),
        (f"{SEQUENCE}layers.Concatenate()([x, keras.Input((8,))])", "concat-shape-mismatch: `Concatenate` on axis -1 cannot join `(None, 10, 8)` and `(None, 8)`: they have different numbers of axes"),
        (f"{SEQUENCE}layers.Add()([x, keras.Input((9, 8))])", "merge-shape-mismatch: `Add` cannot merge `(None, 10, 8)` and `(None, 9, 8)`: they differ on axis 1"),
        (f"{SEQUENCE}x + keras.Input((9, 8))", "broadcast-mismatch: `+` cannot broadcast `(None, 10, 8)` with `(None, 9, 8)`: they differ on axis 1"),
        (f"{SEQUENCE}layers.Dense(9)(x) + x", "residual-shape-mismatch: `+` cannot merge `(None, 10, 9)` with its own input `(None, 10, 8)`: the branch changes axis 2 from 8 to 9"),
        (f"{SEQUENCE}layers.Dot(axes=1)([x, keras.Input((9, 8))])", "dot-axes-mismatch: `Dot` of `(None, 10, 8)` and `(None, 9, 8)` needs 10 on axis 1 of the second, got 9"),
        (f"{SEQUENCE}layers.Dense(3)([x, x])", "input-count: `Dense` takes 1 tensor, got 2"),
        (f"{SEQUENCE}layers.Subtract()([x, x, x])", "input-count: `Subtract` takes 2 tensors, got 3"),
        (f"{SEQUENCE}layers.Attention()(x)", "attention-needs-list: `Attention` takes a list `[query, value]` or `[query, value, key]`, got a single tensor"),
        (f"{SEQUENCE}layers.Attention()([x, keras.Input((9, 7))])", "attention-width-mismatch: `Attention` of `(None, 10, 8)` and `(None, 9, 7)` needs as many features in both, got 8 and 7"),
        (f"{SEQUENCE}layers.Attention()([keras.Input((8,)), x])", "attention-over-batch: the query of `Attention` has no axis of steps, got `(None, 8)`: the samples of a batch attend to each other"),
        (f"{SEQUENCE}layers.MultiHeadAttention(2, 4)([x, x])", "mha-missing-value: `MultiHeadAttention` is called with a query and a value, got a list"),
        (f"{SEQUENCE}layers.MultiHeadAttention(2, 4)(x, keras.Input((8,)))", "mha-rank: `MultiHeadAttention` needs a value with 3 axes, as its query has, got `(None, 8)`"),
        (f"{IMAGES}layers.GlobalAveragePooling1D()(x)", "pooling-rank: `GlobalAveragePooling1D` takes a sequence `(batch, steps, features)`, got `(None, 32, 32, 8)`"),
        (f"{SEQUENCE}layers.Softmax(axis=3)(x)", "axis-out-of-range: `axis` of `Softmax` is 3, but `(None, 10, 8)` has only 3 axes"),
        (f"{SEQUENCE}keras.ops.sum(x, axis=-4)", "axis-out-of-range: `axis` of `keras.ops.sum` is -4, but `(None, 10, 8)` has only 3 axes"),
        (f"{SEQUENCE}layers.EinsumDense('ab->a', (3,))(x)", "einsum-equation: the equation of `EinsumDense` must have the form `input,kernel->output`, got `ab->a`"),
        (f"{SEQUENCE}keras.ops.einsum('ab,bc->ac', x, x)", "einsum-equation: `ab` of `keras.ops.einsum` needs 2 axes, got `(None, 10, 8)`"),
        (f"{SEQUENCE}x @ x", "contraction-mismatch: `@` of `(None, 10, 8)` and `(None, 10, 8)` sums over axis 2 and axis 1, which have 8 and 10 elements"),
        (f"{SEQUENCE}x[:, 10]", "index-out-of-range: index 10 lies outside of axis 1 of `(None, 10, 8)`, which has the size 10"),
        (f"{SEQUENCE}x[:, 0, 0, 0]", "index-out-of-range: 4 indices for `(None, 10, 8)`, which has only 3 axes"),
        (f"{SEQUENCE}x[1:]", "unsupported-index: a symbolic tensor `(None, 10, 8)` cannot be indexed by a slice alone"),
        (f"{SEQUENCE}keras.ops.split(x, 3, axis=1)", "uneven-split: `keras.ops.split` cannot divide the 10 elements on axis 1 of `(None, 10, 8)` into 3 equal parts"),
        (f"{SEQUENCE}keras.ops.squeeze(x, 1)", "not-squeezable: `keras.ops.squeeze` needs the size 1 on axis 1 of `(None, 10, 8)`, got 10"),
        (f"{SEQUENCE}x * 'a'", "unsupported-operand: `*` cannot compute with a symbolic tensor and `'a'`"),
        (f"{SEQUENCE}layers.Lambda(lambda t: 3)(x)", "lambda-output: the function of `Lambda` must return a tensor, got `3`"),
    ],
)  # fmt: skip
def test_what_is_said(program: str, said: str) -> None:
    assert message(program) == said


@pytest.mark.parametrize(
    ("program", "corrected"),
    [
        ("x = keras.Input((28, 28))\nlayers.Conv2D(8, 3)(x)", "x = keras.Input((28, 28, 1))\nlayers.Conv2D(8, 3)(x)"),
        (
            "x = keras.Input(shape=(9,))\nlayers.Conv1D(8, 3)(x)",
            "x = keras.Input(shape=(9, 1))\nlayers.Conv1D(8, 3)(x)",
        ),
        ("layers.Permute((0, 2, 1))", "layers.Permute((2, 1))"),
        ("layers.Permute((1, 0))", "layers.Permute((2, 1))"),
        (f"{SEQUENCE}layers.Add()(x, x)", f"{SEQUENCE}layers.Add()([x, x])"),
        (f"{SEQUENCE}layers.concatenate(x, x, name='a')", f"{SEQUENCE}layers.concatenate([x, x], name='a')"),
        (f"{SEQUENCE}layers.Attention()((x, x))", f"{SEQUENCE}layers.Attention()([x, x])"),
        (f"{SEQUENCE}layers.MultiHeadAttention(2, 4)(x)", f"{SEQUENCE}layers.MultiHeadAttention(2, 4)(x, x)"),
        (f"{SEQUENCE}layers.MultiHeadAttention(2, 4)([x, x])", f"{SEQUENCE}layers.MultiHeadAttention(2, 4)(x, x)"),
        (f"{IMAGES}layers.GlobalMaxPooling1D()(x)", f"{IMAGES}layers.GlobalMaxPooling2D()(x)"),
        (f"{SEQUENCE}y = x[2:]", f"{SEQUENCE}y = x[2:, ...]"),
        (f"{SEQUENCE}y = x[None]", f"{SEQUENCE}y = x[None, ...]"),
    ],
)
def test_what_the_fix_makes_of_it(program: str, corrected: str) -> None:
    assert fixed(program) == corrected


def test_no_class_is_renamed_that_has_arguments_for_each_axis() -> None:
    found = only(f"{IMAGES}layers.MaxPooling1D((2,))(x)")
    assert (found.name, found.help, found.fix) == ("pooling-rank", "use `MaxPooling2D`", None)


def test_a_window_names_what_made_its_input_small() -> None:
    found = only(
        """
        x = keras.Input((12, 4))
        x = layers.MaxPooling1D(6)(x)
        x = layers.Conv1D(8, 3)(x)
        """
    )
    assert line(found) == 3
    assert related(found) == [(2, "`MaxPooling1D` gives `(None, 2, 4)`")]


def test_a_sequential_model_is_pointed_at_where_the_layer_stands() -> None:
    found = only(
        """
        model = keras.Sequential([
            keras.Input((12, 4)),
            layers.MaxPooling1D(6),
            layers.Conv1D(8, 3),
        ])
        """
    )
    assert (found.name, line(found)) == ("window-exceeds-input", 4)


def test_filters_given_to_a_depthwise_convolution_are_recognised() -> None:
    found = only("layers.DepthwiseConv2D(64, (3, 3))(keras.Input((32, 32, 8)))")
    assert found.help == "`DepthwiseConv2D` takes no filters: its first argument is `kernel_size`"


def test_a_kernel_of_keras_1_explains_why_so_little_is_left() -> None:
    found = findings(
        """
        x = keras.Input((16, 16, 3))
        x = layers.Conv2D(8, 3, 3)(x)
        x = layers.Conv2D(8, 3, 3)(x)
        x = layers.Conv2D(8, 3, 3)(x)
        """
    )
    assert {one.name for one in found} == {"conv-keras1-positional-kernel", "window-exceeds-input"}
    assert [one.help for one in found if one.name == "window-exceeds-input"] == [
        "the third positional argument of `Conv2D` is `strides`: give the kernel as a tuple"
    ]


def test_the_branch_that_changed_a_size_is_shown() -> None:
    found = only(
        """
        x = keras.Input((28, 28, 8))
        a = layers.Conv2D(8, 1)(x)
        b = layers.MaxPooling2D(3, strides=1)(x)
        b = layers.Conv2D(8, 1)(b)
        y = layers.Concatenate()([a, b])
        """
    )
    assert line(found) == 5
    assert related(found) == [
        (2, "`Conv2D` gives `(None, 28, 28, 8)`"),
        (4, "`Conv2D` gives `(None, 26, 26, 8)`"),
        (3, "`MaxPooling2D` changes 28 to 26 here"),
    ]


def test_a_residual_block_is_told_how_to_project_its_shortcut() -> None:
    found = only(
        """
        def block(x, filters):
            y = layers.Conv2D(filters, 3, strides=2, padding="same")(x)
            y = layers.BatchNormalization()(y)
            return layers.Add()([x, y])

        block(keras.Input((32, 32, 16)), 32)
        """
    )
    assert (found.name, line(found)) == ("residual-shape-mismatch", 4)
    assert found.help == "project the shortcut with `Conv2D(32, 1, strides=2)`, or let the branch keep the shape"
    assert (2, "`Conv2D` changes 32 to 16 here") in related(found)


def test_a_u_net_is_told_which_size_its_input_may_have() -> None:
    found = only(
        """
        def unet(x):
            skips = []
            for filters in (8, 16):
                x = layers.Conv2D(filters, 3, padding="same")(x)
                skips.append(x)
                x = layers.MaxPooling2D()(x)
            for skip in reversed(skips):
                x = layers.Conv2DTranspose(8, 2, strides=2)(x)
                x = layers.Concatenate()([skip, x])
            return x

        unet(keras.Input((50, 50, 3)))
        """
    )
    assert found.name == "unet-skip-odd-size"
    assert found.message == (
        "`Concatenate` gets 24 from the upsampled path and 25 from the skip connection on axis 1:"
        " `MaxPooling2D` rounded 25 down to 12"
    )
    assert found.help == "make the input a multiple of 4, such as 48, or pad the smaller one"


def test_an_axis_that_is_set_elsewhere_is_shown() -> None:
    found = only(
        """
        normalize = layers.BatchNormalization(axis=3)
        x = normalize(keras.Input((10, 8)))
        """
    )
    assert line(found) == 2
    assert related(found)[0] == (1, "the axis is 3 here")


@pytest.mark.parametrize(
    "program",
    [
        f"{IMAGES}layers.Conv2D(8, 4, 4)(x)\nlayers.Conv2D(8, 4, 4)(x)",
        f"{IMAGES}layers.Conv2D(8, 3, 3)(x)",
        f"{IMAGES}layers.Conv2D(8, 11, 4)(x)\nlayers.Conv2D(8, 5, 2)(x)",
        f"{SEQUENCE}layers.Concatenate(axis=1)([x, keras.Input((9, 8))])",
        f"{SEQUENCE}layers.Concatenate()([x, keras.Input((None, 8))])",
        f"{SEQUENCE}layers.Add()([x, keras.Input((1, 8))])",
        f"{SEQUENCE}layers.Add()([x, keras.Input((8,))])",
        f"{SEQUENCE}x + keras.ops.ones((8,))",
        f"{SEQUENCE}layers.Reshape((-1, 4))(x)",
        "layers.Reshape((-1, 7))(keras.Input((None, 8)))",
        f"{SEQUENCE}layers.Attention()([keras.Input((1, 8)), x])",
        f"{SEQUENCE}layers.Permute((2, 1))(x)",
        "def build(size, n):\n    x = keras.Input((size, 8))\n    return layers.Conv1D(8, n)(x) + layers.Dense(n)(x)",
        "try:\n    layers.Reshape((-1, -1))\nexcept ValueError:\n    pass",
        f"{SEQUENCE}y = x if keras.backend.backend() == 'jax' else keras.Input((9, 8))\nlayers.Concatenate()([x, y])",
    ],
)
def test_what_is_left_alone(program: str) -> None:
    assert findings(program) == []


def test_both_branches_of_a_condition_must_fail() -> None:
    program = """
        x = keras.Input((8,)) if keras.backend.backend() == "jax" else keras.Input(({}))
        y = layers.Conv1D(8, 3)(x)
        """
    assert findings(program.format("9, 9")) == []
    assert only(program.format("9,")).name == "conv-missing-channel-axis"
