"""Programs with layers, executed by Keras and by the interpreter: branches, loops, functions, classes.

What the interpreter says of the tensors and layers at the end must hold in each run, and a program that runs to its
end in one of them has no error. The tensors after `# known:` must be known.
"""

from __future__ import annotations

from textwrap import dedent
from typing import Final

import keras
import pytest

from interpreter.agreement import all_answers, assert_true_of_python
from keralint.diagnostics import Severity
from programs import findings

HEAD: Final = "import keras\nfrom keras import layers\n"

JOINS: Final = {
    "one of two tensors": "x = Input((4,)) if unknown() else Input((5,))\ny = layers.Dense(3)(x)\n# known: y",
    "right for one of them": "a = Input((4,))\nx = a if unknown() else Input((5,))\nif unknown():\n    y = layers.Add()([a, x])",
    "changed on one branch": "x = a = Input((4,))\nif unknown():\n    x = layers.Dense(8)(x)\ny = layers.Dense(2)(x)\n# known: y",
    "another rank on one branch": "x = Input((8, 8, 3))\nif unknown():\n    x = layers.Flatten()(x)\ny = layers.Dense(2)(x)",
    "correlated conditions": """
        top = unknown()
        x = Input((8, 8, 3))
        if top:
            x = layers.GlobalAveragePooling2D()(x)
        if top:
            x = layers.Dense(10)(x)
        else:
            x = layers.Conv2D(10, 1)(x)
    """,
    "correlated conditions in a function": """
        def build(pool, top):
            x = inputs = Input((8, 8, 3))
            if pool == "avg":
                x = layers.GlobalAveragePooling2D()(x)
            elif pool == "flat":
                x = layers.Flatten()(x)
            if pool is None:
                x = layers.Conv2D(4, 3)(x)
            if top and pool is not None:
                x = layers.Dense(10)(x)
            return Model(inputs, x)
        pool = ["avg", "flat", None][unknown() + unknown()]
        model = build(pool, unknown())
    """,
    "either layer": "layer = layers.Dense(3) if unknown() else layers.Dense(5)\ny = layer(Input((4,)))",
    "layer of another rank": "layer = layers.Conv2D(3, 3) if unknown() else layers.Dense(5)\nx = Input((8, 8, 3))\ny = layer(x)",
    "either activation": "act = 'relu' if unknown() else 'tanh'\nx = layers.Dense(4, activation=act)(Input((3,)))\n# known: x",
    "either size": "n = 8 if unknown() else 16\nx = layers.Dense(n)(Input((3,)))\ny = layers.Dense(n)(x)",
    "same join twice": "n = 8 if unknown() else 16\na = Input((3,))\nx = layers.Dense(n)(a)\ny = layers.Dense(n)(a)\nz = layers.Add()([x, y])",
    "projection": """
        def block(x, filters):
            shortcut = x
            y = layers.Conv2D(filters, 3, padding="same")(x)
            if x.shape[-1] != filters:
                shortcut = layers.Conv2D(filters, 1)(x)
            return layers.Add()([y, shortcut])
        x = block(Input((8, 8, 3)), 16)
        x = block(x, 16)
        x = block(x, 32)
        # known: x
    """,
    "none tensor": "x = None\nif unknown():\n    x = Input((4,))\nif x is not None:\n    y = layers.Dense(2)(x)",
    "list of tensors on one branch": "xs = [Input((4,))]\nif unknown():\n    xs.append(Input((4,)))\ny = layers.Concatenate()(xs) if len(xs) > 1 else xs[0]",
    "merge of a list that may have one more": "xs = [Input((4,)), Input((6,))]\nif unknown():\n    xs.append(Input((2,)))\ny = layers.Concatenate()(xs)",
    "helper for lists": """
        def as_list(x):
            return x if isinstance(x, (list, tuple)) else [x]
        a, b = Input((4,)), Input((5,))
        xs = as_list(a) + list(as_list((a, b)))
        y = layers.Concatenate()(xs)
        # known: y
    """,
    "isinstance of a layer": """
        def apply(block, x):
            if isinstance(block, keras.layers.Layer):
                return block(x)
            if isinstance(block, int):
                return layers.Dense(block)(x)
            return block[0](x)
        x = Input((4,))
        a, b, c = apply(layers.Dense(3), x), apply(5, x), apply([layers.Dense(7)], x)
        # known: a b c
    """,
    "string or layer": """
        def activate(x, activation):
            if isinstance(activation, str):
                return layers.Activation(activation)(x)
            elif callable(activation):
                return activation(x)
            return x
        x = Input((4,))
        a, b, c = activate(x, "relu"), activate(x, layers.PReLU()), activate(x, None)
        # known: a b c
    """,
    "exception": "x = Input((4,))\ntry:\n    x = layers.Dense(8)(x)\n    x = layers.Reshape((3, 3))(x)\nexcept ValueError:\n    y = layers.Dense(1)(x)",
}

