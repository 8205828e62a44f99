"""Generators and what executes code when it is run over, compared with Python."""

from __future__ import annotations

from typing import Final

import pytest

from interpreter.agreement import assert_true_of_python

GENERATORS: Final = {
    "values": "def g():\n    yield 1\n    yield 2\nx = list(g())",
    "not run by the call": "log = []\ndef g():\n    log.append(1)\n    yield 1\nit = g()\na = len(log)\nb = list(it)\nc = len(log)",
    "never run": "n = 0\ndef g():\n    global n\n    n = 1\n    yield\ng()\nx = n",
    "effects while it runs": "n = 0\ndef g():\n    global n\n    for i in range(3):\n        n += 1\n        yield i\nfor v in g():\n    pass\nx = n",
    "interleaved": "log = []\ndef g():\n    for i in range(2):\n        log.append(('g', i))\n        yield i\nfor v in g():\n    log.append(('f', v))\nx = log",
    "yield in a nested expression": "def g():\n    x = yield\n    return x\nlog = g()",
    "yield from": "def g():\n    yield from [1, 2]\nx = list(g())",
    "yield in a lambda": "def f():\n    h = lambda: (yield)\n    return 5\nx = f()\n# known: x",
    "yield in an inner function": "def f():\n    def g():\n        yield 1\n    return 5\nx = f()\n# known: x",
    "context manager": "from contextlib import contextmanager\nlog = []\n@contextmanager\ndef scope():\n    log.append('in')\n    yield 7\n    log.append('out')\nwith scope() as v:\n    log.append(v)\nx = log",
    "return of a generator": "def g():\n    return 5\n    yield\nx = g()",
    "effects by next": "n = 0\ndef g():\n    global n\n    n = 1\n    yield 5\n    n = 2\nit = g()\na = n\nnext(it)\nb = n\nlist(it)\nc = n",
    "effects by unpacking": "n = 0\ndef g():\n    global n\n    n = 1\n    yield 5\na, = g()\nb = n",
    "mutates what it closes over": "def f():\n    items = []\n    def g():\n        items.append(1)\n        yield 1\n    list(g())\n    return len(items)\nx = f()",
    "list": "def g(n):\n    for i in range(n):\n        yield i * 2\nx = list(g(3))\ny = sum(g(4))\nz = tuple(g(0))\n# known: x y z",
    "for": "def g(n):\n    for i in range(n):\n        yield i * 2\nx = []\nfor v in g(3):\n    x.append(v)\n# known: x",
    "from": "def a():\n    yield 5\n    yield from b(2)\ndef b(n):\n    yield from range(n)\nx = []\nfor v in a():\n    x.append(v)\ny = [*a()]\n# known: x y",
    "zip enumerate": "def g():\n    yield 'a', 1\n    yield 'b', 2\nx = []\nfor i, (n, v) in enumerate(g()):\n    x.append((i, n, v))\ny = dict(g())\nz = [p for p in zip(g(), [7, 8])]\n# known: x y z",
    "next": "def g():\n    yield 3\n    yield 4\nit = g()\nx = next(it)\ny = next(it)\nz = next(it, None)\n# known: x",
    "infinite": "def g():\n    i = 0\n    while True:\n        yield i\n        i += 1\nx = next(g())\nit = g()\nfor v in it:\n    if v > 3:\n        break\ny = v\n# known: x",
    "early return": "import random\ndef g(u):\n    yield 1\n    if u > 0.5:\n        return\n    yield 2\nx = len(list(g(random.random())))\ny = list(g(0.7))\n# known: y",
    "unknown branch": "import random\ndef g(u):\n    if u > 0.5:\n        yield 1\n    yield 2\nx = list(g(random.random()))\nk = 3 if random.random() > 2 else 3",
    "method gen": "class A:\n    def __init__(self, k):\n        self.k = k\n    def sizes(self):\n        for i in range(self.k):\n            yield i\n    def __iter__(self):\n        yield from self.sizes()\na = A(3)\nx = [i for i in a.sizes()]\ny = []\nfor i in a.sizes():\n    y.append(i)\nfor i in a.sizes():\n    a.k = 5\n    y.append(i)\n# known: x",
    "iter of object": "class A:\n    def __iter__(self):\n        yield 1\n        yield 2\nx = list(A())\ny = []\nfor i in A():\n    y.append(i)",
    "genexp for": "x = []\nfor i in (j * 2 for j in range(3)):\n    x.append(i)\n# known: x",
    "map for": "x = []\nfor i in map(lambda q: q + 1, [1, 2]):\n    x.append(i)\nfor n in map(int, '12'):\n    x.append(n)\n# known: x",
    "filter for": "x = []\nfor i in filter(lambda q: q % 2, range(5)):\n    x.append(i)\n# known: x",
    "send": "def g():\n    got = yield 1\n    yield got\nit = g()\na = next(it)\nb = it.send(5)\n# known: a",
    "return value": "def g():\n    yield 1\n    return 7\ndef h():\n    r = yield from g()\n    yield r\nx = list(h())",
    "break": "def g():\n    yield 1\n    yield 2\n    yield 3\nfor v in g():\n    if v == 2:\n        break\nx = v\n# known: x",
    "recursion": "def walk(t):\n    if isinstance(t, int):\n        yield t\n    else:\n        for s in t:\n            yield from walk(s)\nx = list(walk((1, (2, (3, 4)), 5)))\n# known: x",
    "closure": "def make(k):\n    def g():\n        for i in range(k):\n            yield i + k\n    return g\nx = list(make(2)())\ny = []\nfor v in make(3)():\n    y.append(v)\n# known: x y",
    "in function": "def g(n):\n    for i in range(n):\n        yield i\ndef f(n):\n    out = []\n    for i, v in enumerate(g(n)):\n        out.append(v + i)\n    return out\nx = f(3)\n# known: x",
    "fn attr": "def f():\n    f.n += 1\n    return f.n\nf.n = 0\nx = f() + f()\ny = f.n",
    "consumed once": "def g():\n    yield 1\n    yield 2\nit = g()\na = list(it)\nb = list(it)\n# known: a b",
    "any all": "def g():\n    yield 0\n    yield 3\na = any(g())\nb = max(g())\nc = ','.join(str(v) for v in g())\nd = sorted(g(), reverse=True)\n# known: b c d",
    "star args": "def g():\n    yield 1\n    yield 2\ndef f(*a):\n    return len(a)\nx = f(*g())\na, b = g()\n# known: x a b",
    "nested loops": "def g(n):\n    for i in range(n):\n        yield i\nout = []\nfor a in g(2):\n    for b in g(a + 1):\n        out.append((a, b))\n# known: out",
    "not started, not executed": "log = []\ndef g():\n    log.append(1)\n    yield 1\nx = g()\ny = len(log)\n# known: y",
    "asynchronous": "async def g():\n    yield 1\nx = g()\ny = 3\n# known: y",
    "infinite, taken by zip": "def g():\n    while True:\n        yield 1\nx = 0\nfor i, v in zip(range(3), g()):\n    x += v",
}

