"""Expressions, containers, texts and builtins, compared with Python."""

from __future__ import annotations

from typing import Final

import pytest

from interpreter.agreement import assert_true_of_python

COMPREHENSIONS: Final = {
    "list": "x = [i * j for i in range(3) for j in range(i) if i != j]\n# known: x",
    "dict": "x = {k: len(k) for k in ('a', 'bb')}\ny = {i: i for i in [3, 1, 3]}\n# known: x y",
    "set": "x = {i % 2 for i in range(5)}\ny = len(x)\n# known: x y",
    "nested": "x = [[j for j in range(i)] for i in range(3)]\n# known: x",
    "generator": "x = sum(i for i in range(5))\ny = tuple(i for i in 'ab')\nz = max(len(w) for w in ['a', 'bb'])\n# known: x y z",
    "generator is late": "n = 1\ng = (i * n for i in range(3))\nn = 5\nx = list(g)",
    "generator once": "g = (i for i in range(3))\na = list(g)\nb = list(g)",
    "generator not run": "x = []\ng = (x.append(i) for i in range(3))\ny = len(x)",
    "generator run by any": "x = []\ny = any(x.append(i) or i == 1 for i in range(5))\nz = x",
    "generator over its own effects": "seen = set()\nout = []\nfor v in (v for v in [1, 1, 2] if v not in seen):\n    seen.add(v)\n    out.append(v)",
    "first iterable in the class": "class A:\n    n = 3\n    x = [i for i in range(n)]\ny = A.x\n# known: y",
    "conditions": "x = [a for a in range(20) if a % 2 if a % 3]\n# known: x",
    "unpacking": "x = [a + b for a, (b, *_) in [(1, (2, 3)), (4, (5,))]]\n# known: x",
}

