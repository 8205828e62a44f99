"""What is said where a condition or a number of rounds is not known: every outcome must be among the alternatives."""

from __future__ import annotations

from typing import Final

import pytest

from interpreter.agreement import all_answers, assert_true_of_python, interpreted, is_known, shown
from keralint.interpreter.values import Union

BRANCHES: Final = {
    "either": "x = 1\nif unknown():\n    x = 2\ny = x + 1",
    "neither": "if unknown():\n    x = 1\nelse:\n    x = 1\n# known: x",
    "bound on one": "if unknown():\n    x = 1\ny = 2\n# known: y",
    "conditional expression": "x = 1 if unknown() else 'a'\ny = [x]",
    "and, or": "a = unknown() and 5\nb = unknown() or 6\nc = 1 and unknown()",
    "short circuit with effects": "n = []\nunknown() and n.append(1)\nunknown() or n.append(2)\nx = len(n)",
    "list changed on one": "x = [1]\nif unknown():\n    x.append(2)\ny = len(x)\nz = x[0]",
    "element changed on one": "x = [1, 2]\nif unknown():\n    x[0] = 5\ny = x[0] + x[1]\nz = len(x)\n# known: z",
    "narrowed by None": "x = None if unknown() else 3\nif x is not None:\n    y = x + 1\nelse:\n    y = 4\n# known: y",
    "narrowed by type": "x = 3 if unknown() else (3, 3)\nif isinstance(x, int):\n    x = (x, x)\ny = x\n# known: y",
    "narrowed by truth": "x = 0 if unknown() else 5\nif not x:\n    x = 5\n# known: x",
    "narrowed by several": "x = None if unknown() else 3\ny = 1 if unknown() else 2\nif x is not None and y > 1:\n    z = x + y\nelse:\n    z = 5",
    "narrowed in an expression": "x = None if unknown() else 3\ny = x + 1 if x is not None else 4\n# known: y",
    "narrowed by what has effects": "n = []\nx = None if unknown() else 3\ndef f(v):\n    n.append(v)\n    return v is None\nif f(x):\n    x = 3\ny = len(n)\n# known: y",
    "not narrowed by another's": "x = None if unknown() else 3\ny = x\nif x is None:\n    x = 3\nz = (x, y)",
    "alias": "a = [1]\nb = a if unknown() else [2]\nb.append(3)\nx = len(a)",
    "alias in place": "a = [1]\nb = a if unknown() else [2]\nb += [3]\nx = len(a)\ny = len(b)",
    "alias by item": "a, b = {}, {}\nc = a if unknown() else b\nc['k'] = 1\nx = (len(a), len(b))",
    "alias by attribute": "class A:\n    n = 0\na, b = A(), A()\nc = a if unknown() else b\nc.n = 1\nx = (a.n, b.n)",
    "many aliases": """
        ls = [[i] for i in range(6)]
        x = ls[0]
        for i in range(6):
            if unknown():
                x = ls[i]
        x.append('new')
        n = [len(l) for l in ls]
    """,
    "unknown index": "ls = [[1], [2], [3]]\ni = 1 if unknown() else 2\nls[i].append(5)\nx = [len(l) for l in ls]",
    "unknown key": "d = {'a': [1], 'b': [2]}\nk = 'a' if unknown() else 'b'\nd[k].append(3)\nx = [len(v) for v in d.values()]",
    "unknown key set": "d = {'a': 1, 'b': 2}\nk = 'a' if unknown() else 'c'\nd[k] = 9\nx = (d['a'], len(d))",
    "element of an unknown list": "a = [1]\nls = [a]\nif unknown():\n    ls.append([2])\nls[-1].append(5)\nx = len(a)",
    "correlated": "top = unknown()\nx = 1\nif top:\n    x = 2\ny = 0\nif top:\n    y = x",
    "nested": "x = 0\nif unknown():\n    if unknown():\n        x = 1\n    else:\n        x = 2\nelif unknown():\n    x = 3",
    "dict with another key": "d = {'a': 1}\nif unknown():\n    d['b'] = 2\nx = d.get('b', 0)\ny = d['a']",
    "del on one": "d = {'a': 1, 'b': 2}\nif unknown():\n    del d['a']\nx = len(d)",
    "delete a name": "x = 1\nif unknown():\n    del x\n    x = 2",
    "sets": "s = {1}\nif unknown():\n    s.add(2)\nx = len(s)\ny = 2 in s\nz = 1 in s",
    "swap": "a, b = 1, 2\nif unknown():\n    a, b = b, a\nx = a + b",
    "unpack either": "a, b = (1, 'x') if unknown() else (2, 'y')",
    "raise on one": "def f():\n    if unknown():\n        raise ValueError\n    return 1\ntry:\n    x = f()\nexcept ValueError:\n    x = 0",
    "class attribute on one": "class A:\n    n = 0\na = A()\nif unknown():\n    a.n = 1\nx = a.n",
    "class attribute in a loop": "class A:\n    n = 0\na = A()\nfor _ in rounds():\n    a.n = a.n + 1\nx = a.n",
    "inherited attribute on one": "class A:\n    n = 0\nclass B(A):\n    pass\nif unknown():\n    B.n = 1\nx = B.n",
    "function on one": "def f():\n    return 1\nif unknown():\n    def f():\n        return 2\nx = f()",
    "effects of either function": "log = []\ndef f():\n    log.append('f')\ndef g():\n    log.append('g')\n(f if unknown() else g)()\nx = len(log)\ny = log[0]",
    "unknown argument": "def f(x, n=0):\n    return x if x else n\nx = f(unknown(), 5)",
    "unknown star": "def f(*a, k=1):\n    return len(a), k\nx = f(*([1] if unknown() else [1, 2]))",
    "unknown kwargs": "def f(a=1, b=2):\n    return a, b\nk = {'a': 5} if unknown() else {'b': 6}\nx = f(**k)",
    "filter by unknown": "x = [i for i in range(4) if unknown()]\ny = len(x)",
    "filter with effects": "n = []\nx = [n.append(i) for i in range(3) if unknown()]\ny = len(n)",
    "walrus under a condition": "n = 0\nunknown() and (n := 5)\nx = n",
    "match": "match unknown():\n    case 0:\n        x = 'zero'\n    case 1:\n        x = 'one'",
    "match with effects of guards": "n = []\nmatch unknown():\n    case 0 if n.append(1):\n        x = 1\n    case _ if len(n) == 1:\n        x = 2\n    case _:\n        x = 3\ny = len(n)",
    "min of unknown": "x = min(1, 2 if unknown() else 0)\ny = sorted([2, 1 if unknown() else 3])",
    "chained comparison": "x = 1 < (2 if unknown() else 0) < 3",
    "iterator partly used": "it = iter([1, 2, 3])\nif unknown():\n    next(it)\nx = list(it)",
    "iterator used on one": "it = iter([1, 2, 3])\nx = list(it) if unknown() else []\ny = list(it)",
    "either iterator": "a, b = iter([1]), iter([2])\nx = list(a if unknown() else b)\ny = (list(a), list(b))",
    "over either": "n = []\nfor i in ([1, 2] if unknown() else [3]):\n    n.append(i)\nx = len(n)",
    "else of either": "for i in ([1, 2] if unknown() else []):\n    if i == 2:\n        break\nelse:\n    x = 'else'\n    i = 0",
    "mutable default": "def f(a=[]):\n    if unknown():\n        a.append(1)\n    return len(a)\nx = (f(), f())",
    "same function twice": "n = 0\ndef f():\n    global n\n    if unknown():\n        return 0\n    n += 1\n    return n\nx = (f(), f(), n)",
}

