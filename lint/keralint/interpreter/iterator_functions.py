"""Functions of `itertools`, and `functools.reduce`."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, combinations, combinations_with_replacement, permutations
from itertools import product as cartesian
from typing import Any, Final

from keralint.interpreter.budget import MAX_COLLECTION
from keralint.interpreter.endless import EndlessValue, count, cycle, repeat, take
from keralint.interpreter.escape import release
from keralint.interpreter.iteration import is_late, iterate, remaining, run_over
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import binary, equal, truth
from keralint.interpreter.running import Implementation, Items, call, calling, lazily, origin_of
from keralint.interpreter.values import LATE, IteratorValue, Unknown, Value
from keralint.semantics.layer import CallArguments


def _reduce(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    from keralint.interpreter.calls import call_value  # calls look builtins up

    function, sequence, *initial = (*arguments.positional, None, None)[: max(2, len(arguments.positional))]
    items = run_over(machine, sequence)
    values = None if items is None else (*initial, *items)
    if not values:
        release(machine, arguments.positional)
        return Unknown("what is reduced is not known")
    result, *others = values
    for item in others:
        result = call_value(machine, function, CallArguments.of(result, item), machine.site(node))
    return result


def _product(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    times = arguments.keyword.get("repeat", 1)
    columns = [run_over(machine, value) for value in arguments.positional]
    columns = columns * times if type(times) is int and 0 <= times < _MOST_TIMES else [None]
    known = [column for column in columns if column is not None]
    if (
        len(known) != len(columns)
        or arguments.keyword.keys() - {"repeat"}
        or math.prod(map(len, known)) > MAX_COLLECTION
    ):
        release(machine, [item for column in known for item in column])
        return Unknown("the product is not known")
    return lazily(machine, (tuple(cartesian(*known)),), lambda rows: rows[0])


_MOST_TIMES: Final = 20


def _selections(select: Callable[[Items, int], Iterable[Items]], count: Callable[[int, int], int]) -> Implementation:
    """A function that selects so many of some elements in all ways, `count` of them."""

    def apply(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        pool, size = (*arguments.positional, None, None)[:2]
        items = run_over(machine, pool) if len(arguments.positional) == 2 else None
        known = items is not None and type(size) is int and size >= 0 and not arguments.keyword
        if items is None or type(size) is not int or not known or count(len(items), size) > MAX_COLLECTION:
            release(machine, items or arguments.positional)
            return Unknown("what is selected is not known")
        return lazily(machine, (tuple(select(items, size)),), lambda rows: rows[0])

    return apply


def _repeat(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    if len(arguments.positional) == 1 and not arguments.keyword and not arguments.star:
        return repeat(arguments.positional[0])
    value, times = (*arguments.positional, *arguments.keyword.values(), None)[:2]
    if type(times) is not int or times > MAX_COLLECTION or not arguments.positional:
        release(machine, arguments.positional)
        return Unknown("how often something is repeated is not known")
    return lazily(machine, ((value,) * times,), lambda rows: rows[0])


def _chain(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    return lazily(machine, arguments.positional, lambda columns: tuple(chain(*columns)))


def _chain_from_iterable(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    items = run_over(machine, arguments.positional[0]) if len(arguments.positional) == 1 else None
    if items is None:
        release(machine, arguments.positional)
        return Unknown("what is chained is not known")
    return _chain(machine, CallArguments(items), node)


def _columns(combine: Callable[..., Items], *options: str, least: int = 1) -> Implementation:
    """A function that makes its items of those of other iterables; `combine` takes them, and what `options` name."""

    def make(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        values, keyword = arguments.positional, arguments.keyword
        if len(values) < least or keyword.keys() - set(options) or arguments.star or arguments.double_star:
            release(machine, (*values, *keyword.values()))
            return Unknown("what is run over is not known")
        return lazily(machine, values, lambda columns: combine(*columns, **keyword))

    return make


def _all_of_longest(*columns: Items, fillvalue: Value = None) -> Items:
    return tuple(itertools.zip_longest(*columns, fillvalue=fillvalue))


def _slice(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`itertools.islice(…)`: it takes no more of an iterator than it gives."""
    source, *bounds = (*arguments.positional, None)[: max(1, len(arguments.positional))]
    plain = all(bound is None or (type(bound) is int and bound >= 0) for bound in bounds)
    if not plain or not 1 <= len(bounds) <= 3 or arguments.keyword or arguments.star or 0 in bounds[2:]:
        release(machine, arguments.positional)
        return Unknown("what is taken is not known")
    part = slice(*bounds)
    if not isinstance(source, IteratorValue):
        return lazily(machine, (source,), lambda columns: columns[0][part])
    run = partial(_taken, machine, source, part)
    return IteratorValue(None, run=run, origin=origin_of((source,)), holding=(source,))