CONTEXTS: Final = {
    "context": "from contextlib import contextmanager\n@contextmanager\ndef scope(name):\n    yield name + '/'\nwith scope('enc') as s:\n    x = len(s)\n# known: x s",
    "context state": "from contextlib import contextmanager\nstack = []\n@contextmanager\ndef scope(name):\n    stack.append(name)\n    try:\n        yield len(stack)\n    finally:\n        stack.pop()\nwith scope('enc') as s:\n    x = s\n    y = list(stack)\nz = len(stack)\n# known: x y",
    "context method": "from contextlib import contextmanager\nclass A:\n    n = 0\n    @contextmanager\n    def up(self):\n        self.n += 1\n        yield self\n        self.n -= 1\na = A()\nwith a.up() as b:\n    x = b.n\ny = a.n\n# known: x",
}

# What a loop or others do between two items is seen by what gives them.
IN_TURNS: Final = {
    "interference": "seen = []\ndef g():\n    for v in [1, 1, 2, 1]:\n        if v not in seen:\n            yield v\nout = []\nfor v in g():\n    seen.append(v)\n    out.append(v)",
    "interference global": "n = 3\ndef g():\n    i = 0\n    while i < n:\n        yield i\n        i += 1\nout = []\nfor v in g():\n    if v == 1:\n        n = 2\n    out.append(v)",
    "effects": "log = []\ndef g():\n    log.append('s')\n    yield 1\n    log.append('e')\nfor v in g():\n    log.append(v)\nw = len(log)",
    "raises": "def g():\n    yield 1\n    raise ValueError('x')\nout = []\ntry:\n    for v in g():\n        out.append(v)\nexcept ValueError:\n    out.append('e')\nt = out",
    "shadow": "def g():\n    for i in range(3):\n        v = i * 2\n        yield v\nout = []\nfor i in g():\n    v = i\n    out.append(v)\n# known: out",
    "finally": "log = []\ndef g():\n    try:\n        yield 1\n        yield 2\n    finally:\n        log.append('end')\nfor v in g():\n    log.append(v)\nn = len(log)",
    "closed at once": "log = []\ndef g():\n    try:\n        yield 1\n    finally:\n        log.append('x')\nv = next(g())\nn = len(log)\n# known: v",
    "caught when closed": "log = []\ndef g():\n    try:\n        yield 1\n    except GeneratorExit:\n        log.append('x')\nv = next(g())\nn = len(log)",
    "a list that the loop changes": "data = [1, 2, 3]\ndef g():\n    for d in data:\n        yield d\nout = []\nfor v in g():\n    if v == 1:\n        data.append(9)\n    out.append(v)",
    "an object that the loop changes": "class A:\n    n = 3\na = A()\ndef g():\n    i = 0\n    while i < a.n:\n        i += 1\n        yield i\nout = []\nfor v in g():\n    a.n = 2\n    out.append(v)",
    "a function that the loop rebinds": "def h(i):\n    return i\ndef g():\n    for i in range(3):\n        yield h(i)\nout = []\nfor v in g():\n    h = lambda i: 10 * i\n    out.append(v)",
    "a class attribute that the loop changes": "class A:\n    n = 1\ndef g():\n    for i in range(3):\n        yield i * A.n\nout = []\nfor v in g():\n    A.n += 1\n    out.append(v)",
    "a global through a function": "k = 1\ndef h(i):\n    return i * k\ndef g():\n    for i in range(3):\n        yield h(i)\nout = []\nfor v in g():\n    k = 5\n    out.append(v)",
}