LOOPS: Final = {
    "rounds": "n = 0\nfor _ in rounds():\n    n += 1\nx = n",
    "chain": "a = b = c = d = e = f = g = h = 0\nfor _ in rounds():\n    a, b, c, d, e, f, g, h = b, c, d, e, f, g, h, 9",
    "chain in steps": "a = b = c = d = e = 0\nfor _ in rounds():\n    a = b\n    b = c\n    c = d\n    d = e\n    e = 1",
    "append": "x = []\nfor i in rounds():\n    x.append(i)\ny = len(x)",
    "alternating": "a, b = 'a', 'b'\nfor _ in rounds():\n    a, b = b, a\nx = a + b",
    "last element": "i = None\nfor i in rounds():\n    pass\nx = i",
    "else": "for _ in rounds():\n    pass\nelse:\n    x = 1\n# known: x",
    "break": "x = 0\nfor i in range(3):\n    if unknown():\n        break\n    x = i + 1\ny = (x, i)",
    "break and else": "for i in range(3):\n    if unknown():\n        break\nelse:\n    i = 'none'\nx = i",
    "break before anything": "x = 1\nfor i in range(2):\n    if unknown():\n        break\n    x = 2\n",
    "continue": "x = []\nfor i in range(3):\n    if unknown():\n        continue\n    x.append(i)\ny = len(x)",
    "return": "def f():\n    for i in range(3):\n        if unknown():\n            return i\n    return 'none'\nx = f()",
    "continue or return": "def f():\n    for i in range(3):\n        if unknown():\n            continue\n        return i\nx = f()",
    "effects before a return": "n = 0\ndef f():\n    global n\n    for i in range(3):\n        if unknown():\n            return\n        n += 1\nf()\nx = n",
    "return in a loop of unknown rounds": "n = 0\ndef f():\n    global n\n    for i in rounds():\n        n += 1\n        if unknown():\n            return n\n    n = 'end'\n    return n\nx = f()\ny = n",
    "break in a loop of unknown rounds": "x = 'start'\nfor i in rounds():\n    x = 'in'\n    if unknown():\n        x = 'broken'\n        break\n    x = 'through'\nelse:\n    x += '!'\ny = x",
    "break of both loops": "x = 0\nfor i in range(2):\n    for j in rounds():\n        if unknown():\n            break\n        x += 1\n    else:\n        continue\n    break\ny = (x, i)",
    "break in else": "x = 0\nfor i in range(3):\n    for j in range(1):\n        if unknown():\n            break\n    else:\n        x = i\n        break\ny = (x, i)",
    "while": "n = 0\nwhile unknown():\n    n += 1\nx = n",
    "while else": "n = 0\nwhile n < 5:\n    n += 1\n    if unknown():\n        break\nelse:\n    n = 'else'\nx = n",
    "while true": "n = 0\nwhile True:\n    n += 1\n    if unknown() or n > 3:\n        break\nx = n",
    "while with walrus": "log = []\nwhile (n := unknown()):\n    log.append(n)\n    if len(log) > 2:\n        break\nx = (n, len(log))",
    "while becomes unknown": "n, m = 0, 0\nwhile n < 3:\n    n += 1 if unknown() else 2\n    m += 1\nx = (n, m)",
    "condition known only inside": "n = 0\nfor _ in rounds():\n    if n == 0:\n        n = 1\n    else:\n        n = 2\nx = n",
    "unknown comprehension": "n = []\nx = [n.append(i) for i in rounds()]\ny = (len(x), len(n))",
    "unknown generator": "n = 0\nx = sum(i for i in rounds())\ny = any(i > 1 for i in rounds())",
    "nested unknown": "x = 0\nfor i in rounds():\n    for j in rounds():\n        x = i * j\n    y = x",
    "function in a loop": "n = 0\ndef f(k):\n    global n\n    n += k\n    return n\nfor i in rounds():\n    x = f(i)",
    "object in a loop": "class A:\n    def __init__(self, n):\n        self.n = n\na = A(0)\nfor i in rounds():\n    a = A(a.n + 1)\nx = a.n",
    "objects in a list": "class A:\n    n = 0\nxs = []\nfor i in rounds():\n    a = A()\n    a.n = i\n    xs.append(a)\ny = len(xs)",
    "list replaced": "x = [0]\nfor i in rounds():\n    x = x + [i]\ny = len(x)",
    "zip with unknown": "out = []\nfor a, b in zip([1, 2], rounds()):\n    out.append((a, b))\nx = len(out)",
    "zip lists with unknown": "a = [[1], [2]]\nfor l, _ in zip(a, rounds()):\n    l.append(5)\nx = [len(l) for l in a]",
    "enumerate unknown": "x = -1\nfor x, v in enumerate(rounds()):\n    pass\ny = x",
    "pop in a loop": "x = [1, 2, 3]\nfor _ in rounds():\n    x.pop()\ny = len(x)",
    "try in a loop": "n = 0\nfor _ in rounds():\n    try:\n        n += 1\n        if unknown():\n            raise ValueError\n        n += 10\n    except ValueError:\n        n += 100\nx = n",
    "finally and break": "n = 0\nfor _ in range(3):\n    try:\n        if unknown():\n            break\n    finally:\n        n += 1\nx = n",
    "finally and return": "n = 0\ndef f():\n    global n\n    try:\n        if unknown():\n            return 1\n        n = 5\n    finally:\n        n += 1\n    return 2\nx = (f(), n)",
    "finally and continue": "n = []\nfor i in range(3):\n    try:\n        if unknown():\n            continue\n    finally:\n        n.append(i)\nx = len(n)",
    "with and return": "log = []\nclass C:\n    def __enter__(self):\n        return self\n    def __exit__(self, *a):\n        log.append(1)\ndef f():\n    with C():\n        if unknown():\n            return 1\n    return 2\nx = f()\ny = len(log)",
    "recursion": "n = 0\ndef f(k):\n    global n\n    n += 1\n    if k and unknown():\n        f(k - 1)\nf(3)\nx = n",
    "recursion that returns": "def f(k):\n    if k == 0 or unknown():\n        return k\n    return f(k - 1)\nx = f(3)",
    "recursion with a list": "out = []\ndef f(k):\n    out.append(k)\n    if unknown() and k:\n        f(k - 1)\nf(3)\nx = len(out)",
    "mutual recursion": "n = 0\ndef f(k):\n    global n\n    n += 1\n    return g(k - 1) if unknown() and k else n\ndef g(k):\n    return f(k)\nx = f(4)\ny = n",
    "closure in a loop": "fs = []\nfor i in rounds():\n    fs.append(lambda: i)\nx = [f() for f in fs]",
    "nonlocal in a loop": "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    for _ in rounds():\n        g()\n    return n\nx = f()",
    "dict filled": "d = {}\nfor i in rounds():\n    d[i] = i\nx = d.get(0, 'none')\ny = len(d)",
    "text built": "s = ''\nfor i in rounds():\n    s += str(i)\nx = s",
    "unknown list length and index": "x = [i for i in rounds()]\nx.append('last')\ny = x[-1]",
}