ITERATORS: Final = {
    "iter once": "it = iter([1, 2, 3])\na = next(it)\nb = list(it)\nc = list(it)\n# known: a b c",
    "zip once": "z = zip([1, 2], 'ab')\na = list(z)\nb = list(z)\n# known: a b",
    "zip is lazy": "x = [1, 2]\nz = zip(x, 'abc')\nx.append(3)\na = list(z)",
    "enumerate once": "e = enumerate('ab', 1)\na = next(e)\nb = list(e)\n# known: a b",
    "map is late": "calls = []\nm = map(calls.append, [1, 2])\na = len(calls)\nb = list(m)\nc = len(calls)",
    "reversed": "a = list(reversed([1, 2, 3]))\nb = ''.join(reversed('abc'))\nr = reversed([1])\nc = list(r)\nd = list(r)\n# known: a b c d",
    "iterators are true": "a = bool(zip())\nb = bool(iter([]))\nc = 1 if map(str, []) else 2\nd = bool(x for x in [])",
    "partly consumed by a loop": "it = iter(range(5))\nfor i in it:\n    if i == 1:\n        break\nx = list(it)\n# known: x",
    "shared": "it = iter('abcdef')\nx = list(zip(it, it))\n",
    "views are live": "d = {'a': 1}\nk = d.keys()\nv = d.values()\ni = d.items()\nd['b'] = 2\nx = (list(k), list(v), list(i))\n# known: x",
    "no list": "x = [isinstance(v, list) for v in (zip(), map(str, []), {}.keys(), {1}, iter([]), (i for i in []), reversed([]))]",
    "next default": "it = iter([])\na = next(it, 5)\n# known: a",
    "next of a generator": "x = next(v for v in [3, 8, 9] if v > 5)\n",
    "next of a list raises": "x = 1\ntry:\n    next([1])\nexcept TypeError:\n    x = 2",
    "list of an iterator in the midst of a loop": "it = iter([1, 2, 3, 4])\nx = []\nfor a in it:\n    x.append((a, next(it)))\n# known: x",
    "unpacked": "it = iter([1, 2, 3])\na, *b = it\nc = list(it)\n# known: a b c",
    "star": "it = iter([1, 2])\nx = [0, *it]\ny = [*it]\n# known: x y",
    "in consumes": "it = iter([1, 2, 3])\na = 2 in it\nb = list(it)",
    "sum consumes": "it = iter([1, 2, 3])\na = sum(it)\nb = list(it)\n# known: a b",
    "join consumes": "it = iter('abc')\na = '-'.join(it)\nb = list(it)",
    "dict from pairs": "z = zip('ab', (1, 2))\nd = dict(z)\ne = dict(z)\n# known: d e",
    "filter": "x = list(filter(None, [0, 1, 2]))\ny = list(filter(lambda v: v > 1, [1, 2, 3]))\n# known: x y",
    "product": "from itertools import product\nx = [a * b for a, b in product([1, 2], [3, 4])]\np = product('ab')\na = list(p)\nb = list(p)\n# known: x a b",
    "combinations": "from itertools import combinations, permutations\nx = [a + b for a, b in combinations('abc', 2)]\n"
    "p = permutations([1, 2, 3], 2)\na = list(p)\nb = list(p)\nc = list(combinations([1], 2))\n# known: x a b c",
    "repeat": "from itertools import repeat\nx = list(repeat(3, 2))\ny = list(zip(repeat(0, 5), 'ab'))\n# known: x y",
    "signature": "import inspect\nclass A:\n    def f(self, x, y=3, *z, k=None, **more):\n        return x\n"
    "def told():\n    p = inspect.signature(A().f).parameters\n"
    "    empty = [p[k].default is inspect.Parameter.empty for k in p]\n"
    "    return list(p), empty, p['y'].default, 'k' in p, 'self' in p\na, b, c, d, e = told()\nx = list(inspect.signature(A.f).parameters)\n# known: a b c d e x",
    "signature of what is wrapped": "import functools, inspect\ndef f(x):\n    return x\n@functools.wraps(f)\n"
    "def g(*a, **k):\n    return f(*a, **k)\na = list(inspect.signature(g).parameters)",
    "extend consumes": "it = iter([1, 2])\nx = []\nx.extend(it)\nx.extend(it)\ny = [0]\ny += it\n# known: x y",
    "call star consumes": "def f(*a):\n    return a\nit = iter([1, 2])\nx = f(*it)\ny = f(*it)\n# known: x y",
    "zip star": "rows = [(1, 'a'), (2, 'b')]\nx, y = zip(*rows)\n# known: x y",
    "sorted key": "x = sorted(['bb', 'a', 'ccc'], key=len)\ny = sorted([3, 1, 2], key=lambda v: -v)\nz = sorted({'b': 1, 'a': 2}.items(), key=lambda p: p[1], reverse=True)\n# known: x y z",
    "sets have no order": "a = list({3, 1, 2})\nb = [v for v in {'x', 'y', 'z'}]\nc = sorted({3, 1, 2})\nd = len({1, 1, 2})\n(e,) = {5}\n# known: c d e",
    "min and max with keys": "x = max(['a', 'bbb', 'cc'], key=len)\ny = min([], default=4)\nz = min([(2, 'a'), (1, 'b')])\n# known: x y z",
}

LISTS: Final = {
    "methods": "x = [3, 1, 2]\nx.append(9)\nx.insert(0, 7)\nx.extend((4, 5))\na = x.pop()\nb = x.pop(0)\nx.reverse()\nc = x.index(1)\nd = x.count(9)\ny = x.copy()\ny.clear()\n# known: x a b c d y",
    "sort": "x = [3, 1, 2]\ny = x\nx.sort()\nz = ['bb', 'a']\nz.sort(key=len, reverse=False)\n# known: x y z",
    "remove": "x = [1, 2, 1]\nx.remove(1)\n# known: x",
    "slices": "x = list(range(10))\ny = (x[2:5], x[::-1], x[-3:], x[:-3], x[::3], x[5:2], x[100:])\nz = 'hello'[1:3]\nt = (1, 2, 3)[1:]\nr = range(10)[2:8:2]\n# known: y z t r",
    "identity in lists": "a = [1]\nb = [a, a]\nb[0].append(2)\n# known: a b",
    "multiplied": "x = [[0]] * 3\nx[0].append(1)\ny = [0] * 3\ny[0] = 1\n# known: x y",
    "added": "a = [1]\nb = a + [2]\nb.append(3)\n# known: a b",
    "compare": "x = [1, 2] < [1, 3]\ny = [1, [2]] == [1, [2]]\n# known: y",
    "out of range": "x = [1]\ntry:\n    y = x[5]\nexcept IndexError:\n    y = 'none'",
    "copies": "import copy\na = [[1], 2]\nb = copy.copy(a)\nc = copy.deepcopy(a)\nb[0].append(5)\nc[0].append(6)\nd = a[:]\nd[0] = 1\n# known: a b c d",
    "deepcopy keeps identity": "import copy\nx = [1]\ny = copy.deepcopy([x, x])\ny[0].append(2)\nz = len(y[1])",
}

