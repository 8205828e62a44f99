"""What happens to values that code gets hold of which is not followed."""

from __future__ import annotations

from keralint.interpreter.machine import Machine
from keralint.interpreter.values import DictValue, Instance, ListValue, Union, Unknown
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models import SequentialModel


def escape(machine: Machine, arguments: CallArguments, *, models: bool = True) -> None:
    """What unknown code gets hold of, it may change: lists, dicts and objects are no longer known.

    Without `models`, layers and models stay as they are: Keras's own functions do not change them.
    """
    stack = [*arguments.positional, *arguments.keyword.values()]
    while stack:
        value = stack.pop()
        if isinstance(value, (tuple, Union)):
            stack.extend(value if isinstance(value, tuple) else value.alternatives)
        elif isinstance(value, ListValue) and value.items is not None:
            stack.extend(value.items)
            machine.state.write(value.slots, "items", None)
        elif isinstance(value, DictValue) and value.entries is not None:
            stack.extend(value.entries.values())
            machine.state.write(value.slots, "entries", None)
        elif isinstance(value, Layer) and models:
            machine.state.write(machine.attributes, (value, None), True)
            if isinstance(value, SequentialModel):
                value.give_up(machine.context)
        elif isinstance(value, Instance):
            for name, content in list(value.slots.items()):
                if not isinstance(content, Unknown):
                    stack.append(content)
                    machine.state.write(value.slots, name, Unknown("the object was passed to code that is not known"))