GENERATORS: Final = {
    "on a branch": "def g():\n    if unknown():\n        yield 1\n    yield 2\nx = list(g())\ny = len(x)",
    "it may end": "def g():\n    yield 1\n    if unknown():\n        return\n    yield 2\nx = list(g())\ny = sum(g())\nz = next(g())\n# known: z",
    "a round may be left": "def g():\n    for i in range(3):\n        if unknown():\n            continue\n        yield i\nx = list(g())",
    "a loop may be broken": "def g():\n    for i in range(3):\n        if unknown():\n            break\n    else:\n        yield 5\nx = list(g())",
    "it may raise inside": "def g():\n    try:\n        if unknown():\n            raise ValueError\n        yield 1\n    except ValueError:\n        pass\n    yield 2\nx = list(g())\ny = next(g())",
    "as many rounds as there are": "def g():\n    for i in rounds():\n        yield i\nx = list(g())\nfor v in g():\n    y = v",
    "a loop that may be left": "def g():\n    yield 1\n    yield 2\nx = []\nfor v in g():\n    if unknown():\n        break\n    x.append(v)\ny = len(x)",
    "called or not": "n = [0]\ndef g():\n    n.append(1)\n    yield 1\nif unknown():\n    x = list(g())\ny = len(n)",
    "one of two": "def g():\n    yield 1\ndef h():\n    yield 2\n    yield 3\nf = g if unknown() else h\nx = list(f())\ny = [v for v in f()]",
    "a context swallows what may be raised": "from contextlib import contextmanager\n@contextmanager\ndef c():\n    try:\n        yield\n    except ValueError:\n        pass\na = 0\nwith c():\n    if unknown():\n        raise ValueError\n    a = 1\nx = a",
    "started on a branch": "def g():\n    yield 1\n    yield 2\nit = g()\nif unknown():\n    a = next(it)\nx = list(it)",
}