TUPLES_AND_DICTS: Final = {
    "tuples": "a = (1, 2) + (3,)\nb = (1,) * 3\nc = a.index(3)\nd = (1, 1).count(1)\ne = len(())\nf = 1,\n# known: a b c d e f",
    "display": "a = {'x': 1, **{'y': 2}, 'x': 3}\nb = {1: 'a', True: 'b'}\n# known: a b",
    "methods": "d = {'a': 1}\na = d.get('a')\nb = d.get('z')\nc = d.get('z', 9)\ne = d.setdefault('q', [])\ne.append(1)\nd.update(b=2)\nd.update({'c': 3}, z=4)\nf = d.pop('a')\ng = d.pop('nope', 'none')\nh = list(d.items())\n# known: d a b c e f g h",
    "dict()": "a = dict(x=1, y=2)\nb = dict([('a', 1), ('b', 2)])\nc = dict(a, z=3)\nd = dict(zip('ab', [1, 2]))\ne = dict([])\n# known: a b c d e",
    "merge": "a = {'x': 1} | {'y': 2}\nb = {**{'x': 1}, 'x': 2}",
    "popitem and clear": "d = {'a': 1, 'b': 2}\nx = d.popitem()\ny = dict(d)\nd.clear()\nz = len(d)",
    "keys of several types": "d = {(1, 2): 'a', None: 'b', 1.5: 'c', 'x': 'd'}\nx = (d[1, 2], d[None], d[1.5], d['x'])\n# known: x",
    "order": "d = {'b': 1}\nd['a'] = 2\nd['b'] = 3\nx = list(d)\ndel d['b']\nd['b'] = 4\ny = list(d)\n# known: x y",
    "missing": "d = {'a': 1}\ntry:\n    x = d['b']\nexcept KeyError:\n    x = 'none'",
    "OrderedDict": "from collections import OrderedDict\nd = OrderedDict([('a', 1), ('b', 2)])\nx = list(d)\nd.move_to_end('a')\ny = list(d)\n# known: x",
    "defaultdict": "from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nx = d['a']",
    "Counter": "from collections import Counter\nc = Counter('aab')\nx = c['a']",
    "namedtuple": "from collections import namedtuple\nP = namedtuple('P', 'x y')\np = P(1, 2)\na = p.x\nb, c = p",
    "functions as keys": "def f(): pass\ndef g(): pass\nd = {f: 1, g: 2, int: 3}\nx = (d[f], d[g], d[int])\n# known: x",
    "len of keys": "d = {'a': 1, 'b': 2}\na = len(d.keys())\nb = 'a' in d.keys()\nc = 1 in d.values()\ne = ('a', 1) in d.items()\n# known: a b c",
}

SETS: Final = {
    "methods": "s = {1}\ns.add(1)\ns.add(2)\na = len(s)\ns.discard(5)\ns.discard(1)\nb = 1 in s\ns.update([7, 8])\nc = len(s)\ns.remove(7)\nd = len(s)\n# known: a b c d",
    "operators": "a = {1, 2} | {2, 3}\nb = {1, 2} & {2, 3}\nc = {1, 2} - {2}\nd = {1, 2} ^ {2, 3}\nx = (len(a), len(b), len(c), len(d))",
    "set()": "a = set()\na.add('x')\nb = set([1, 1, 2])\nc = frozenset('abca')\nx = (len(a), len(b), len(c))\n# known: x",
    "copy": "a = {1}\nb = a.copy()\nb.add(2)\nx = len(a)\n# known: x",
    "subset": "a = {1} <= {1, 2}\nb = {1, 2}.issuperset({1})\nc = {1} < {1}",
    "truth": "a = bool(set())\nb = bool({0})\n# known: a b",
    "identity of equal members": "s = {1, True, 1.0}\nx = len(s)\n# known: x",
    "pop": "s = {4}\nx = s.pop()\ny = len(s)",
}

