"""`keras.applications`: the models that Keras builds, made of their data instead of their source.

The graph is the one that Keras makes, layer by layer, so that shapes, names and weights follow as for any model. Where
an argument that changes the graph is not known, and in Keras 2, whose layers differ a little, all layers stand as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from keralint.keras_api.database import load
from keralint.semantics.context import Context, LayerState, PlainStore
from keralint.semantics.failures import Failed
from keralint.semantics.layer import Applied, CallArguments, Layer, record_call
from keralint.semantics.models.applications.checks import IMAGENET, Checks, Dims
from keralint.semantics.models.applications.data import Recipe, Row, recipe
from keralint.semantics.models.applications.graph import Construction
from keralint.semantics.models.applications.images import declared_shape, given_shape, image_tensor, model_inputs
from keralint.semantics.models.applications.names import model_name
from keralint.semantics.models.functional import FunctionalModel, functional_model, given_inputs
from keralint.semantics.naming import UNKNOWN_NAME
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, UnknownDim

__all__ = ["APPLICATIONS", "application"]

APPLICATIONS: Final = (
    "ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtSmall", "ConvNeXtTiny", "ConvNeXtXLarge", "DenseNet121", "DenseNet169",
    "DenseNet201", "EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3", "EfficientNetB4",
    "EfficientNetB5", "EfficientNetB6", "EfficientNetB7", "EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2",
    "EfficientNetV2B3", "EfficientNetV2L", "EfficientNetV2M", "EfficientNetV2S", "InceptionResNetV2", "InceptionV3",
    "MobileNet", "MobileNetV2", "MobileNetV3Large", "MobileNetV3Small", "NASNetLarge", "NASNetMobile", "ResNet101",
    "ResNet101V2", "ResNet152", "ResNet152V2", "ResNet50", "ResNet50V2", "VGG16", "VGG19", "Xception",
)  # fmt: skip
"""The builders that there are data for."""

_PREPARED: Final = ("preprocessing", "preprocessing of other channels")


def application(class_name: str, arguments: Mapping[str, Argument], context: Context) -> FunctionalModel | None:
    """The model for the bound arguments, defaults filled in; `None` if too little of them is known.

    Raises: Failed with what the builder refuses, or a layer.
    """
    data = recipe(class_name)
    top = _truth(arguments.get("include_top"))
    if top is None or (context.data_format == "channels_first" and not data.channels_first):
        return None
    Checks(data, arguments, given_shape(arguments), top, context).run()
    shape = declared_shape(data, arguments, top, context)
    image = None if shape is None else image_tensor(arguments, shape, context)
    if shape is None or image is None:
        return None
    inputs = model_inputs(data, arguments, image)
    plan = _plan(data, arguments, shape, image, top, context)
    if inputs is None or plan is None:
        return None
    name = model_name(class_name, arguments, shape, context)
    if plan.certain and context.keras_major >= 3:
        output = plan.built(image, name, context)
    else:
        backbone = Backbone(plan, f"{UNKNOWN_NAME}{class_name}", class_name, context.site)
        context.store.set_state(backbone, LayerState(weights={}))
        output = backbone.apply(CallArguments.of(image), context).outputs
    return functional_model(inputs, output, name, context)


# --- which graph it is ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rows make the model. `certain` is false if it may be others, with the same output."""

    recipe: Recipe
    rows: list[Row]
    choices: Mapping[str, Argument]
    alpha: Argument
    certain: bool
    top: bool

    def built(self, image: Tensor, name: Argument, context: Context) -> Tensor:
        """The output for an image; the layers are made.

        Raises: Failed.
        """
        alpha = self.alpha if isinstance(self.alpha, (int, float)) else 1.0
        return Construction(self.recipe, self.choices, alpha, name, context).run(image, self.rows)


