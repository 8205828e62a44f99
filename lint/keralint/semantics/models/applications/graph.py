"""The graph of an application: each row of its data becomes a layer, applied to what the rows before have given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from keralint.semantics.builtin import BuiltinLayer, create
from keralint.semantics.context import Context
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.models.applications.data import Input, Recipe, Row
from keralint.semantics.models.applications.own_layers import OWN_LAYERS, OwnLayer
from keralint.semantics.models.applications.widths import FORMULAS, scaled
from keralint.semantics.models.sequential import SequentialModel
from keralint.semantics.naming import UNKNOWN_NAME, checked_name, snake_case
from keralint.semantics.ops.operators import binary
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim, decide

AUTOMATIC: Final = "*"
"""The name in the data of a layer that Keras names by itself."""
MODEL_NAME: Final = "@"
"""What names in the data begin with that begin with the name of the model."""
PADDING: Final = "$padding of "
"""The padding that makes a kernel of this size halve a feature map (`imagenet_utils.correct_pad`)."""
WITH_CHANNEL_AXIS: Final = ("BatchNormalization", "Concatenate")
"""Layers whose axis is by default the last one, and in applications always that of the channels."""
OPERATORS: Final = {"ops.Add": "+", "ops.Multiply": "*"}


@dataclass(slots=True)
class Construction:
    """An application in the making. `choices` are the values of the builder's parameters that stand in the data."""

    recipe: Recipe
    choices: Mapping[str, Argument]
    alpha: float
    model_name: Argument
    context: Context
    prototypes: dict[int, BuiltinLayer] = field(default_factory=dict)
    """A layer for each setting, of which those with other names are copies: what they have in common is found once."""

    def run(self, image: Tensor, rows: Iterable[Row]) -> Tensor:
        """The output of the last row.

        Raises: Failed, with what a layer refuses.
        """
        outputs = [image]
        for row in rows:
            outputs.append(self._output(row, [_resolved(value, outputs) for value in row.inputs]))
        return outputs[-1]

    def _output(self, row: Row, inputs: list[Argument]) -> Tensor:
        class_name, _ = self.recipe.settings[row.setting]
        if class_name in OPERATORS:
            return self._tensor(binary(OPERATORS[class_name], inputs[0], inputs[1], self.context).outputs)
        if class_name.endswith("?"):
            first, last = inputs[0]
            if not self._same_width(first, last):
                return self._tensor(last)
        elif class_name == "ZeroPadding2D" and self._is_halving(row):
            return self._applied(self._padding(row, inputs[0]), inputs)
        elif class_name == "Dropout" and self._left_out(row):
            return self._tensor(inputs[0])
        return self._applied(self._layer(row), inputs)

    def _applied(self, layer: Layer, inputs: list[Argument]) -> Tensor:
        return self._tensor(layer.apply(CallArguments.of(*inputs), self.context).outputs)

    def _tensor(self, value: Argument) -> Tensor:
        return value if isinstance(value, Tensor) else Tensor.unknown()

    # --- layers -----------------------------------------------------------------------------------------------------

    def _layer(self, row: Row) -> Layer:
        class_name, arguments = self.recipe.settings[row.setting]
        class_name = class_name.rstrip("?")
        if class_name in OWN_LAYERS:
            return OwnLayer(class_name, self._name(row.name, class_name), arguments, self.context.site)
        if class_name == "Sequential":
            return self._sequential(row, arguments["layers"])
        if row.setting not in self.prototypes:
            self.prototypes[row.setting] = self._created(class_name, arguments, "prototype")
        prototype = self.prototypes[row.setting]
        name = self._name(row.name, class_name)
        return replace(prototype, name=name, given={**prototype.given, "name": name})

    def _created(self, class_name: str, arguments: Mapping[str, Argument], name: str) -> BuiltinLayer:
        symbol = self.context.database.resolve(f"keras.layers.{class_name}")
        assert symbol is not None
        values = {key: self._value(key, value) for key, value in arguments.items()}
        if self._channels_first and class_name in WITH_CHANNEL_AXIS:
            values.setdefault("axis", 1)
        return create(symbol, CallArguments.of(**values, name=name), self.context)

    def _sequential(self, row: Row, layers: Iterable[tuple[str, str, Mapping[str, Argument]]]) -> SequentialModel:
        model = SequentialModel(self._name(row.name, "Sequential"), site=self.context.site)
        inner = [self._created(kind, arguments, self._name(name, "")) for name, kind, arguments in layers]
        model.fill(inner, self.context)
        return model

    def _name(self, name: str, class_name: str) -> str:
        if name == AUTOMATIC:
            return checked_name(None, snake_case(class_name), self.context)
        if not name.startswith(MODEL_NAME):
            return name
        rest = name.removeprefix(MODEL_NAME)
        return f"{self.model_name}{rest}" if isinstance(self.model_name, str) else f"{UNKNOWN_NAME}{rest}"

    def _value(self, name: str, value: Argument) -> Argument:
        """The value of an argument in the data, as the layer is given it."""
        if isinstance(value, str) and value.startswith("$"):
            return self.choices.get(value[1:], UNKNOWN)
        if name in ("mean", "variance"):
            return (value,) * 3  # one for each colour
        if not isinstance(value, list):
            return 1 if name == "axis" and value in (3, -1) and self._channels_first else value
        if value and isinstance(value[0], str) and value[0] in FORMULAS:
            return scaled(value, self.alpha)
        items = tuple(self._value(name, item) for item in value)
        turned = name == "target_shape" and items[:-1] == (1, 1) and self._channels_first
        return (items[-1], 1, 1) if turned else items

    # --- what depends on the tensors ----------------------------------------------------------------------------------

    @property
    def _channels_first(self) -> bool:
        return self.context.data_format == "channels_first"

    def _is_halving(self, row: Row) -> bool:
        padding = self.recipe.settings[row.setting][1].get("padding")
        return isinstance(padding, str) and padding.startswith(PADDING)

    def _padding(self, row: Row, image: Tensor) -> BuiltinLayer:
        """The layer that pads an image so that a window without padding halves it, rounding up."""
        text: str = self.recipe.settings[row.setting][1]["padding"]
        margin = int(text.removeprefix(PADDING)) // 2
        dims = image.shape.dims or (None,) * 4
        height, width = dims[2:] if self._channels_first else dims[1:-1]
        pairs = ((_before(margin, height, height), margin), (_before(margin, width, height), margin))
        return self._created("ZeroPadding2D", {"padding": pairs}, self._name(row.name, "ZeroPadding2D"))

    def _same_width(self, first: Tensor, last: Tensor) -> bool:
        axis = 1 if self._channels_first else -1
        return decide.equal(first.shape.dim(axis), last.shape.dim(axis)) is decide.Answer.YES

    def _left_out(self, row: Row) -> bool:
        """MobileNetV3 has no Dropout where its rate is 0."""
        rate = self.choices.get("dropout_rate")
        given = self.recipe.settings[row.setting][1].get("rate") == "$dropout_rate"
        return given and isinstance(rate, (int, float)) and rate <= 0


def _before(margin: int, size: Dim, height: Dim) -> Argument:
    """The padding before: one less where the size is even, or the height is `None`."""
    if height is None:
        return margin - 1
    return margin - (1 - size % 2) if isinstance(size, int) else UNKNOWN


def _resolved(value: Input, outputs: list[Tensor]) -> Argument:
    if isinstance(value, float):
        return value
    return [outputs[-item] for item in value] if isinstance(value, tuple) else outputs[-value]