TEXTS: Final = {
    "f-strings": "n, s = 5, 'a'\na = f'{n}-{s}'\nb = f'{n:03d}'\nc = f'{s!r}'\nd = f'{1.5:.2f}'\ne = f'{True}'\n# known: a b c d e",
    "f-string braces and escapes": "n = 1\na = f'{{{n}}}'\nb = f'x\\n{n}\\t\\x41'\nc = rf'x\\n{n}'\nd = f'''{n}\n'''\n# known: a b c d",
    "f-string with its expression": "n = 5\na = f'{n=}'\nb = f'{n = }'\nc = f'{n=:03d}'",
    "f-string with a width": "w, n = 6, 5\na = f'{n:>{w}}'\nb = f'{n:{w}d}'\nc = f'{3.14159:.{2}f}'",
    "f-string of others": "a = f'{None}'\nb = f'{[1, 2]}'\nc = f'{(1, )}'\nd = f'{dict(a=1)}'\ne = f'{\"x\":>3}'",
    "percent": "a = '%d-%s' % (5, 'x')\nb = '%05.2f' % 1.5\nc = '%s' % 'q'\nd = '100%%' % ()\ne = '%s' % [1]\nf = '%(a)s' % {'a': 1}\n# known: a b c d",
    "format": "a = '{}-{}'.format(1, 'b')\nb = '{1}{0}{x}'.format(1, 2, x=3)\nc = '{:>4}'.format(7)\nd = '{}'.format([1])\ne = '{}'.format(None)\nf = '{0[0]}'.format([5])\n# known: a b c",
    "methods": "a = 'a,b'.split(',')\nb = ' x '.strip()\nc = 'abc'.upper()\nd = '-'.join(['a', 'b'])\ne = 'abc'.startswith(('x', 'a'))\nf = 'abc'.replace('b', 'q')\ng = 'a.b.c'.rsplit('.', 1)\nh = 'abc'.find('c')\ni = 'a-b'.partition('-')\n# known: a b c d e f g h i",
    "joined": "a = 'x' 'y'\nb = 'x' f'{1}' 'z'\nc = '-'.join(str(i) for i in range(3))\n# known: a b c",
    "indexing": "a = 'abc'[1]\nb = 'abc'[-1]\nc = len('äöü')\nd = 'a' * 3\ne = 'a' < 'b'\n# known: a b c d e",
    "bytes": "a = b'abc'\nb = a[0]\nc = b'a' + b'b'\nd = 'x'.encode()",
    "str": "a = str(5)\nb = str(1.5)\nc = str(None)\nd = str(True)\ne = str()\nf = str([1])\ng = repr('x')\n# known: a b d e",
    "literals": "a = 'it\\'s'\nb = 'say \"x\"'\nc = ''\nd = \"\"\nf = '''a\n'b' \\t'''\ng = \"\"\"a\n\"b\" c\"\"\"\nh = \"\"\"x\n\\x41\"\"\"\ni = r'\\n'\nj = u'z'\nk = b'x'\nl = 'x\\\ny'\n# known: a b c d f g h i j l",
    "unicode": "a = '\\u00e9'\nb = r'\\d'\nc = '''x\ny'''\n# known: a b c",
}

