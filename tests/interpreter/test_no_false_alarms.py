"""Programs that seemed to be wrong only because of how they were followed; each reads like the code it was met in."""

from __future__ import annotations

import pytest

from keralint.diagnostics import Severity
from programs import findings

PROGRAMS = {
    "an array that is written into, and a view of it": """
        sizes = np.array([2, 3, 4])
        rest = sizes[1:]
        sizes[1] = 5
        layers.Reshape((np.prod(sizes),))(keras.Input((40,)))
        layers.Reshape((np.prod(rest), 2))(keras.Input((40,)))
        layers.Reshape((sizes[1], 8))(keras.Input((40,)))
    """,
    "an array that is computed with in place": """
        sizes = np.array([2, 3, 4])
        same = sizes
        sizes *= 2
        layers.Reshape((np.prod(same),))(keras.Input((192,)))
    """,
    "an array that a method fills": """
        sizes = np.array([2, 3, 4])
        sizes.fill(2)
        layers.Reshape((np.prod(sizes),))(keras.Input((8,)))
    """,
    "an array that is given to code that is not known": """
        from helpers import change
        sizes = np.array([2, 3, 4])
        change(sizes)
        layers.Reshape((np.prod(sizes),))(keras.Input((8,)))
    """,
    "tensors in a dict with defaults, by keys that are not known": """
        from collections import defaultdict
        def build(columns):
            groups = defaultdict(list)
            for column in columns:
                groups[column.group].append(keras.Input((1,), name=column.name))
            return [tf.concat(group, axis=1) for group in groups.values()] + [tf.concat(groups["others"], axis=1)]
        build(read_columns())
    """,
    "a loop over one of two lengths, of which one fits": """
        def fill(images, format):
            if format == "first":
                channels = images.shape[0]
            else:
                channels = images.shape[-1]
            for i in range(channels):
                np.mean(images[..., i])
        fill(np.zeros((50, 50, 3)), other())
    """,
    "the rank of an array that is not known": """
        def columns(array, rows):
            assert rows.ndim == 2
            return array
        def stacked(arrays, rows):
            found = []
            for array in arrays:
                found.append(columns(array, np.stack(rows)))
            return np.stack(found)
        def every(arrays, rows):
            return stacked(arrays, rows)
    """,
    "a parameter that is a tensor, times nothing": """
        def proposals(memory):
            return keras.ops.sum(memory * 0, axis=(1, 2), keepdims=True)
    """,
    "the batch size in `call`, which is a number there": """
        class Tiled(keras.layers.Layer):
            def call(self, x):
                batch = keras.ops.shape(x)[0]
                one = keras.ops.expand_dims(batch, -1)
                return keras.ops.concatenate([one, keras.ops.convert_to_tensor([1, 1])], 0)
        Tiled()(keras.Input((8, 4)))
    """,
    "the value of a variable": """
        class Weighted(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = keras.layers.Dense(4)
            def build(self, shape):
                self.own = self.add_weight(shape=(4, 4))
                self.dense.build(shape)
            def call(self, x):
                self.own.assign(self.dense.kernel)
                made = keras.ops.matmul(x, self.own.value) + keras.ops.matmul(x, self.dense.kernel.value)
                return made + x @ self.dense.kernel + keras.ops.matmul(x, keras.ops.transpose(self.dense.kernel))
        Weighted()(keras.Input((4,)))
    """,
    "a text that names nothing": """
        other(eval("nothing_of_that_name"), eval("keras.layers"))
    """,
    "a name that the program gives a library": """
        if not hasattr(keras, "storing"):
            keras.storing = other()
        def load(path):
            return keras.storing.load(path)
    """,
    "names that the program gives a library, by a table": """
        for name, function in other().items():
            setattr(keras.backend, name, function)
        keras.backend.not_there(3)
    """,
    "a version that is asked for by way of a library": """
        from packaging import version
        if version.parse(keras.__version__) < version.parse("3.0"):
            keras.backend.not_there(3)
            def gone(x):
                return keras.backend.not_there(x)
    """,
    "a variable that depends on the version": """
        old = other() or keras.__version__ < "3.0"
        if old:
            keras.backend.not_there(3)
    """,
    "what Keras has": """
        new = hasattr(keras, "ops")
        if not new:
            keras.backend.not_there(3)
    """,
    "objects of two classes, told apart": """
        class Sum(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.mode = other()
        class Attention(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.scorer = keras.layers.Dense(1)
        class Reader(keras.Model):
            def __init__(self, attention):
                super().__init__()
                self.pool = Attention() if attention else Sum()
            def call(self, x):
                return self.pool.scorer(x) if isinstance(self.pool, Attention) else x
        Reader(False)(keras.Input((3,)))
    """,
    "a setting that only some have": """
        if other():
            keras.config.set_image_data_format("channels_first")
        x = keras.layers.MaxPooling2D(2)(keras.Input((28, 28, 1)))
        y = keras.layers.MaxPooling2D(2)(keras.Input((1, 28, 28)))
        z = keras.ops.max_pool(np.ones((1, 28, 28, 1)), 2)
    """,
    "a setting that is read": """
        keras.config.set_image_data_format(other())
        if keras.config.image_data_format() == "channels_first":
            x = keras.Input((1, 28, 28))
        else:
            x = keras.Input((28, 28, 1))
        y = keras.layers.MaxPooling2D(2)(x)
    """,
    "a layer that unlocks itself": """
        class Growing(keras.layers.Layer):
            def build(self, shape):
                self.first = self.add_weight(shape=(3,))
            def call(self, x):
                return x + self.first
            def grow(self):
                self._tracker.unlock()
                self.second = self.add_weight(shape=(3,))
                self._tracker.lock()
        growing = Growing()
        growing(keras.Input((3,)))
        growing.grow()
    """,
    "a layer that keeps a list in itself": """
        class Stack(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.parts = [keras.layers.Dense(3)]
                self.parts.append(self.parts)
            def call(self, x):
                return self.parts[0](x)
        Stack()(keras.Input((3,)))
    """,
    "a layer that is built in its own way": """
        class Depthwise(keras.layers.Conv2D):
            def __init__(self, kernel_size):
                super().__init__(filters=None, kernel_size=kernel_size)
            def build(self, input_shape):
                self.kernel = self.add_weight(shape=(3, 3, 3, 1))
                self.built = True
            def call(self, x):
                return keras.ops.depthwise_conv(x, self.kernel)
        Depthwise(3)(keras.Input((8, 8, 3)))
    """,
    "a layer that builds itself if it is told the shape": """
        class Block(keras.layers.Layer):
            def __init__(self, **kwargs):
                shape = kwargs.pop("shape", None)
                super().__init__(**kwargs)
                if shape:
                    self.build(shape)
            def build(self, input_shape):
                self.inner = keras.layers.Dense(3)
            def call(self, x):
                return self.inner(x)
    """,
    "a model that hands on whatever it is given": """
        class Base(keras.Model):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
        class Model(Base):
            def __init__(self, **kwargs):
                x = keras.Input((3,))
                super().__init__({"x": x}, outputs={"y": keras.layers.Dense(3)(x)}, **kwargs)
    """,
    "a class whose method a subclass has": """
        class Base(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.inner = self.make()
            def call(self, x):
                return self.inner(x)
    """,
    "the type of what a model has as inputs": """
        a, b = keras.Input((3,)), keras.Input((3,))
        model = keras.Model([a, b], keras.layers.Add()([a, b]))
        if type(model.input) is list:
            shapes = [one.shape[1:] for one in model.input]
        else:
            shapes = [model.input.shape[1:]]
    """,
    "a number of which a condition tells what it is not": """
        def product(rank, x):
            own = len(x.shape)
            if rank == own:
                return x
            elif rank == 2:
                return keras.ops.transpose(x, (1, 2, 0))
            return x
        product(len(open("data").read()), keras.ops.zeros((3, 4)))
    """,
    "a name that another version has": """
        try:
            keras.backend.get_session().run(other())
        except AttributeError:
            pass
    """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_no_error(program: str) -> None:
    assert [one.message for one in findings(HEAD + program) if one.severity is Severity.ERROR] == []


def test_variables_of_keras_are_tracked() -> None:
    program = """
        class Scale(keras.Layer):
            def __init__(self):
                super().__init__()
                self.gain = keras.Variable(keras.ops.ones((8,)))
            def call(self, x):
                return x * self.gain
        Scale()(keras.Input((8,)))
    """
    assert findings(HEAD + program) == []


HEAD = """
        import keras
        import numpy as np
        from elsewhere import other
"""