RAISING: Final = {
    "keyerror caught": "cfg = {}\ndef g():\n    yield 1\n    yield cfg['b']\nflag = 0\ntry:\n    for v in g():\n        pass\nexcept KeyError:\n    flag = 1\nx = flag",
    "raise caught": "def g():\n    yield 1\n    raise ValueError\nflag = 0\ntry:\n    for v in g():\n        pass\nexcept ValueError:\n    flag = 1\nx = flag",
    "raise caught list": "def g():\n    yield 1\n    raise ValueError\nflag = 0\ntry:\n    y = list(g())\nexcept ValueError:\n    flag = 1\nx = flag\n# known: x",
    "raise next": "def g():\n    raise ValueError\n    yield 1\nflag = 0\ntry:\n    y = next(g())\nexcept ValueError:\n    flag = 1\nx = flag\n# known: x",
    "raise not reached": "def g():\n    yield 1\n    raise ValueError\nflag = 0\ntry:\n    y = next(g())\nexcept ValueError:\n    flag = 1\nx = flag",
    "raise after break": "def g():\n    yield 1\n    raise ValueError\nflag = 0\ntry:\n    for v in g():\n        break\nexcept ValueError:\n    flag = 1\nx = flag",
    "map raises": "d = {'a': 1}\nflag = 0\ntry:\n    for v in map(d.__getitem__, ['a', 'b']):\n        pass\nexcept KeyError:\n    flag = 1\nx = flag",
    "map lambda raises": "d = {'a': 1}\nflag = 0\ntry:\n    for v in map(lambda k: d[k], ['a', 'b']):\n        pass\nexcept KeyError:\n    flag = 1\nx = flag",
    "genexp raises": "d = {'a': 1}\nflag = 0\ntry:\n    for v in (d[k] for k in ['a', 'b']):\n        pass\nexcept KeyError:\n    flag = 1\nx = flag",
    "second next raises": "def g():\n    yield 1\n    raise ValueError\nflag = 0\nit = g()\ntry:\n    a = next(it)\n    b = next(it)\nexcept ValueError:\n    flag = 1\nx = flag",
    "second next stops": "def g():\n    yield 1\nflag = 0\nit = g()\ntry:\n    a = next(it)\n    b = next(it)\nexcept StopIteration:\n    flag = 1\nx = flag",
    "list of rest raises": "def g():\n    yield 1\n    raise ValueError\nflag = 0\nit = g()\nnext(it)\ntry:\n    for v in it:\n        pass\nexcept ValueError:\n    flag = 1\nx = flag",
    "throws into body": "from contextlib import contextmanager\n@contextmanager\ndef c():\n    try:\n        yield 1\n    except ValueError:\n        pass\nflag = 0\nwith c():\n    flag = 1\n    raise ValueError\nx = flag",
    "with raises at end": "from contextlib import contextmanager\n@contextmanager\ndef c():\n    yield 1\n    raise KeyError\nflag = 0\ntry:\n    with c():\n        pass\nexcept KeyError:\n    flag = 1\nx = flag",
    "with raises at start": "from contextlib import contextmanager\n@contextmanager\ndef c():\n    raise KeyError\n    yield 1\nflag = 0\ntry:\n    with c():\n        pass\nexcept KeyError:\n    flag = 1\nx = flag",
    "caught in generator": "def g():\n    for k in 'ab':\n        try:\n            yield {'a': 1}[k]\n        except KeyError:\n            yield 0\nx = list(g())\ny = 0\nfor v in g():\n    y += v",
    "raise in consumer": "def g():\n    yield 1\n    yield 2\nflag = 0\ntry:\n    for v in g():\n        raise KeyError\nexcept KeyError:\n    flag = v\nx = flag",
    "return in loop": "def g():\n    yield 1\n    yield 2\ndef f():\n    for v in g():\n        if v == 2:\n            return v * 10\n    return 0\nx = f()\n# known: x",
    "loop else": "def g():\n    yield 1\nfor v in g():\n    if v == 2:\n        break\nelse:\n    w = 5\nx = w\n# known: x",
}

TABLES: Final = {"raising": RAISING, "run over": GENERATORS, "contexts": CONTEXTS, "in turns": IN_TURNS}


@pytest.mark.parametrize(
    "program",
    [pytest.param(p, id=f"{table}: {name}") for table, programs in TABLES.items() for name, p in programs.items()],
)
def test_generators(program: str) -> None:
    assert_true_of_python(program)