ESCAPES: Final = {
    "argument": "import json\nx = [1]\ndef change(a):\n    a.append(2)\nlist(map(change, [x]))\ny = len(x)",
    "lambda": "x = []\nf = lambda: x.append(1)\nsorted([3, 1], key=lambda v: f() or v)\ny = len(x)",
    "callback": "from functools import reduce\nn = 0\ndef f(a, b):\n    global n\n    n += 1\n    return a + b\nreduce(f, [1, 2, 3])\nx = n",
    "method": "class A:\n    n = 0\n    def step(self, v):\n        self.n += 1\n        return v\na = A()\nsorted([3, 1, 2], key=a.step)\nx = a.n",
    "partial": "from functools import partial\nx = []\nf = partial(x.append, 5)\nlist(map(lambda g: g(), [f]))\ny = len(x)",
    "re": "import re\nx = []\ndef put(m):\n    x.append(1)\n    return ''\nre.sub('a', put, 'aaa')\ny = len(x)",
    "through an object": "import re\nclass A:\n    def __init__(self):\n        self.found = []\n    def put(self, m):\n        self.found.append(1)\n        self.last = m\n        return ''\na = A()\na.last = None\nre.sub('a', a.put, 'aaa')\nx = (len(a.found), a.last is None)",
    "through a closure of a closure": "import re\nn = 0\ndef outer():\n    def inner(m):\n        global n\n        n += 1\n        return ''\n    return inner\nre.sub('a', outer(), 'aaa')\nx = n",
    "through a function it calls": "import re\nn = []\ndef note():\n    n.append(1)\ndef put(m):\n    note()\n    return ''\nre.sub('a', put, 'aaa')\nx = len(n)",
    "through a dict of functions": "import re\nn = []\nfs = {'f': lambda m: n.append(1) or ''}\nre.sub('a', lambda m: fs['f'](m), 'aaa')\nx = len(n)",
    "through an alias inside": "import re\nn = []\ndef put(m):\n    alias = n\n    alias.append(1)\n    return ''\nre.sub('a', put, 'aaa')\nx = len(n)",
    "through a loop inside": "import re\nn = [[], []]\ndef put(m):\n    for l in n:\n        l.append(1)\n    return ''\nre.sub('a', put, 'aaa')\nx = [len(l) for l in n]",
    "read only": "import re\ncfg = {'size': 3}\nre.sub('a', lambda m: 'b' * cfg['size'], 'aaa')\nx = cfg['size']\n# known: x",
    "copies only": "import copy, re\ninner = [1]\nd = {'a': inner}\ndef put(m):\n    c = copy.deepcopy({**d, 'b': d['a']})\n    c['a'].append(2)\n    c['b'].append(2)\n    return ''\nre.sub('a', put, 'aaa')\nx = len(inner)\n# known: x",
    "thread": "import threading\nn = 0\ndef f():\n    global n\n    n = 1\nt = threading.Thread(target=f)\nt.start()\nt.join()\nx = n",
    "sort key": "n = 0\ndef f(v):\n    global n\n    n += 1\n    return v\nx = [2, 1]\nx.sort(key=f)\ny = n",
    "container in a container": "import json, copy\ninner = [1]\nouter = {'a': [inner]}\ndef change(d):\n    d['a'][0].append(2)\nlist(map(change, [outer]))\nx = len(inner)",
    "iterator": "import itertools\nit = iter([1, 2, 3])\nlist(itertools.islice(it, 2))\nx = list(it)",
    "generator": "import itertools\nn = 0\ndef g():\n    global n\n    while True:\n        n += 1\n        yield n\nlist(itertools.islice(g(), 3))\nx = n",
    "generator expression": "import itertools\nn = []\ng = (n.append(i) for i in range(5))\nlist(itertools.islice(g, 2))\nx = len(n)",
    "exec in a function": "x = 1\ndef f():\n    exec('x = 2', globals())\nf()\ny = x",
}