STATE: Final = {
    "layer built on one branch": "d = layers.Dense(3)\nif unknown():\n    d(Input((4,)))\nelse:\n    y = d(Input((5,)))",
    "layer built on one branch, used after it": "d = layers.Dense(3)\nif unknown():\n    d(Input((4,)))\n    done = True\nelse:\n    done = False\nif not done:\n    y = d(Input((5,)))",
    "sequential with one more": "m = Sequential()\nif unknown():\n    m.add(layers.Dense(8))\nm.add(layers.Dense(2))\ny = m(Input((4,)))",
    "sequential changed after a branch": "m = Sequential([Input((4,)), layers.Dense(3)])\nif unknown():\n    m.pop()\n    m.add(layers.Dense(4))\nn = len(m.layers)\ny = m(Input((4,)))",
    "sequential that rounds add to": "m = Sequential([Input((4,))])\nfor _ in rounds():\n    m.add(layers.Dense(8))\nm.add(layers.Dense(2))\nn = len(m.layers)\ny = m(Input((4,)))",
    "sequential in a list": "ms = [Sequential(), Sequential()]\nms[unknown()].add(layers.Dense(3))\nfor m in ms:\n    m.add(layers.Dense(2))\ny = ms[0](Input((4,)))\nn = len(ms[0].layers)",
    "either sequential": "a, b = Sequential(), Sequential()\nm = a if unknown() else b\nm.add(layers.Dense(3))\nn = (len(a.layers), len(b.layers))",
    "sequential by a helper": "def add(m, n):\n    m.add(layers.Dense(n))\nm = Sequential([Input((4,))])\nfor n in (8, 4):\n    add(m, n)\ny = m.outputs[0]\n# known: y",
    "sequential by a callback": "import functools\nm = Sequential([Input((4,))])\nlist(map(m.add, [layers.Dense(8), layers.Dense(3)]))\ny = m.outputs[0]",
    "shared layer": "d = layers.Dense(3)\na, b = d(Input((4,))), d(Input((4,)))\ny = layers.Add()([a, b])\n# known: y",
    "layers of a model": "m = Sequential([Input((4,)), layers.Dense(8), layers.Dense(3)])\nx = Input((4,))\nfor layer in m.layers:\n    x = layer(x)\n# known: x",
    "layers of a model but the last": "m = Sequential([Input((4,)), layers.Dense(8), layers.Dense(3)])\nx = Input((4,))\nfor layer in m.layers[:-1]:\n    layer.trainable = False\n    x = layer(x)\n# known: x",
    "layer by name": "x = Input((4,))\ny = layers.Dense(5, name='hidden')(x)\nm = Model(x, layers.Dense(2)(y))\nf = Model(m.input, m.get_layer('hidden').output)\nz = f(x)\n# known: z",
    "automatic names after a branch": "if unknown():\n    layers.Dense(1)\nm = Sequential([Input((4,)), layers.Dense(2)])\nn = m.layers[0].name",
    "automatic names after unknown code": "import functools\ndef make(n):\n    return layers.Dense(n)\nxs = list(map(make, range(1, unknown() + 2)))\nd = layers.Dense(3)\nn = d.name",
    "model called on a branch": "m = Sequential([layers.Dense(3)])\nif unknown():\n    m(Input((4,)))\nx = Input((4,))\ny = m(x)",
    "model called in a loop": "m = Sequential([Input((4,)), layers.Dense(3)])\nx = Input((4,))\nfor _ in rounds():\n    m(x)\ny = m(x)\n# known: y",
    "built on a branch": "m = Sequential([layers.Dense(3)])\nif unknown():\n    m.build((None, 4))\nn = m.built",
}

