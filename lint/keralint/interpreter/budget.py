"""Every limit of the interpreter, with the reason. Reaching one makes a result unknown, and is said to the user."""

from __future__ import annotations

from typing import Final

MAX_FUEL: Final = 3_000_000
"""What the execution of one file may cost: a unit is the time of about two microseconds on a slow machine, so that
whatever the file holds, it ends in a few seconds. Real model code takes a few ten thousand. No clock is asked: the same
file ends at the same place everywhere."""

FUEL_FOR_UNCALLED, FUEL_FOR_UNCALLED_STATEMENT = 60_000, 40
"""What is spent on all that nobody is known to use in a file, and beside for each of its statements: enough for nearly
every file, and little enough that a package, whose files define what others use, costs about twice its parse."""

FUEL_FOR_SURVEY: Final = 2_000_000
"""What is spent on the shapes of all that nobody uses in a file, where they are asked for."""

DISCOUNT_FOR_APPLICATIONS: Final = 8
"""One part in so many of what a model of `keras.applications` costs is counted: it is one call to the program, which a
small function makes and then goes on with."""

SHARE_OF_FUEL: Final = 3
"""One part in so many of the fuel that is left is for a function that nobody calls: one that takes too much does not
cost the others their analysis."""

LEAST_SHARE: Final = 500
"""With less than this nothing else is begun."""

FUEL_FOR_BLAME: Final = MAX_FUEL // 10
"""What is spent at least on finding out whether a function that fails does so whatever it is given."""

SEEN_AT_ONCE: Final = 16
"""How many elements of a container, or names, are only looked at for one unit."""

COPIED_AT_ONCE: Final = 128
"""How many are copied."""

STATEMENT, CALL, FUNCTION, FORK, ROUND, FACT = 1, 3, 16, 8, 6, 4
"""What each costs beside its parts; evaluating an expression costs one. What the semantics do is told by themselves."""

MAX_CALL_DEPTH: Final = 40
"""User functions inside each other. Deep builders nest about ten; recursion without end must stop."""

MAX_LOOP_ROUNDS: Final = 2_000
"""Rounds of one loop executed step by step. Deeper networks than this are not built by loops."""

MAX_COLLECTION: Final = 10_000
"""Elements of a list, tuple or string that are followed one by one; beyond it only the type is known."""

MAX_TEXT: Final = 20_000
"""Characters of a string that is computed: names and messages are short, and doubling must end."""

MAX_INTEGER_BITS: Final = 4_096
"""Size of a computed integer: `10 ** 10 ** 10` must not be computed."""

MAX_ALTERNATIVES: Final = 4
"""Values that a name may have after branches. More are joined into one that says what is common to all."""

MAX_WIDENING_ROUNDS: Final = 3
"""Rounds of a loop over something unknown, until what changes in it is simply unknown."""

MAX_FINAL_ROUNDS: Final = 20
"""Rounds of such a loop after that: what is now unknown may bring out further changes, a few at a time."""

MAX_LOGGED_VALUES: Final = 12
"""Values that a variable may have had where something was left; of more of them nothing is known."""

MAX_EXACT_EXITS: Final = 8
"""Branches that left a loop or a function whose states are kept one by one: each is as large as what was written."""

MAX_PENDING_EXITS: Final = 6
"""Branches that may have left a loop by now; with more of them its rounds are no longer followed one by one."""


class OutOfFuel(Exception):  # noqa: N818  # it ends an execution, it is not an error of the program
    """The file has used up its fuel: the execution ends, what was found so far stands."""