def _taken(machine: Machine, source: IteratorValue, part: slice) -> Items | None:
    if isinstance(source, EndlessValue):
        items = None if part.stop is None else take(machine, source, part.stop)
        return None if items is None else items[part]
    late = source.slots["items"] is LATE and is_late(source)
    items = remaining(machine, source, partly=True)
    if items is None:
        return None
    rest = () if part.stop is None else items[part.stop :]
    if late:
        release(machine, rest)  # they may be others, when they are made
    machine.state.write(source.slots, "items", None if late else rest)
    return items[part]


def _accumulate(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    given = dict(zip(("iterable", "func"), arguments.positional)) | dict(arguments.keyword)
    function, initial = given.get("func"), given.get("initial")
    if "iterable" not in given or arguments.star or arguments.double_star:
        release(machine, arguments.positional)
        return Unknown("what is added up is not known")

    def combine(columns: Sequence[Items]) -> Items:
        items = columns[0] if initial is None else (initial, *columns[0])
        totals = list(items[:1])
        for item in items[1:]:
            both = (totals[-1], item)
            totals.append(
                binary(machine, "+", *both, node) if function is None else call(machine, function, both, node)
            )
        return tuple(totals)

    return calling(machine, function, [given["iterable"]], combine)


def _star_map(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    if len(arguments.positional) != 2:
        return Unknown("what is mapped is not known")
    function, sequence = arguments.positional

    def combine(columns: Sequence[Items]) -> Items | None:
        rows = [iterate(row) for row in columns[0]]
        if None in rows:
            release(machine, (*columns[0], function))
            return None
        return tuple([call(machine, function, row or (), node) for row in rows])

    return calling(machine, function, [sequence], combine)


def _while(keep: Callable[[list[bool], Items], Items]) -> Implementation:
    """A function that asks another one about each item; `keep` takes the answers needed and the items."""

    def make(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        if len(arguments.positional) != 2 or isinstance(arguments.positional[1], IteratorValue):
            release(machine, arguments.positional)
            return Unknown("what is taken is not known")
        function, sequence = arguments.positional

        def combine(columns: Sequence[Items]) -> Items | None:
            answers: list[bool] = []
            for item in columns[0]:
                answer = truth(machine, item if function is None else call(machine, function, (item,), node), node)
                if answer is None:
                    release(machine, (*columns[0], function))
                    return None
                answers.append(answer)
                if keep is not _rejected and not answer:
                    break
            return keep(answers, columns[0])

        return calling(machine, function, [sequence], combine)

    return make


def _rejected(answers: list[bool], items: Items) -> Items:
    return tuple([item for answer, item in zip(answers, items) if not answer])


def _group_by(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`itertools.groupby(…)`: the keys; a group is there only until the next one, so that it is not followed."""
    given = dict(zip(("iterable", "key"), arguments.positional)) | dict(arguments.keyword)
    key = given.get("key")
    if "iterable" not in given or arguments.star or arguments.double_star:
        release(machine, arguments.positional)
        return Unknown("what is grouped is not known")

    def combine(columns: Sequence[Items]) -> Items | None:
        release(machine, columns[0])
        keys: list[Value] = []
        for item in columns[0]:
            found = item if key is None else call(machine, key, (item,), node)
            again = equal(keys[-1], found) if keys else False
            if again is None:
                return None
            keys.extend([] if again else [found])
        return tuple([(one, IteratorValue(None)) for one in keys])

    return calling(machine, key, [given["iterable"]], combine)


ITERATORS: Final[dict[str, Implementation]] = {
    "functools.reduce": _reduce,
    "itertools.accumulate": _accumulate,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_from_iterable,
    "itertools.combinations": _selections(combinations, math.comb),
    "itertools.combinations_with_replacement": _selections(
        combinations_with_replacement, lambda items, size: math.comb(items + size, size)
    ),
    "itertools.count": count,
    "itertools.cycle": cycle,
    "itertools.dropwhile": _while(lambda answers, items: items[len(answers) - 1 :] if False in answers else ()),
    "itertools.filterfalse": _while(_rejected),
    "itertools.groupby": _group_by,
    "itertools.islice": _slice,
    "itertools.pairwise": _columns(lambda items: tuple(itertools.pairwise(items))),
    "itertools.permutations": _selections(permutations, math.perm),
    "itertools.product": _product,
    "itertools.repeat": _repeat,
    "itertools.starmap": _star_map,
    "itertools.takewhile": _while(lambda answers, items: items[: answers.index(False)] if False in answers else items),
    "itertools.zip_longest": _columns(_all_of_longest, "fillvalue"),
}
"""By dotted path."""