BUILDERS: Final = {
    "loop over sizes": "x = Input((4,))\nfor n in (8, 16):\n    x = layers.Dense(n, activation='relu')(x)\n# known: x",
    "unknown rounds": "x = layers.Dense(8)(Input((4,)))\nfor _ in rounds():\n    x = layers.Dense(8)(x)\n# known: x",
    "unknown rounds that change it": "x = Input((4,))\nfor _ in rounds():\n    x = layers.Dense(8)(x)\ny = layers.Dense(2)(x)\n# known: y",
    "unknown rounds of growing width": "x = Input((4,))\nfor i in rounds():\n    x = layers.Dense(8 * (i + 1))(x)",
    "unknown rounds of pooling": "x = Input((64, 64, 3))\nfor _ in rounds():\n    x = layers.MaxPooling2D()(x)\ny = layers.GlobalAveragePooling2D()(x)\n# known: y",
    "skips": """
        x = inputs = Input((32, 32, 3))
        skips = []
        for n in (8, 16):
            x = layers.Conv2D(n, 3, padding="same")(x)
            skips.append(x)
            x = layers.MaxPooling2D()(x)
        for n in (16, 8):
            x = layers.UpSampling2D()(x)
            x = layers.Concatenate()([x, skips.pop()])
            x = layers.Conv2D(n, 3, padding="same")(x)
        model = Model(inputs, x)
        y = model.output
        # known: x y
    """,
    "reversed skips": """
        x = Input((32, 32, 3))
        skips = []
        for n in (8, 16):
            skips.append(layers.Conv2D(n, 3, padding="same")(x))
            x = layers.MaxPooling2D()(skips[-1])
        for n, skip in zip(reversed((8, 16)), reversed(skips)):
            x = layers.Concatenate()([layers.UpSampling2D()(x), skip])
        # known: x
    """,
    "skips of unknown depth": """
        x = Input((32, 32, 3))
        skips = []
        for _ in rounds():
            x = layers.Conv2D(8, 3, padding="same")(x)
            skips.append(x)
            x = layers.MaxPooling2D()(x)
        for skip in reversed(skips):
            x = layers.UpSampling2D()(x)
            x = layers.Concatenate()([x, skip])
            x = layers.Conv2D(8, 3, padding="same")(x)
        y = layers.GlobalAveragePooling2D()(x)
    """,
    "dict of layers": "blocks = {'a': layers.Dense(3), 'b': layers.Dense(4)}\nx = Input((5,))\ny = layers.Concatenate()([block(x) for block in blocks.values()])\nz = {k: b(x) for k, b in blocks.items()}['b']\n# known: y z",
    "layer by its name": "x = Input((4,))\nfor kind, n in [('Dense', 3), ('Dense', 5)]:\n    x = getattr(layers, kind)(n)(x)\nfor kind in ('LSTM', 'GRU'):\n    y = getattr(keras.layers, kind)(8)(Input((7, 3)))\n# known: x y",
    "layer classes in a dict": "kinds = {'lstm': layers.LSTM, 'gru': layers.GRU}\nx = kinds['gru'](8, return_sequences=True)(Input((7, 3)))\n# known: x",
    "partial": "from functools import partial\nconv = partial(layers.Conv2D, kernel_size=3, padding='same')\nx = conv(8)(Input((16, 16, 3)))\ny = conv(4, strides=2)(x)\n# known: x y",
    "kwargs": "def conv(x, n, **options):\n    options.setdefault('padding', 'same')\n    return layers.Conv2D(n, 3, **options)(x)\nx = conv(Input((16, 16, 3)), 8)\ny = conv(x, 4, strides=2)\nz = conv(x, 4, padding='valid')\n# known: x y z",
    "common arguments": "common = dict(padding='same', activation='relu')\nx = layers.Conv2D(8, 3, **common)(Input((16, 16, 3)))\ny = layers.Conv2D(8, 3, **{**common, 'padding': 'valid'})(x)\n# known: x y",
    "composition": "from functools import reduce\nx = reduce(lambda t, layer: layer(t), [layers.Dense(8), layers.Dense(3)], Input((4,)))\n# known: x",
    "closure": "def stage(n):\n    def apply(x):\n        return layers.Dense(n)(x)\n    return apply\nx = stage(5)(stage(7)(Input((4,))))\n# known: x",
    "recursive builder": "def stack(x, n):\n    return x if n == 0 else stack(layers.Dense(2 ** n)(x), n - 1)\nx = stack(Input((4,)), 4)\n# known: x",
    "recursive network": """
        def unet(x, depth):
            y = layers.Conv2D(2 ** depth, 3, padding="same")(x)
            if depth > 1:
                down = layers.MaxPooling2D()(y)
                up = layers.UpSampling2D()(unet(down, depth - 1))
                y = layers.Concatenate()([y, up])
            return layers.Conv2D(4, 3, padding="same")(y)
        x = unet(Input((16, 16, 3)), 3)
        # known: x
    """,
    "inputs that a tensor comes from": "from keras.utils import get_source_inputs\na, b = Input((4,)), Input((4,))\nx = layers.Add()([layers.Dense(4)(b), a, layers.Dense(4)(b)])\ny = [t is b for t in get_source_inputs(x)]\nm = Model(get_source_inputs(x), layers.Dense(2)(x))\nz = m.output\nn = len(get_source_inputs(a)) + len(get_source_inputs(m([a, a])))\n# known: z n",
    "an input made of a tensor is that tensor": "a = Input((4,))\nx = layers.Dense(3)(Input(tensor=a))\nm = Model(a, x)\nh = layers.Dense(5)(Input((4,)))\nn = Model(Input(tensor=h), layers.Dense(2)(h))\ny, z = m.output, n.output\n# known: y z",
    "shape unpacked": "x = Input((7, 3))\nb, t, c = x.shape\ny = layers.Reshape((t * c,))(x)\nz = layers.Dense(2 * c)(x)\n# known: y z",
    "shape by slices": "x = Input((7, 3))\ny = layers.Dense(x.shape[-1])(x)\nz = layers.Reshape((*x.shape[1:], 1))(x)\nw = layers.Reshape(x.shape[1:] + (1, 1))(x)\n# known: y z w",
    "lambda layer": "x = Input((7, 3))\ny = layers.Lambda(lambda t: t[:, -1])(x)\nz = layers.Lambda(lambda t: keras.ops.mean(t, axis=1, keepdims=True))(x)\n# known: y z",
    "lambda layer over a variable": "ys = []\nx = Input((9, 3))\nfor i in range(3):\n    ys.append(layers.Lambda(lambda t: t[:, i])(x))\ny = layers.Concatenate()(ys)\n# known: y",
    "multi-head by comprehension": "x = Input((7, 6))\nheads = [layers.Dense(2)(x) for _ in range(3)]\ny = layers.Concatenate()(heads)\n# known: y",
    "sorted by size": "x = Input((4,))\nfor name, n in sorted({'b': 8, 'a': 16}.items(), key=lambda item: -item[1]):\n    x = layers.Dense(n, name=name)(x)\n# known: x",
    "names by position": "x = Input((4,))\nfor i, n in enumerate([8, 16], 1):\n    x = layers.Dense(n, name=f'dense_{i}')(x)\nm = Model(x, layers.Dense(1)(x)) if 0 else None\n# known: x",
    "model of models": "def encoder():\n    a = Input((8,))\n    return Model(a, layers.Dense(3)(a))\ne = encoder()\nx = Input((8,))\ny = layers.Dense(8)(e(x))\nm = Model(x, y)\nz = m(Input((8,)))\n# known: y z",
    "parts of an array": "import numpy as np\ny = layers.Add()([layers.Dense(3)(part) for part in np.zeros((2, 5, 4))])\n# known: y",
    "some part of an array": "import numpy as np\ny = None\nfor part in np.zeros((500, 5, 4)):\n    y = layers.Dense(3)(part)\n    if unknown():\n        break",
    "unpacked array": "import numpy as np\na, b = np.zeros((2, 5, 4))\ny = layers.Dense(3)(b)\n# known: y",
    "a part at random": "import numpy as np\nimages = np.zeros((5000, 8, 3))\ny = layers.Dense(2)(images[np.random.choice(range(5000))])\n# known: y",
    "models in a list": "models = [Sequential([Input((4,)), layers.Dense(n)]) for n in (2, 3)]\nx = Input((4,))\ny = layers.Concatenate()([m(x) for m in models])\n# known: y",
    "generator of layers": "def blocks():\n    for n in (8, 4):\n        yield layers.Dense(n)\nx = Input((3,))\nfor block in blocks():\n    x = block(x)",
    "global counter": "count = 0\ndef block(x):\n    global count\n    count += 1\n    return layers.Dense(8, name=f'block_{count}')(x)\nx = block(block(Input((4,))))\nm = Model(Input((4,)), x) if 0 else None\n# known: x count",
    "configuration object": "class Config:\n    units = 8\n    def __init__(self, depth=2):\n        self.depth = depth\ncfg = Config()\nx = Input((4,))\nfor _ in range(cfg.depth):\n    x = layers.Dense(cfg.units)(x)\n# known: x",
    "arguments of the command": "import argparse\np = argparse.ArgumentParser()\np.add_argument('--units', type=int, default=8)\nargs = p.parse_args([])\nx = layers.Dense(args.units)(Input((4,)))\ny = layers.Dense(3)(x)\n# known: y",
    "while": "x = Input((32, 32, 3))\nwhile x.shape[1] > 4:\n    x = layers.MaxPooling2D()(x)\n# known: x",
    "unknown sizes agree": "n = 4 * (unknown() + 1)\na, b = Input((n,)), Input((n,))\ny = layers.Add()([a, b])\nz = layers.Dense(n)(y)\nw = layers.Multiply()([z, a])",
}