HANDLING: Final = {
    "unknown context": """
        from contextlib import ExitStack, nullcontext
        log = []
        class C:
            def __enter__(self):
                return 1
            def __exit__(self, kind, value, tb):
                log.append(kind is None)
        with ExitStack() as stack:
            if unknown():
                stack.enter_context(C())
            if unknown():
                raise SystemExit
        x = len(log)
        try:
            with C():
                if unknown():
                    raise ValueError
                y = 1
        except ValueError:
            y = 2
    """,
    "exception: unknown": """
        def f(n):
            if n:
                raise ValueError("v")
            return 5
        try:
            x = f(unknown())
        except ValueError as e:
            x = str(e)
        state = 0
        try:
            state = 1
            if unknown():
                raise KeyError
            state = 2
        except KeyError:
            r = state
        else:
            r = "fine"
    """,
    "exception: unknown inner raise": """
        try:
            if unknown():
                raise ValueError("a")
            else:
                raise KeyError("b")
        except ValueError:
            x = 1
        except KeyError:
            x = 2
    """,
    "exception: unknown return": """
        def f(n):
            try:
                if n:
                    return "r"
                raise ValueError("v")
            except ValueError as e:
                return str(e)
        x = f(unknown())
        y = f(0)
        # known: y
    """,
    "maybe raise in call": """
        state = []
        def f(n):
            state.append(n)
            if n:
                raise KeyError(n)
            state.append("ok")
        try:
            f(unknown())
            state.append("after")
        except KeyError as e:
            k = e.args
        x = list(state)
    """,
    "unknown lookups": """
        d = {"a": 1}
        k = "a" if unknown() else "b"
        try:
            x = d[k]
        except KeyError:
            x = 0
        try:
            y = d[k] + d["b"]
        except KeyError as e:
            y = e.args
    """,
    "maybe key": """
        d = {}
        if unknown():
            d["a"] = 1
        try:
            x = d["a"]
        except KeyError:
            x = 0
        else:
            d["b"] = 2
        n = len(d)
    """,
    "maybe attr": """
        class A:
            pass
        a = A()
        if unknown():
            a.n = 1
        try:
            x = a.n
        except AttributeError:
            x = 0
    """,
    "maybe name": """
        if unknown():
            q = 1
        try:
            x = q
        except NameError:
            x = 0
    """,
    "return in try": """
        def f(n):
            try:
                if n:
                    return 1
                {}["k"]
            except KeyError:
                return 2
            finally:
                log.append(n)
            return 3
        log = []
        x = f(unknown())
        y = f(unknown())
    """,
    "loop with raise": """
        out = []
        for i in rounds():
            try:
                if i == 1:
                    raise ValueError(i)
                out.append(i)
            except ValueError as e:
                out.append(str(e))
                break
        else:
            out.append("else")
        n = len(out)
    """,
    "while retry": """
        n = 0
        while True:
            n += 1
            try:
                if unknown():
                    raise RuntimeError
                break
            except RuntimeError:
                if n > 3:
                    break
    """,
    "finally with unknown": """
        s = 0
        def f():
            global s
            try:
                if unknown():
                    return "a"
                s = 1
                if unknown():
                    raise ValueError
            except ValueError:
                s = 5
            finally:
                s += 1
            return "b"
        x = f()
    """,
    "finally return over unknown": """
        def f():
            try:
                if unknown():
                    return "a"
                if unknown():
                    raise ValueError
            finally:
                return "fin"
        x = f()
        def g():
            for i in range(3):
                try:
                    if unknown():
                        return i
                finally:
                    if i == 1:
                        break
            return "end"
        y = g()
    """,
    "swallow maybe": """
        class C:
            def __init__(self, s):
                self.s = s
            def __enter__(self):
                return self
            def __exit__(self, *a):
                return self.s
        x = 0
        try:
            with C(unknown()):
                x = 1
                raise ValueError("x")
                x = 2
            x = 3
        except ValueError:
            y = x
    """,
    "match order": """
        class A:
            def __init__(self, n):
                self.n = n
        if unknown():
            v = A(1)
        elif unknown():
            v = (1, 2)
        else:
            v = {"n": 3}
        match v:
            case A(n=n):
                r = ("a", n)
            case (n, m):
                r = ("t", n, m)
            case {"n": n}:
                r = ("d", n)
    """,
    "match guard": """
        u = unknown()
        match (u, [1, 2]):
            case (0, [a, *b]) if a == 1:
                b.append(9)
                r = b
            case (x, y):
                y.append(8)
                r = y
        match u:
            case 0 | 1 as w:
                s = w
            case other:
                s = "o"
    """,
    "raise unknown class": """
        class E1(Exception): pass
        class E2(E1): pass
        E = E1 if unknown() else E2
        try:
            try:
                raise E("m")
            except E2 as e:
                x = "e2"
        except E1 as e:
            x = "e1"
        try:
            raise E1 if unknown() else ValueError("v")
        except (E1, E2):
            y = 1
        except ValueError as e:
            y = e.args
    """,
    "nested unknown": """
        log = []
        try:
            try:
                log.append(1)
                if unknown():
                    raise KeyError("a")
                log.append(2)
                raise ValueError("b")
            except KeyError as e:
                log.append(str(e))
                raise ValueError("c") from e
            finally:
                log.append("f")
        except ValueError as e:
            r = e.args[0]
            log.append(r)
        n = len(log)
    """,
    "except in handler": """
        try:
            try:
                raise KeyError("a")
            except KeyError:
                [][1]
        except IndexError as e:
            r = str(e)
        try:
            try:
                raise KeyError("a")
            except KeyError as e:
                if unknown():
                    raise
                s = "kept"
        except KeyError as e:
            s = e.args
    """,
    "match unknown": """
        v = unknown()
        match v:
            case 0:
                y = "zero"
            case 1:
                y = "one"
            case _:
                y = "many"
        match (v, 6):
            case (0, n):
                z = n
            case (k, n) if k:
                z = n + 1
    """,
    "context unknown raise": """
        log = []
        class C:
            def __enter__(self):
                return self
            def __exit__(self, kind, value, tb):
                log.append(kind is None)
                return True
        s = 0
        with C():
            s = 1
            if unknown():
                raise ValueError
            s = 2
    """,
}


def _cases(**tables: dict[str, str]) -> list[object]:
    return [pytest.param(p, id=f"{table}: {name}") for table, ps in tables.items() for name, p in ps.items()]


@pytest.mark.parametrize(
    "program", _cases(branches=BRANCHES, loops=LOOPS, generators=GENERATORS, escapes=ESCAPES, handling=HANDLING)
)
def test_every_outcome_is_covered(program: str) -> None:
    runs = assert_true_of_python(program, [*all_answers(4, 2), *all_answers(3, 4)])
    assert runs


def test_alternatives_are_kept() -> None:
    """Not everything becomes unknown: what is one of a few things stays that."""
    program = "x = 1\nif unknown():\n    x = 2\ny = 'a' if unknown() else 'b'\nz = (x, y)[0]\nl = [1, 2]\nl[0] = x\n"
    slots = interpreted(program).frames[0].scope.slots
    assert isinstance(slots["x"], Union)
    assert shown(slots["z"]) == "2 | 1"
    assert shown(slots["l"]) == "ListValue[2 | 1, 2]"
    assert not is_known(slots["y"])