NUMBERS: Final = {
    "arithmetic": "a = 7 // 2\nb = -7 // 2\nc = 7 % -3\nd = 2 ** 10\ne = 2 ** -1\nf = 7 / 2\ng = ~5\nh = -(-3)\ni = 1_000\nj = 0x1F\nk = 1e3\nl = 5 & 3 | 8 ^ 1\nm = 1 << 4 >> 2\n# known: a b c d e f g h i j k l m",
    "literals": "a = 0\nb = 00\nc = 1_000\nd = 0b101\ne = 0o17\nf = 1.\ng = 0.5\nh = .5\ni = 10e-3\nj = 2e5\nk = 1.5e-3\nl = 1E3\nm = 12345678901234567890\nn = 3j\no = 1_0.2_5\n# known: a b c d e f g h i j k l m o",
    "conversions": "a = int('12')\nb = int(3.9)\nc = float('1.5')\nd = int('ff', 16)\ne = int('10', base=2)\nf = bool('')\ng = int()\nh = int(True)\ni = complex(1, 2)\nj = int(' 7 ')\n# known: a b c f g h j",
    "bools": "a = True + 1\nb = max(True, 1)\nc = min(1, True)\nd = sum([True, True])\ne = True and 5\nf = not 0\n# known: a d e f",
    "round and so on": "a = round(2.5)\nb = round(1.234, 2)\nc = abs(-3)\nd = divmod(7, 2)\ne = round(2.675, ndigits=1)\nf = pow(2, 5)\ng = round(1234, -2)\n# known: a b c d",
    "sum": "a = sum([1, 2], 5)\nb = sum([1, 2], start=5)\nc = sum([[1], [2]], [])\nd = sum([])\n# known: a d",
    "min and max": "a = max(3, 9, 2)\nb = min([3, 1])\nc = max('a', 'b')\nd = max([1.5, 2])\ne = min(2, 2.0)\nf = max(2.0, 2)\n# known: a b c d e f",
    "math": "import math\nfrom math import ceil, pi\na = math.ceil(2.1)\nb = math.sqrt(16)\nc = math.log2(8)\nd = math.floor(-1.5)\ne = ceil(pi)\nf = math.gcd(12, 18)\ng = math.prod([2, 3])\nh = math.log(8, 2)\n# known: a b c d e f g",
    "any and all": "a = any([0, 1])\nb = all([])\nc = all([1, 0])\nd = any(v > 2 for v in (1, 3))\n# known: a b c d",
    "negative zero": "a = 0.0\nb = -0.0\nc = str(b)\n# known: c",
    "characters": "a = [chr(i + 97) for i in range(3)]\nb = ord('ä')\nc = chr(ord('a') + 1)\ntry:\n    d = chr(-1)\nexcept ValueError:\n    d = ord('x')\n# known: a b c",
    "evenly spaced": "import numpy as np\na = [float(v) for v in np.linspace(0.0, 0.3, 4)]\nb = [1 if v else 2 for v in np.linspace(0, 1, 3)]\nc = [float(v) for v in np.linspace(2, 2, 3, endpoint=False)]\nd = []\nfor v in np.linspace(1, 0, num=1):\n    d.append(float(v))\n# known: a b c d",
    "how many are true": "import numpy as np\nn = int(np.sum([True, False, True]))\nm = int(np.prod([True, True]))\n# known: n m",
    "letters": "import string\na = string.ascii_lowercase[3]\n# known: a",
    "arrays are written into": "import numpy as np\nr = np.linspace(0.0, 0.0, 3)\ns = r\ns[1] = 5\na = [1 if v else 2 for v in r]\nb = [float(v) for v in np.asarray(r)]",
    "float text": "a = str(1e20)\nb = str(1.0)\nc = 0.1 + 0.2\n# known: a b c",
    "division by zero": "try:\n    x = 1 // 0\nexcept ZeroDivisionError:\n    x = 'none'",
    "isinstance": "a = [isinstance(v, int) for v in (1, True, 1.0, 'a', None)]\nb = isinstance((), (list, tuple))\nc = isinstance({}, dict)\nd = isinstance([], (int, str))\n# known: a b c d",
    "ranges": "a = list(range(2, 9, 3))\nb = len(range(5, 0, -1))\nc = range(3)[1]\nd = 3 in range(3)\ne = range(2) == range(0, 2)\n# known: a b c d",
    "walrus and lambda": "f = lambda x, y=2: x * y\na = f(3)\nb = (lambda *a: len(a))(1, 2)\nc = (y := 3) + y\n# known: a b c",
    "hasattr and getattr": "class A:\n    n = 1\na = getattr(A(), 'n')\nb = getattr(A(), 'm', 5)\nc = hasattr(A(), 'n')\nd = hasattr(A(), 'm')\n# known: a",
}

TABLES: Final = {
    "comprehensions": COMPREHENSIONS,
    "iterators": ITERATORS,
    "lists": LISTS,
    "tuples and dicts": TUPLES_AND_DICTS,
    "sets": SETS,
    "texts": TEXTS,
    "numbers": NUMBERS,
}


@pytest.mark.parametrize(
    "program",
    [pytest.param(p, id=f"{table}: {name}") for table, programs in TABLES.items() for name, p in programs.items()],
)
def test_expressions(program: str) -> None:
    assert_true_of_python(program)