CLASSES: Final = {
    "layer": "class Block(layers.Layer):\n    def __init__(self, n):\n        super().__init__()\n        self.dense = layers.Dense(n)\n    def call(self, x):\n        return self.dense(x)\nx = Block(3)(Input((4,)))\n# known: x",
    "list of layers": "class Stack(layers.Layer):\n    def __init__(self, sizes):\n        super().__init__()\n        self.parts = [layers.Dense(n) for n in sizes]\n    def call(self, x):\n        for part in self.parts:\n            x = part(x)\n        return x\nx = Stack((8, 3))(Input((4,)))\n# known: x",
    "layers by setattr": "class Stack(layers.Layer):\n    def __init__(self, n):\n        super().__init__()\n        self.n = n\n        for i in range(n):\n            setattr(self, f'dense_{i}', layers.Dense(2 + i))\n    def call(self, x):\n        for i in range(self.n):\n            x = getattr(self, f'dense_{i}')(x)\n        return x\nx = Stack(3)(Input((4,)))\n# known: x",
    "optional part": "class Block(layers.Layer):\n    def __init__(self, n, norm=None):\n        super().__init__()\n        self.dense = layers.Dense(n)\n        self.norm = layers.BatchNormalization() if norm else None\n    def call(self, x):\n        x = self.dense(x)\n        if self.norm is not None:\n            x = self.norm(x)\n        return x\na, b = Block(3)(Input((4,))), Block(5, True)(Input((4,)))\n# known: a b",
    "part on an unknown branch": "flag = unknown()\nclass Block(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.a = layers.Dense(3)\n        if flag:\n            self.b = layers.Dense(5)\n    def call(self, x):\n        x = self.a(x)\n        if flag:\n            x = self.b(x)\n        return x\nx = Block()(Input((4,)))",
    "class attribute as an option": "class Block(layers.Layer):\n    units = 4\n    def __init__(self):\n        super().__init__()\n        if unknown():\n            self.units = 6\n        self.dense = layers.Dense(self.units)\n    def call(self, x):\n        return self.dense(x)\nx = Block()(Input((4,)))",
    "base and derived": "class Base(layers.Layer):\n    def __init__(self, n):\n        super().__init__()\n        self.n = n\n        self.setup()\n    def setup(self):\n        self.dense = layers.Dense(self.n)\n    def call(self, x):\n        return self.dense(x)\nclass Wide(Base):\n    def setup(self):\n        self.dense = layers.Dense(2 * self.n)\na, b = Base(3)(Input((4,))), Wide(3)(Input((4,)))\n# known: a b",
    "mixin": "class Wide:\n    def width(self):\n        return 6\nclass Block(Wide, layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.dense = layers.Dense(self.width())\n    def call(self, x):\n        return self.dense(x)\nx = Block()(Input((4,)))\n# known: x",
    "builder object": "class Builder:\n    def __init__(self, shape):\n        self.x = self.inputs = Input(shape)\n    def dense(self, n):\n        self.x = layers.Dense(n)(self.x)\n        return self\n    def build(self):\n        return Model(self.inputs, self.x)\nm = Builder((4,)).dense(8).dense(3).build()\ny = m.output\n# known: y",
    "property that makes a layer": "class Net:\n    width = 5\n    @property\n    def head(self):\n        return layers.Dense(self.width)\n    @staticmethod\n    def body(x, n=7):\n        return layers.Dense(n)(x)\nnet = Net()\nx = net.head(Net.body(Input((4,))))\n# known: x",
    "a hook of a base": "sizes = [4]\nclass Base(layers.Layer):\n    def __init_subclass__(cls, **options):\n        super().__init_subclass__(**options)\nclass A(Base):\n    def call(self, x):\n        sizes.append(1)\n        return x\ny = layers.Dense(sizes[0])(Input((3,)))\n# known: y",
}

TABLES: Final = {"joins": JOINS, "state": STATE, "builders": BUILDERS, "classes": CLASSES}


@pytest.mark.parametrize(
    "program",
    [pytest.param(p, id=f"{table}: {name}") for table, programs in TABLES.items() for name, p in programs.items()],
)
def test_keras_agrees(program: str) -> None:
    keras.utils.clear_session()
    program = "from keras import Input, Model, Sequential\n" + dedent(program)
    unclear = "unknown()" in program or "rounds()" in program
    runs = assert_true_of_python(HEAD + program, [*all_answers(2, 2), (2, 1), (1, 2, 0)] if unclear else [()])
    assert runs
    assert not [one for one in findings(program) if one.severity is Severity.ERROR]
