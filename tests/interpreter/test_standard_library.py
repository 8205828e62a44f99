"""Functions of the standard library as model code uses them, held against Python itself."""

from __future__ import annotations

from typing import Final

import pytest

from interpreter.agreement import assert_true_of_python

THINGS: Final = (
    "import operator, functools, itertools, math, json, ast, os\nfrom operator import itemgetter, attrgetter, methodcaller\n"
    "class Q:\n    def __init__(self, n):\n        self.n = n\n    def f(self, k):\n        return self.n * k\n"
)
OPERATORS: Final = {
    "operators as functions": "a = list(map(operator.mul, [1, 2, 3], [4, 5, 6]))\nb = functools.reduce(operator.add, [[1], [2, 3]], [])\n"
    "c = operator.truediv(4, 2), operator.neg(3), operator.lt(1, 2), operator.getitem([1, 2], 1), operator.contains('ab', 'a')\n"
    "d = functools.partial(operator.mul, 3)(4)\n# known: a b c d",
    "on tensors of another kind": "a = operator.add(1, 'x') if 0 else operator.not_([])\n# known: a",
    "in place": "x = [1]\ny = operator.iadd(x, [2])\na = x, y is x\n# known: a",
    "itemgetter": "a = sorted([('a', 3), ('b', 1)], key=itemgetter(1))\nb = itemgetter('x', 'y')({'x': 1, 'y': 2})\nc = itemgetter(1)([4, 5])\n# known: a b c",
    "attrgetter": "a = [q.n for q in sorted([Q(3), Q(1)], key=attrgetter('n'))]\nb = attrgetter('n', 'n')(Q(4))\n# known: a b",
    "methodcaller": "a = methodcaller('f', 3)(Q(4))\nb = methodcaller('upper')('ab')\n# known: a b",
}
ITERATORS: Final = {
    "accumulate": "a = list(itertools.accumulate([1, 2, 3]))\nb = list(itertools.accumulate([1, 2, 3], operator.mul))\n"
    "c = list(itertools.accumulate([1, 2, 3], lambda a, b: a * 2 + b, initial=1))\n# known: a b c",
    "without end": "a = list(itertools.islice(itertools.count(2), 3))\nb = list(zip(itertools.count(), 'ab'))\n"
    "c = list(itertools.islice(itertools.cycle([1, 2]), 5))\nd = list(zip(range(3), itertools.repeat(7)))\n"
    "e = list(map(pow, [2, 3], itertools.repeat(2)))\nf = [x for x, _ in zip(itertools.cycle('ab'), range(3))]\n# known: a b c d e f",
    "counted on": "n = itertools.count(10, 5)\na = next(n), next(n)\nb = list(itertools.islice(n, 2))\nc = next(n)\n# known: a b c",
    "counted on after zip": "n = itertools.count()\na = list(zip(n, 'ab'))\nb = next(n)\nm = itertools.count()\nc = list(zip('ab', m))\nd = next(m)",
    "counted on a branch": "n = itertools.count()\nimport random\nif random.random() < 2:\n    next(n)\na = next(n)",
    "a cycle of a list that grows": "l = [1, 2]\nn = itertools.cycle(l)\nl.append(3)\na = [next(n), next(n), next(n)]",
    "what a cycle gives is changed": "l = [[1]]\nn = itertools.cycle(l)\nnext(n).append(2)\na = l, next(n)",
    "in a loop": "a = []\nfor i, c in zip(itertools.count(1), 'ab'):\n    a.append((i, c))\nfor i, u in enumerate(itertools.islice(itertools.cycle([8, 4]), 3)):\n    a.append(i * u)\n# known: a",
    "an endless loop that is left": "n = itertools.count()\nfor i in n:\n    if i > 3:\n        break\na = next(n)\nb = i",
    "passed on": "import random\nn = itertools.count()\ns = itertools.islice(n, 2)\nz = zip(n, 'abc')\nrandom.sample(list(z), 1)\na = next(n)\nm = itertools.count()\nrandom.shuffle([itertools.islice(m, 1)])\nb = next(m)",
    "longest": "a = list(itertools.zip_longest([1, 2], [3], fillvalue=0))\nb = list(itertools.zip_longest('ab', [1]))\n# known: a b",
    "a part of an iterator": "it = iter(range(10))\na = list(itertools.islice(it, 2))\nb = list(itertools.islice(it, 1, 5, 2))\nc = next(it)\n# known: a b c",
    "a part of a list": "a = list(itertools.islice([1, 2, 3, 4], 1, None, 2))\nl = [1]\ni = itertools.islice(l, 2)\nl.append(5)\nb = list(i)\n# known: a",
    "a part of a generator": "seen = []\ndef g():\n    for i in range(5):\n        seen.append(i)\n        yield i\na = list(itertools.islice(g(), 2))\nb = len(seen)",
    "starmap": "a = list(itertools.starmap(pow, [(2, 3), (3, 2)]))\n# known: a",
    "while": "a = list(itertools.takewhile(lambda v: v < 3, [1, 2, 3, 1]))\nb = list(itertools.dropwhile(lambda v: v < 3, [1, 2, 3, 1]))\n"
    "c = list(itertools.takewhile(bool, [1, 2]))\nd = list(itertools.dropwhile(bool, [1, 2]))\ne = list(itertools.filterfalse(None, [0, 1]))\n# known: a b c d e",
    "while of an iterator": "it = iter([1, 5, 2])\na = list(itertools.takewhile(lambda v: v < 3, it))\nb = list(it)",
    "effects of takewhile": "seen = []\na = list(itertools.takewhile(lambda v: seen.append(v) or v < 3, [1, 2, 3, 1]))\nb = seen",
    "groups": "a = [k for k, g in itertools.groupby([1, 1, 2, 3, 3])]\nb = [(k, list(g)) for k, g in itertools.groupby('aab')]\n"
    "c = [k for k, _ in itertools.groupby([1, 3, 2], key=lambda v: v % 2)]\nd = [list(g) for k, g in list(itertools.groupby('aab'))]\n# known: a c",
    "pairs": "a = list(itertools.pairwise([1, 2, 3]))\nb = list(itertools.pairwise([]))\n# known: a b",
    "product": "a = list(itertools.product([1, 2], repeat=2))\nb = list(itertools.combinations_with_replacement([1, 2], 2))\n# known: a b",
}
PURE: Final = {
    "math": "a = math.comb(5, 2), math.factorial(4), math.hypot(3, 4), math.lcm(4, 6), math.isclose(0.1 + 0.2, 0.3), math.tau, math.fsum([1, 2])\n# known: a",
    "json": 'a = json.loads(\'{"layers": [{"units": 8}], "rate": 0.5, "x": null}\')\nb = a[\'layers\'][0][\'units\']\n'
    "c = json.loads(json.dumps({'a': [1, (2, 3)], 'b': None}))\nd = json.dumps({'b': 1, 'a': 2}, sort_keys=True, indent=2)\n# known: a b c d",
    "json that is changed": "a = json.loads('[[1]]')\nb = json.loads('[[1]]')\na[0].append(2)\nc = a, b\n# known: c",
    "json of what is not known": "import random\na = json.dumps({'a': random.random()})\nb = json.loads('nothing') if 0 else 1",
    "literals": "a = ast.literal_eval(\"{'a': (1, 2), 'b': [3]}\")\n# known: a",
    "paths": "a = os.path.basename('/a/b.txt'), os.path.splitext('m.keras')[1], os.path.basename(os.path.join('a', 'b.h5')), os.path.dirname('/a/b')\n# known: a",
    "numbers": "a = (8).bit_length(), (3.0).is_integer(), (3).real, (7).conjugate(), bin(5), hex(255), format(3.14159, '.2f')\nb = b'ab'.decode('utf-8')\n# known: a b",
}
TEXTS: Final = {
    "methods": "a = 'abc'.zfill(5), 'a'.center(5, '*'), 'ab'.ljust(4, '.'), 'ab'.rjust(4), 'aB'.swapcase(), 'abc'.isalpha(), 'a1'.isalnum(), 'abc'.rindex('c')\n"
    "b = '{x}'.format_map({'x': 1})\n# known: a b",
    "of containers": "a = f\"{[1, 2]} {(1,)} {None} {dict(a='b')} {()}\"\nb = str([1, 'a', None]), repr((1, 2)), '%r %s' % ('a', [1])\n"
    "c = '%(n)s-%(m)03d' % {'n': 'a', 'm': 4}\nd = '{} {}'.format([1], {'a': 1}), '{0[0]}'.format([5])\n# known: a b c d",
    "of objects": "class A:\n    def __repr__(self):\n        return 'A!'\nclass B(A):\n    def __str__(self):\n        return 'b'\n"
    "a = str(A()), f'{A()}', [A()], str(B()), repr(B()), f'{[B()]}', f'{B()!r}'\nb = f'{Q(1)}' != ''\nc = str(A()), f'{A()} {B()}', f'{[B()]}', f'{B()!r}'\n# known: c",
    "with a width": "w = 8\na = f'{3.14159:{w}.{2}f}', f'{5:>5}', f'{True}', f'{12345:,}', f'{0.25:.1%}'\nb = f'{[1]:>5}' if 0 else 1\n# known: a b",
    "of a list that contains itself": "l = [1]\nl.append(l)\na = str(l)",
}
CONTAINERS: Final = {
    "deque": "from collections import deque\nd = deque([1, 2, 3], maxlen=3)\nd.append(4)\na = list(d)\nd.appendleft(0)\nb = list(d), d.pop(), d.popleft(), len(d)\n"
    "e = deque()\ne.extend([5, 6])\ne.extendleft([7, 8])\ne.rotate(1)\nc = list(e), e[0], e[-1], bool(deque()), 5 in e, sum(e)\n# known: a b c",
    "a queue": "from collections import deque\nq = deque([1])\nseen = []\nwhile q:\n    v = q.popleft()\n    seen.append(v)\n    if v < 4:\n        q.append(v + 1)\na = seen\n# known: a",
    "a deque is no list": "from collections import deque\nd = deque([1])\na = isinstance(d, list), d == [1], d == deque([1]), type(d) is list, str(d)\nd += [2, 3]\nb = list(d)\nc = d.copy()\nc.append(1)\ne = len(d), len(c)\n# known: b e",
    "a deque that grows by more than it holds": "from collections import deque\nd = deque([1, 2], 2)\nd += [3]\nd.extend([4, 5, 6])\na = list(d)\nd.insert(0, 9) if 0 else None\nimport copy\ne = copy.copy(d)\ne.append(7)\nb = list(e), list(d)\n# known: a b",
    "a deque on a branch": "from collections import deque\nimport random\nd = deque([1, 2])\nif random.random() < 2:\n    d.popleft()\na = list(d)\nb = len(d)",
    "Counter": "from collections import Counter\nc = Counter('abca')\na = c['a'], c['zz'], 'zz' in c, c.most_common(1), sum(c.values()), c.total()\nc.update('aa')\nc.subtract({'b': 3})\nc['q'] += 2\nb = dict(c), sorted(Counter(x=2).elements())\n"
    "e = max(c, key=c.get), [k for k, v in c.items() if v > 1], isinstance(c, dict)\nf = Counter(a=0) == Counter(), Counter('ab') == Counter('ba')\n# known: a b e",
    "ordered": "from collections import OrderedDict\nd = OrderedDict([('a', 1), ('b', 2)])\nd['c'] = 3\nd.move_to_end('a')\na = list(d)\nd.move_to_end('a', last=False)\nb = list(d), d.popitem(last=False), list(d.items())\n# known: a b",
    "defaults are lost by no copy": "from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\ne = d.copy()\na = e['a']\nb = e['z']\n# known: a",
    "dicts of several kinds joined": "from collections import defaultdict, Counter\nd = defaultdict(list, a=[1]) | {'b': 2}\na = d['a'], d['b']\nb = d['z']\n"
    "c = Counter('aab') | Counter('ab')\ne = Counter('a')\ne |= Counter('aa')\nf = e['a']\n# known: a b",
    "slices": "m = list(range(10))\nm[2:4] = []\na = m[:]\nm[len(m):] = [99]\nm[::3] = [0] * len(m[::3])\nm[1:3] = (7, 7, 7)\nb = m\nn = [1, 2]\nn[:] = iter('ab')\nc = n\n# known: a b c",
    "a slice that does not fit": "m = [1, 2, 3, 4]\ntry:\n    m[::2] = [1]\nexcept ValueError:\n    pass\na = m",
    "a slice that is not known": "import random\nm = [1, 2, 3]\nm[random.randrange(3):] = [5]\na = m\nb = len(m)",
    "sets": "a = sorted({1, 2}.union([3], (4,))), sorted({1, 2}.intersection([2])), sorted({1, 2}.difference({1})), sorted({1}.symmetric_difference({2}))\n"
    "b = {1}.issubset([1, 2]), {1, 2}.issuperset({1}), {1}.isdisjoint({2}), {1} <= {1, 2}, {1} < {1}, {1, 2} > {1}\ns = {1, 2, 3}\ns.difference_update([2])\ns.intersection_update({3, 9})\nc = s.pop(), len(s)\n# known: a b c",
    "lists in order": "a = [1, 2] < [1, 3], [] < [0], [2] >= [2]\nb = [[1]] < [[2]]\n# known: a",
    "fromkeys": "a = dict.fromkeys(['a', 'b'], 0), dict.fromkeys('ab')\nd = dict.fromkeys(range(2), [])\nd[0].append(1)\nb = d\n# known: a b",
}
TYPES: Final = {
    "methods of types": "a = sorted(['b', 'A'], key=str.lower), list(map(str.upper, ['a', 'b'])), str.join(',', ['a', 'b']), dict.get({'a': 1}, 'a'), int.bit_length(255)\n"
    "b = 'abc'.translate(str.maketrans('a', 'x')), list(map(str.strip, [' a'])), int('0x1f', 16), int('101', 2), pow(2, 10, 1000), int.__name__\nx = []\nlist.append(x, 3)\nc = x\n# known: a b c",
    "a method of the wrong type": "try:\n    a = str.lower(3)\nexcept TypeError:\n    a = 0",
    "past its own setter": "class A:\n    def __setattr__(self, name, value):\n        raise AttributeError\n    def __init__(self):\n        object.__setattr__(self, 'n', 3)\na = A().n\n# known: a",
    "frozen": "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass A:\n    n: int = 2\n    m: int = field(init=False)\n    def __post_init__(self):\n        object.__setattr__(self, 'm', self.n * 2)\na = A().m\n# known: a",
    "classes": "class A:\n    n = 3\nclass B(A):\n    pass\na = issubclass(B, A), issubclass(A, B), issubclass(bool, int), issubclass(B, (int, A)), type(B()) == A, type(B()) is B, B is A\n"
    "b = hasattr(A, 'n'), hasattr(A, 'zz'), hasattr(B, 'n')\nx = B()\nx.d = 3\ndelattr(x, 'd')\nc = hasattr(x, 'd')\n# known: a b c",
    "classes of a function": "def f():\n    class A:\n        pass\n    return A\na = f() is f(), f() == f()",
    "named tuples and what they derive from": "from typing import NamedTuple\nclass A(NamedTuple):\n    n: int\na = issubclass(A, tuple), issubclass(A, object)",
    "cast": "from typing import cast\na = cast(int, 3), cast('int', 4)\n# known: a",
}
CACHES: Final = {
    "cached": "from functools import lru_cache, cache\n@lru_cache(maxsize=None)\ndef fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n@cache\ndef sq(n):\n    return n * n\n@lru_cache\ndef tr(n, k=3):\n    return n * k\n"
    "a = fib(20), sq(4), tr(2), tr(2, k=4)\n# known: a",
    "one and the same": "from functools import cache\ncalls = []\n@cache\ndef f(n):\n    calls.append(n)\n    return [n]\nf(1).append(5)\na = f(1), f(2), len(calls)\n# known: a",
    "on a branch": "from functools import cache\nimport random\ncalls = []\n@cache\ndef f(n):\n    calls.append(n)\n    return [n]\nif random.random() < 2:\n    f(1).append(2)\na = f(1)\nb = len(calls)",
    "of what is not known": "from functools import cache\nimport random\ncalls = []\n@cache\ndef f(n):\n    calls.append(n)\n    return [n]\nf(1).append(2)\na = f(random.randrange(1, 2))\nb = f(1), len(calls)",
    "with a limit": "from functools import lru_cache\n@lru_cache(maxsize=1)\ndef f(n):\n    return [n]\nf(1).append(3)\nf(2)\na = f(1)",
    "a method": "from functools import lru_cache\nclass A:\n    @lru_cache\n    def f(self, n):\n        return n\na = A().f(3)",
}
PROGRAMS: Final = {
    f"{group}: {name}": THINGS + program
    for group, programs in (
        ("operators", OPERATORS),
        ("iterators", ITERATORS),
        ("pure", PURE),
        ("texts", TEXTS),
        ("containers", CONTAINERS),
        ("types", TYPES),
        ("caches", CACHES),
    )
    for name, program in programs.items()
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_standard_library(program: str) -> None:
    assert_true_of_python(program)
