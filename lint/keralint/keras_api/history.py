"""When something came into the API of Keras, and when it left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Availability:
    """Where something is that the version in use does not have.

    `added` is the later release that has brought it, or `removed` the one, not later than the version in use, that has
    dropped it. `successor` is what has taken its place, where the releases tell.
    """

    added: str | None = None
    removed: str | None = None
    successor: str | None = None


def availability(holding: Collection[int], releases: Collection[int], minor: int, major: int) -> Availability | None:
    """What the releases that have something, of all those of a major version, say to a user of one that has it not.

    `None` if none of them has it, or if the version in use has it itself.
    """
    earlier = [one for one in holding if one < minor]
    if not holding or minor in holding:
        return None
    if not earlier:
        return Availability(added=f"{major}.{min(holding)}")
    gone = min(one for one in releases if one > max(earlier))
    return Availability(removed=f"{major}.{gone}")