def _plan(
    data: Recipe, arguments: Mapping[str, Argument], shape: Dims, image: Tensor, top: bool, context: Context
) -> Plan | None:
    graph = _graph(data, arguments, image)
    head = _head(arguments, top)
    if graph is None or head is None:
        return None
    channels = shape[0 if context.data_format == "channels_first" else -1]
    rows = data.rows(graph, _stem(data, graph, arguments, channels), head)
    certain = _is_certain(data, graph, arguments, channels)
    return Plan(data, rows, arguments, arguments.get("alpha", 1.0), certain, top)


def _is_certain(data: Recipe, graph: str, arguments: Mapping[str, Argument], channels: Dim) -> bool:
    """Whether all is known that decides which layers there are."""
    stems = data.graphs[graph]["stems"]
    by_weights = IMAGENET in stems and arguments.get("weights") is UNKNOWN
    by_channels = _PREPARED[1] in stems and not (channels is None or isinstance(channels, int))
    deciding = ("include_preprocessing", "minimalistic", "dropout_rate", "alpha")
    return all(_is_constant(arguments.get(name)) for name in deciding) and not by_weights and not by_channels


def _graph(data: Recipe, arguments: Mapping[str, Argument], image: Tensor) -> str | None:
    """NASNet is another one if the width of the image is `None`; `None` if that is not known."""
    if "open" in data.graphs:
        width = image.shape.dim(2) if image.rank == 4 else UNKNOWN_DIM
        return None if isinstance(width, UnknownDim) else ("open" if width is None else "")
    return "minimalistic" if arguments.get("minimalistic") and _truth(arguments["minimalistic"]) else ""


def _stem(data: Recipe, graph: str, arguments: Mapping[str, Argument], channels: Dim) -> str:
    """How the image is prepared; a builder without `include_preprocessing` decides that by the weights."""
    if "include_preprocessing" not in arguments:
        return data.stem(graph, IMAGENET) if arguments.get("weights") == IMAGENET else ""
    if not _truth(arguments["include_preprocessing"]):
        return ""
    return data.stem(graph, *(_PREPARED if channels == 3 else reversed(_PREPARED)))


def _head(arguments: Mapping[str, Argument], top: bool) -> str | None:
    pooling = arguments.get("pooling")
    if top:
        return "top"
    if pooling is UNKNOWN:
        return None
    return pooling if isinstance(pooling, str) and pooling in ("avg", "max") else ""


def _truth(value: Argument) -> bool | None:
    """Whether Python takes the value as true; `None` if it is not known."""
    return bool(value) if _is_constant(value) else None


def _is_constant(value: Argument) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))


# --- all layers as one ----------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Backbone(Layer):
    """All layers of an application as one, where they are not known one by one."""

    plan: Plan
    name: str
    class_name: str
    site: object = None
    opaque = True

    def apply(self, arguments: CallArguments, context: Context) -> Applied:
        """(batch, height, width, channels) -> features, or classes."""
        image = given_inputs(arguments)
        if not isinstance(image, Tensor) or image.rank != 4:
            return Applied(Tensor.unknown(), unknown="the image is not known")
        database = load("3") if context.keras_major < 3 else context.database
        aside = replace(context, store=PlainStore(), database=database)
        try:
            output = self.plan.built(replace(image, call=None), UNKNOWN, aside)
        except Failed:  # it might not with the layers that there really are
            return Applied(Tensor.unknown(), unknown="which layers the application has is not known")
        output = replace(self._without_width(output, context), kind=image.kind, call=None)
        return Applied(record_call(self, {"inputs": image}, output, context))

    def _without_width(self, output: Tensor, context: Context) -> Tensor:
        """The output, of which `alpha` may change the channels."""
        if self.plan.top or isinstance(self.plan.alpha, (int, float)) or output.rank is None:
            return output
        axis = 1 if context.data_format == "channels_first" else output.rank - 1
        return output.reshaped(output.shape.replace(axis, UNKNOWN_DIM))
