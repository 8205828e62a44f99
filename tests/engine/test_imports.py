"""Programs of several modules, executed as Python executes them. See `projects` for how they are written."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

import pytest

from engine.projects import assert_true, assert_true_of_python
from engine.random_projects import random_project

COUNTER: Final = """
        # file: state.py
        n = 0
        def step():
            global n
            n += 1
            return n
    """
"""A module that counts, for programs whose modules call it in turn."""

STATEMENTS: Final = {
    "import": """
        # file: main.py
        import settings
        x = settings.UNITS
        # known: x
        # file: settings.py
        UNITS = 64
    """,
    "import as": """
        # file: main.py
        import settings as s, other
        x, y = s.UNITS, other.s
        # known: x y
        # file: settings.py
        UNITS = 64
        # file: other.py
        s = 'text'
    """,
    "from import": """
        # file: main.py
        from settings import UNITS, double as twice
        x = twice(UNITS)
        # known: x
        # file: settings.py
        UNITS = 64
        def double(n):
            return n * FACTOR
        FACTOR = 2
    """,
    "a module of a package": """
        # file: main.py
        import package.inner.module
        import package.other as o
        from package import inner
        from package.inner import module as m
        x = package.inner.module.X, package.other.Y, o.Y, inner.module.X, m.X, package.Z
        # known: x
        # file: package/__init__.py
        Z = 0
        # file: package/other.py
        Y = 1
        # file: package/inner/__init__.py
        # file: package/inner/module.py
        X = 2
    """,
    "relative": """
        # file: main.py
        from package.inner.module import x
        # known: x
        # file: package/__init__.py
        Z = 0
        # file: package/other.py
        Y = 1
        # file: package/inner/__init__.py
        W = 5
        # file: package/inner/sibling.py
        V = 7
        # file: package/inner/module.py
        from . import W, sibling
        from .sibling import V as v
        from .. import Z, other as o
        from ..other import Y
        x = W, sibling.V, v, Z, o.Y, Y
    """,
    "re-exports": """
        # file: main.py
        from package import make, Kind
        import package as p
        x, y, z = make(3), Kind.SIZE, p.make(4)
        # known: x y z
        # file: package/__init__.py
        from .building import make
        from .kinds import Kind
        # file: package/building.py
        from .kinds import Kind
        def make(n):
            return n * Kind.SIZE
        # file: package/kinds.py
        class Kind:
            SIZE = 10
    """,
    "a package without __init__.py": """
        # file: main.py
        import space.module
        from space import module as m
        from space.deep.inner import Y
        x, y = space.module.X, Y
        # known: x y
        # file: space/module.py
        X = 1
        # file: space/deep/inner.py
        from ..module import X
        Y = X + 1
    """,
    "star": """
        # file: main.py
        from module import *
        x = a, b, f()
        try:
            y = _hidden
        except NameError:
            y = 'hidden'
        # known: x
        # file: module.py
        from other import b
        a, _hidden = 1, 2
        def f():
            return _hidden
        # file: other.py
        b = 3
    """,
    "star with __all__": """
        # file: main.py
        a = 'mine'
        from package import *
        x = _b, a, module.M
        # known: x
        # file: package/__init__.py
        __all__ = ['_b', 'module']
        __all__ += ['c']
        a, _b, c = 1, 2, 3
        # file: package/module.py
        M = 4
    """,
    "star of names that are changed": """
        # file: main.py
        from module import *
        n = 5
        from module import *
        x = n
        # known: x
        # file: module.py
        n = 1
        n = 2
    """,
    "__all__ that is computed": """
        # file: main.py
        a = b = 'mine'
        from module import *
        # file: module.py
        import other
        __all__ = [name for name in dir(other) if name == 'b']
        a, b = 1, 2
        # file: other.py
        b = 5
    """,
    "inside a function": """
        # file: main.py
        def f():
            from module import X
            import package.inner as p
            return X + p.Y
        x = f()
        # known: x
        # file: module.py
        X = 1
        # file: package/__init__.py
        # file: package/inner.py
        Y = 2
    """,
    "inside a class": """
        # file: main.py
        class A:
            from module import X, f
            import module as m
            y = X + 1
            def g(self):
                return self.X, A.m.X, self.f()
        a = A()
        x, y, z = a.g(), A.X, A.y
        # known: y z
        # file: module.py
        X = 1
        def f(self):
            return self.y
    """,
    "one of two modules": """
        # file: main.py
        if unknown():
            from one import X, f
        else:
            from two import X, f
        x = f(X)
        # file: one.py
        X = 1
        def f(x):
            return x + 1
        # file: two.py
        X = 10
        def f(x):
            return x * 5
    """,
    "a module or nothing": """
        # file: main.py
        X = g = m = None
        if unknown():
            from one import X, g
            import one as m
        x = 0 if X is None else X
        y = g() if g else 5
        z = m.X if m else 7
        w = m is None
        # file: one.py
        X = 1
        def g():
            return 2
    """,
    "try": """
        # file: main.py
        try:
            import missing_module as m
        except ImportError:
            m = None
        try:
            from one import X
        except ImportError:
            X = 5
        try:
            from one import Y
        except ImportError:
            Y = 6
        try:
            from .one import X as Z
        except ImportError:
            from one import X as Z
        x = m is None
        # file: one.py
        X = 1
    """,
    "a module that raises": """
        # file: main.py
        try:
            import bad
        except ImportError:
            bad = None
        try:
            from worse import X
        except ValueError:
            X = 2
        x = bad is None
        y = X
        # file: bad.py
        Y = 1
        raise ImportError('no')
        # file: worse.py
        X = 1
        def fail():
            raise ValueError('no')
        fail()
    """,
    "importlib": """
        # file: main.py
        import importlib
        from importlib import import_module
        m = importlib.import_module('package.inner')
        x = m.X
        n = import_module('.inner', package='package')
        y = n.X
        z = m is n
        name = 'package'
        p = import_module(name + '.inner')
        w = p.X
        # known: x w
        # file: package/__init__.py
        # file: package/inner.py
        X = 3
    """,
    "__import__": """
        # file: main.py
        m = __import__('package.inner')
        x = m.Y, m.inner.X
        # file: package/__init__.py
        Y = 1
        # file: package/inner.py
        X = 3
    """,
    "__getattr__ of a module": """
        # file: main.py
        import lazy
        from lazy import thing
        x, y, z = lazy.anything, thing, lazy.known
        # file: lazy.py
        known = 1
        def __getattr__(name):
            return 'made ' + name
    """,
    "a submodule by __getattr__": """
        # file: main.py
        import package
        x = package.other.X
        # file: package/__init__.py
        def __getattr__(name):
            class Other:
                X = 5
            return Other
        # file: package/other.py
        X = 1
    """,
    "a name and a submodule": """
        # file: main.py
        from package import thing
        import package.thing as t
        import package
        x, y = thing, package.thing
        # file: package/__init__.py
        from .thing import thing
        # file: package/thing.py
        def thing():
            return 1
    """,
    "a name of a package over a submodule": """
        # file: main.py
        from package import thing
        x = thing
        from package.thing import X
        from package import thing as again
        y = again
        # file: package/__init__.py
        thing = 5
        # file: package/thing.py
        X = 1
    """,
    "a submodule that was imported by another": """
        # file: main.py
        import package
        import other
        x = package.inner.X
        y = hasattr(package, 'outer')
        # file: other.py
        import package.inner
        # file: package/__init__.py
        # file: package/inner.py
        X = 1
        # file: package/outer.py
    """,
    "asking a module": """
        # file: main.py
        import module, one
        a = hasattr(module, 'X'), hasattr(module, 'Y')
        b = getattr(module, 'X'), getattr(module, 'Y', 5)
        c = module.__name__, module is one.module, module == one
        d = bool(module)
        e = 'X' in dir(module), isinstance(module, int)
        f = {module: 1}[one.module]
        g = callable(module)
        h = [m.X for m in (module, one.module)]
        # known: h
        # file: one.py
        import module
        # file: module.py
        X = 1
    """,
    "deleting": """
        # file: main.py
        from module import a, b
        import module
        del a
        del module.b
        try:
            x = module.b
        except AttributeError:
            x = 5
        y = b
        a = 7
        # file: module.py
        a, b = 1, 2
    """,
    "a name beside a module of Python's": """
        # file: main.py
        import types_ as types, math
        x = math.floor(2.5), types.X
        # file: types_.py
        X = 1
    """,
}

STATE: Final = {
    "an attribute of a module": """
        # file: main.py
        import config
        config.UNITS = 8
        config.NEW = 'n'
        from building import units, add
        x = units(), config.UNITS, add(1), config.NEW
        from config import UNITS
        y = UNITS
        # known: x y
        # file: config.py
        UNITS = 4
        # file: building.py
        import config
        def units():
            return config.UNITS
        def add(n):
            return n + config.UNITS
    """,
    "an attribute that is set before another module reads it": """
        # file: main.py
        import config
        config.UNITS = 8
        import building
        x = building.UNITS
        y = building.make()
        z = building.Kind.units
        # file: config.py
        UNITS = 4
        # file: building.py
        import config
        UNITS = config.UNITS
        def make(units=config.UNITS):
            return units
        class Kind:
            units = config.UNITS
    """,
    "a name that was imported stays as it was": """
        # file: main.py
        from config import UNITS
        import config
        config.UNITS = 8
        x = UNITS
        y = config.UNITS
        # known: y
        # file: config.py
        UNITS = 4
    """,
    "a name that was imported by another module stays as it was": """
        # file: main.py
        import config, user
        config.UNITS = 8
        x = user.get()
        y = user.UNITS
        # file: config.py
        UNITS = 4
        # file: user.py
        from config import UNITS
        def get():
            return UNITS
    """,
    "a name that is imported again and again": """
        # file: main.py
        from counting import step
        def now():
            from counting import n
            return n
        a = now()
        step()
        b = now()
        from counting import n
        step()
        c = n, now()
        # file: counting.py
        n = 0
        def step():
            global n
            n += 1
    """,
    "global": """
        # file: main.py
        import counting
        from counting import step, get
        n = 'mine'
        a = step(), step(), counting.step()
        b = get(), counting.n, n
        # known: a b n
        # file: counting.py
        n = 0
        def step():
            global n
            n += 1
            return n
        def get():
            return n
    """,
    "global in a function called by another module's": """
        # file: main.py
        import one, two
        n = 0
        x = two.call(), two.n, one.n, n
        # known: x n
        # file: one.py
        n = 10
        def set_it():
            global n, new
            n, new = 11, 12
            return new
        # file: two.py
        from one import set_it
        n = 20
        def call():
            return set_it()
    """,
    "a registry": """
        # file: main.py
        from registry import REGISTRY, build
        import one, two
        x = list(REGISTRY)
        y = build('one'), len(REGISTRY)
        # file: registry.py
        REGISTRY = {}
        def register(name):
            def decorator(function):
                REGISTRY[name] = function
                return function
            return decorator
        def build(name):
            return REGISTRY[name]()
        # file: one.py
        from registry import register
        @register('one')
        def make():
            return 1
        # file: two.py
        from registry import register
        @register('two')
        def make():
            return 2
    """,
    "a registry that is not empty": """
        # file: main.py
        from registry import REGISTRY
        import one
        x = len(REGISTRY)
        y = REGISTRY.get('one', 'missing')
        # file: registry.py
        REGISTRY = {'first': 1}
        # file: one.py
        from registry import REGISTRY
        REGISTRY['one'] = 2
    """,
    "a registry filled by what a package imports": """
        # file: main.py
        from package.registry import ORDER, NAMES
        x = len(ORDER)
        y = tuple(NAMES)
        # file: package/__init__.py
        from . import one
        from .two import make
        # file: package/registry.py
        ORDER = ['start']
        NAMES = {'start': 0}
        def register(function):
            ORDER.append(function.__name__)
            NAMES[function.__name__] = len(NAMES)
            return function
        # file: package/one.py
        from .registry import register
        @register
        def one():
            pass
        # file: package/two.py
        from .registry import register
        @register
        def make():
            pass
    """,
    "a registry filled by a module that a module imports": """
        # file: main.py
        from registry import ITEMS
        import outer
        x = len(ITEMS)
        # file: registry.py
        ITEMS = [0]
        # file: outer.py
        import inner
        # file: inner.py
        from registry import ITEMS
        ITEMS += [1]
    """,
    "a class attribute that another module sets": """
        # file: main.py
        from base import Base
        import patching
        x, y = Base.size, Base().get()
        # file: base.py
        class Base:
            size = 1
            def get(self):
                return self.size
        # file: patching.py
        from base import Base
        Base.size = 2
        def get(self):
            return 'patched'
        Base.get = get
    """,
    "counting by two modules": """
        # file: main.py
        import state
        import one
        import two
        x = state.n, one.mine, two.mine, len(state.items)
        # file: state.py
        n = 0
        items = [0]
        def step():
            global n
            n += 1
            items.append('x')
            return n
        # file: one.py
        import state
        mine = state.step()
        # file: two.py
        import state
        mine = state.step()
    """,
    "counting by modules that import each other": """
        # file: main.py
        import one
        import two
        import three
        import state
        x = state.n, one.mine, two.mine, three.mine
        # file: one.py
        import state, two
        mine = state.step()
        # file: two.py
        import state
        mine = state.step()
        # file: three.py
        import state, one
        mine = state.step()
    """
    + COUNTER,
    "counting in the main module as well": """
        # file: main.py
        import state, one
        state.step()
        import two
        state.step()
        x = state.n, one.mine, two.mine
        # file: one.py
        import state
        mine = state.step()
        # file: two.py
        import state, one
        mine = state.step()
    """
    + COUNTER,
    "counting on a branch": """
        # file: main.py
        import state
        if unknown():
            import one
        else:
            state.step()
            state.step()
        import two
        x = state.n, two.mine
        # file: one.py
        import state
        mine = state.step()
        # file: two.py
        import state
        mine = state.step()
    """
    + COUNTER,
    "a list that a function of another module fills": """
        # file: main.py
        from logs import note, LOG
        note('a')
        note('b')
        x = LOG, len(LOG)
        # known: x
        # file: logs.py
        LOG = ['start']
        def note(text):
            LOG.append(text)
    """,
    "a list that is given to another module": """
        # file: main.py
        from filling import fill, keep, kept
        items = [1]
        fill(items)
        keep(items)
        items.append(3)
        x = items, kept
        # file: filling.py
        kept = []
        def fill(items):
            items.append(2)
        def keep(one):
            kept.append(one)
    """,
    "an unknown function gets a function of another module": """
        # file: main.py
        import module, config
        unknown(module.change)
        x = module.ITEMS, config.N, module.TOTAL
        # file: module.py
        import config
        from config import LIST
        ITEMS, TOTAL = [1], 2
        def change():
            global TOTAL
            ITEMS.append(2)
            config.N = 3
            TOTAL += 1
            LIST.append(4)
        # file: config.py
        N = 1
        LIST = [1]
    """,
    "an unknown function gets a module": """
        # file: main.py
        import config
        def change(what):
            what.N = 5
            what.ITEMS.append(1)
        (change if unknown() else unknown)(config)
        x = config.N, config.ITEMS
        # file: config.py
        N = 1
        ITEMS = [1]
    """,
    "a generator of another module": """
        # file: main.py
        from module import numbers, seen
        x = list(numbers(3))
        y = seen
        # file: module.py
        seen = []
        def numbers(n):
            for i in range(n):
                seen.append(i)
                yield i
    """,
    "memory of a function": """
        # file: main.py
        from module import f, cached
        x = f(1), f(2)
        y = cached(3), cached(3)
        # file: module.py
        def f(n, seen=[]):
            seen.append(n)
            return len(seen)
        _cache = {}
        def cached(n):
            if n not in _cache:
                _cache[n] = len(_cache)
            return _cache[n]
    """,
    "closures": """
        # file: main.py
        from module import counter, shared
        a, b = counter(), counter()
        x = a(), a(), b(), shared(), shared()
        # known: x
        # file: module.py
        def counter():
            n = 0
            def step():
                nonlocal n
                n += 1
                return n
            return step
        shared = counter()
    """,
    "a loop over something unknown": """
        # file: main.py
        import state
        for i in range(unknown()):
            state.step()
            from late import X
        x = state.n
        # file: state.py
        n = 0
        def step():
            global n
            n += 1
        # file: late.py
        import state
        state.step()
        X = state.n
    """,
    "two names of one list": """
        # file: main.py
        from a import items
        from b import again
        import a
        items.append(1)
        a.items.append(2)
        again.append(3)
        x = items is again
        # file: a.py
        items = []
        # file: b.py
        from a import items as again
    """,
    "a setting by a function": """
        # file: main.py
        import config
        config.setup(size=3)
        import late
        x = late.SIZE, late.NAMES, late.f(), late.g()
        # file: config.py
        values = {'size': 1}
        def setup(**given):
            values.update(given)
        # file: late.py
        from config import values
        SIZE = values['size']
        NAMES = [SIZE]
        def f():
            return SIZE
        if SIZE == 1:
            def g():
                return 'one'
        else:
            def g():
                return 'more'
    """,
    "exec": """
        # file: main.py
        import module
        module.run()
        x = module.a
        a = 1
        # file: module.py
        a = 5
        def run():
            exec('global a; a = 6')
            globals()['a'] = 7
    """,
}

CLASSES: Final = {
    "inheritance": """
        # file: main.py
        from base import Base
        import base
        class A(Base):
            def __init__(self, n):
                super().__init__(n)
                self.more = self.twice()
        class B(base.Base):
            size = 5
        a, b = A(2), B(3)
        x = a.n, a.more, a.size, b.size, b.twice(), isinstance(a, Base), isinstance(b, A), B.made
        # file: base.py
        class Base:
            size = 1
            made = 0
            def __init__(self, n):
                self.n = n
                Base.made += 1
            def twice(self):
                return self.n * 2
    """,
    "mixed in": """
        # file: main.py
        from one import One
        from two import Two
        class A(One, Two):
            def f(self):
                return ('A', *super().f())
        x = A().f(), Two().f()
        # known: x
        # file: root.py
        class Root:
            def f(self):
                return ('Root',)
        # file: one.py
        from root import Root
        class One(Root):
            def f(self):
                return ('One', *super().f())
        # file: two.py
        import root
        class Two(root.Root):
            def f(self):
                return ('Two', *super().f())
    """,
    "class-level state": """
        # file: main.py
        from module import Counter
        a, b = Counter(), Counter()
        x = Counter.count, Counter.items, a.name, b.name
        # file: module.py
        class Counter:
            count = 0
            items = []
            def __init__(self):
                Counter.count += 1
                self.items.append(Counter.count)
                self.name = 'counter_%d' % Counter.count
    """,
    "__init_subclass__": """
        # file: main.py
        from base import Base
        import one
        x = len(Base.known)
        class Two(Base):
            pass
        y = Base.known
        # file: base.py
        class Base:
            known = ['base']
            def __init_subclass__(cls, **kwargs):
                super().__init_subclass__(**kwargs)
                Base.known.append(cls.__name__)
        # file: one.py
        from base import Base
        class One(Base):
            pass
    """,
    "a decorator that registers a class": """
        # file: main.py
        from registry import register, KINDS
        from kinds import Small
        @register
        class Big:
            n = 100
        x = len(KINDS), Small.n, Big.n
        # file: registry.py
        KINDS = {'none': None}
        def register(cls):
            KINDS[cls.__name__] = cls
            return cls
        # file: kinds.py
        from registry import register
        @register
        class Small:
            n = 1
    """,
    "properties and static methods": """
        # file: main.py
        from module import Box, make
        b = make(3)
        x = b.size, Box.of(4).size, b.double(2), type(b) is Box
        b.size = 9
        y = b.n
        # file: module.py
        class Box:
            def __init__(self, n):
                self.n = n
            @property
            def size(self):
                return self.n + OFFSET
            @size.setter
            def size(self, value):
                self.n = value
            @staticmethod
            def double(n):
                return n * 2
            @classmethod
            def of(cls, n):
                return cls(n)
        OFFSET = 1
        def make(n):
            return Box(n)
    """,
}

CYCLES: Final = {
    "functions": """
        # file: main.py
        import even
        x = even.is_even(6), even.is_even(3)
        # known: x
        # file: even.py
        import odd
        def is_even(n):
            return True if n == 0 else odd.is_odd(n - 1)
        # file: odd.py
        import even
        def is_odd(n):
            return False if n == 0 else even.is_even(n - 1)
    """,
    "names that are there already": """
        # file: main.py
        import one
        x = one.Y, one.X
        # file: one.py
        X = 1
        from two import Y
        # file: two.py
        from one import X
        Y = X + 1
    """,
    "names that come later": """
        # file: main.py
        import one
        x = one.two.seen, one.X, one.two.get()
        # file: one.py
        import two
        X = 1
        # file: two.py
        import one
        seen = getattr(one, 'X', 'not yet')
        def get():
            return one.X
    """,
    "names that change": """
        # file: main.py
        import one
        x = one.two.seen, one.X, one.two.items
        # file: one.py
        X = 1
        items = [1]
        import two
        X = 2
        items.append(2)
        # file: two.py
        import one
        seen = one.X
        items = len(one.items)
    """,
    "through the main module": """
        # file: main.py
        X = 1
        import other
        X = 2
        x = getattr(other, 'Y', 3)
        # file: other.py
        import main
        Y = main.X
    """,
    "of three": """
        # file: main.py
        from one import One
        x = One().make().make().name, One.size
        # file: one.py
        from base import Base
        import two
        class One(Base):
            size = 3
            name = 'one'
            def make(self):
                return two.Two()
        # file: two.py
        import three
        from base import Base
        class Two(Base):
            name = 'two'
            def make(self):
                return three.Three()
        # file: three.py
        import one
        from base import Base
        class Three(Base):
            name = 'three'
            def size(self):
                return one.One.size
        # file: base.py
        class Base:
            pass
    """,
    "of a package and its modules": """
        # file: main.py
        import package
        from package import build
        x = build(2), package.VERSION, package.building.text()
        # file: package/__init__.py
        VERSION = '1'
        from package.building import build
        # file: package/building.py
        import package
        from package import VERSION, helping
        def build(n):
            return helping.add(n), VERSION
        def text():
            return package.VERSION
        # file: package/helping.py
        from package import VERSION
        import package.building as b
        def add(n):
            return n + len(VERSION)
    """,
}

MAIN: Final = {
    "the guard of an imported module": """
        # file: main.py
        import module
        x = module.X, module.__name__
        if __name__ == '__main__':
            y = 'main'
        # known: y
        # file: module.py
        X = 1
        NAME = __name__
        def f():
            return __name__
        if __name__ == '__main__':
            X = 2
        z = f()
    """,
    "a name that tells the module": """
        # file: main.py
        from package.module import NAME, f
        x = NAME.split('.')[0], f(), __name__
        # file: package/__init__.py
        # file: package/module.py
        NAME = __name__
        def f():
            return __name__
    """,
}

BROKEN: Final = {
    "never read": """
        # file: main.py
        def f():
            import broken
            return broken.X
        x = 1
        # known: x
        # file: broken.py
        def (:
    """,
    "caught": """
        # file: main.py
        try:
            import broken
            x = broken.X
        except SyntaxError:
            x = 2
        # file: broken.py
        X = 1
        def (:
    """,
}

GROUPS: Final = {**STATEMENTS, **STATE, **CLASSES, **CYCLES, **MAIN, **BROKEN}
ANSWERS: Final = ((), (1,), (1, 1), (0, 1))


@pytest.mark.parametrize("text", GROUPS.values(), ids=GROUPS)
def test_what_is_said_is_true_of_python(text: str, tmp_path: Path) -> None:
    assert_true_of_python(tmp_path, text, ANSWERS if "unknown(" in text else ((),))


@pytest.mark.parametrize("seed", range(150))
def test_random_projects(seed: int, tmp_path: Path) -> None:
    assert_true(tmp_path, random_project(Random(seed)), ANSWERS)
