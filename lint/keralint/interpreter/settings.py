"""Calls that change or tell what Keras holds globally."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from keralint.interpreter.facts import Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import Unknown, Value
from keralint.semantics.layer import CallArguments
from keralint.semantics.values import ApiInstance, ApiReference

ApiCall = Callable[[Machine, ApiReference, CallArguments, Site], Value]


def _setting(field: str) -> ApiCall:
    def set_it(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
        values = (*arguments.positional, *arguments.keyword.values())
        value = values[0] if values else None
        if isinstance(value, ApiInstance):
            value = next(iter(value.arguments.values()), None)
        setattr(machine.context, field, value if isinstance(value, str) else getattr(machine.context, field))
        return None

    return set_it


def _set_data_format(names: Mapping[str, str]) -> ApiCall:
    """Sets the global `data_format`; on a branch, or to what is not known, it is uncertain from then on."""

    def set_it(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
        values = (*arguments.positional, *arguments.keyword.values())
        value = names.get(values[0]) if values and isinstance(values[0], str) else None
        context = machine.context
        if value is not None and machine.state.depth == machine.outermost:
            context.data_format, context.data_format_uncertain = value, False
        else:
            context.data_format_uncertain |= value != context.data_format
        return None

    return set_it


def _current_data_format(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    uncertain = machine.context.data_format_uncertain
    return Unknown("the global `data_format` is not known", "str") if uncertain else machine.context.data_format


_DATA_FORMATS: Final = {"channels_last": "channels_last", "channels_first": "channels_first"}
_DIM_ORDERINGS: Final = {"tf": "channels_last", "th": "channels_first"}
"""What Keras called them before it was 2."""


def _current(field: str) -> ApiCall:
    return lambda machine, reference, arguments, site: getattr(machine.context, field)


def _current_epsilon(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    return Unknown("the fuzz factor is not known", "float")


def _clear_session(machine: Machine, reference: ApiReference, arguments: CallArguments, site: Site) -> Value:
    machine.context.forget_policy()
    store = machine.context.store
    for name in list(store.counters):  # type: ignore[attr-defined]
        machine.state.write(store.counters, name, 0)  # type: ignore[attr-defined]
    return None


SETTINGS: Final[dict[str, ApiCall]] = {
    "keras.config.set_floatx": _setting("floatx"),
    "keras.config.floatx": _current("floatx"),
    "keras.config.set_image_data_format": _set_data_format(_DATA_FORMATS),
    "keras.config.image_data_format": _current_data_format,
    "keras.backend.set_image_dim_ordering": _set_data_format(_DIM_ORDERINGS),
    "tensorflow.keras.backend.set_image_dim_ordering": _set_data_format(_DIM_ORDERINGS),
    "keras.config.set_dtype_policy": _setting("dtype_policy"),
    "keras.config.epsilon": _current_epsilon,
    "keras.backend.epsilon": _current_epsilon,
    "tensorflow.keras.backend.epsilon": _current_epsilon,
    "keras.utils.clear_session": _clear_session,
    "keras.backend.clear_session": _clear_session,
}
"""By canonical name."""
