"""What the builders of applications refuse before they build anything (`imagenet_utils.obtain_input_shape` and others).

All of it is checked before weights are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    InvalidArgument,
)
from keralint.semantics.failures.applications import (
    ImageTooSmall,
    NotAnImage,
    OpenImageSize,
    PretrainedMismatch,
    UnknownWeights,
)
from keralint.semantics.models.applications.data import Recipe
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim, decide

IMAGENET: Final = "imagenet"
IMAGENET_CLASSES: Final = 1000
WEIGHT_FILES: Final = (".keras", ".weights.h5", ".weights.json", ".h5", ".hdf5")
"""How the names of files end that Keras 3 loads weights from (`keras/src/saving/saving_api.py`)."""
TRAINED_SIZES: Final[Mapping[str, tuple[int, ...]]] = {
    "MobileNet": (128, 160, 192, 224),
    "MobileNetV2": (96, 128, 160, 192, 224),
}
"""The applications that have weights for several sizes of images."""
TRAINED_ALPHAS: Final[Mapping[str, tuple[float, ...]]] = {
    "MobileNet": (0.25, 0.5, 0.75, 1.0),
    "MobileNetV2": (0.35, 0.5, 0.75, 1.0, 1.3, 1.4),
    "MobileNetV3Large": (0.75, 1.0),
    "MobileNetV3Small": (0.75, 1.0),
}

COMPARE_WIDTHS: Final = ("MobileNetV2", "MobileNetV3Large", "MobileNetV3Small")
NAMED_BLOCKS: Final = tuple(f"efficientnetv2-{kind}" for kind in ("b0", "b1", "b2", "b3", "s", "m", "l"))
"""The names by which EfficientNetV2 finds its blocks (`DEFAULT_BLOCKS_ARGS`); there is none for others."""

Dims: TypeAlias = "tuple[Dim, ...]"


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of one call. `shape` is `input_shape`, `None` if it is not given or not known."""

    recipe: Recipe
    arguments: Mapping[str, Argument]
    shape: Dims | None
    top: bool
    context: Context

    def run(self) -> None:
        """Raises: Failed with one of the failures of applications."""
        self._weights()
        if self._pretrained and self.top:
            self._expect("classes", IMAGENET_CLASSES, top=True)
        if self._pretrained:
            self._mobile()
        self._name()
        self._same_image()
        if self.shape is not None:
            self._image(self.shape)
        self._activation()

    @property
    def _pretrained(self) -> bool:
        return bool(self.arguments.get("weights") == IMAGENET)

    def _weights(self) -> None:
        weights = self.arguments.get("weights")
        if weights is None or weights == IMAGENET or self.context.keras_major < 3:
            return
        no_file = isinstance(weights, str) and not weights.endswith(WEIGHT_FILES)
        if no_file or isinstance(weights, (int, float)):
            raise Failed(UnknownWeights(application=self.recipe.name, value=weights))

    def _expect(self, argument: str, *expected: Argument, top: bool = False) -> None:
        value = self.arguments.get(argument, UNKNOWN)
        if isinstance(value, (int, float)) and value not in expected:
            self._refuse(argument, value, expected, top=top)

    def _refuse(self, argument: str, value: Argument, expected: tuple[Argument, ...], *, top: bool = False) -> None:
        raise Failed(
            PretrainedMismatch(application=self.recipe.name, argument=argument, value=value, expected=expected, top=top)
        )

    def _mobile(self) -> None:
        """The widths of the MobileNets that there are weights for."""
        name = self.recipe.name
        if name not in TRAINED_ALPHAS:
            return
        minimalistic = self.arguments.get("minimalistic", False)
        alphas = (1.0,) if minimalistic is True else TRAINED_ALPHAS[name]
        self._expect("depth_multiplier", 1)
        self._expect("alpha", *alphas)

    def _name(self) -> None:
        """EfficientNetV2 finds its blocks by the name of the model, ConvNeXt compares it with that of the weights."""
        application, name = self.recipe.name, self.arguments.get("name")
        if not isinstance(name, str) or self.context.keras_major < 3:
            return
        if application.startswith("EfficientNetV2") and name not in NAMED_BLOCKS:
            expected = Expectation(Expected.CHOICE, choices=NAMED_BLOCKS)
            raise Failed(InvalidArgument(argument="name", value=name, expected=expected))
        if application.startswith("ConvNeXt") and self._pretrained:
            weights = f"convnext_{application.removeprefix('ConvNeXt').lower()}"
            if weights not in name:
                self._refuse("name", name, (weights,))

    # --- the image ----------------------------------------------------------------------------------------------------

    def _image(self, shape: Dims) -> None:
        name = self.recipe.name
        if self.recipe.size is None:
            if len(shape) == 3 and None not in self._space(shape):
                self._size(shape)
            return
        self._static(shape)
        if self._pretrained and self.top:
            self._trained(shape)
            return
        if len(shape) != 3:
            raise Failed(NotAnImage(application=name, shape=shape))
        if self._pretrained and self._differs(shape[self._channel], 3):
            self._refuse("input_shape", shape, (self._with_channels(shape, 3),))
        self._size(shape)
        if self.top and None in shape:
            raise Failed(OpenImageSize(application=name, shape=shape))

    def _same_image(self) -> None:
        """MobileNetV2 and V3 compare the width of `input_shape` with that of `input_tensor`.

        Where the channels come first, they take the channels of the tensor for its width.
        """
        tensor = self.arguments.get("input_tensor")
        if self.recipe.name not in COMPARE_WIDTHS or self.shape is None or not isinstance(tensor, Tensor):
            return
        if len(self.shape) != 3 or tensor.rank != 4 or tensor.kind is not TensorKind.SYMBOLIC:
            return
        sizes = self.shape[1], tensor.shape.dim(1 if self._channel == 0 else 2)
        if all(size is None or isinstance(size, int) for size in sizes) and sizes[0] != sizes[1]:
            both = ("input_shape", "input_tensor")
            raise Failed(ConflictingArguments(arguments=both, conflict=Conflict.SHAPES_DIFFER))

    @property
    def _channel(self) -> int:
        return 0 if self.context.data_format == "channels_first" else -1

    def _space(self, shape: Dims) -> Dims:
        return shape[1:] if self._channel == 0 else shape[:-1]

    def _with_channels(self, shape: Dims, channels: int) -> Dims:
        return (channels, *self._space(shape)) if self._channel == 0 else (*self._space(shape), channels)

    def _static(self, shape: Dims) -> None:
        """NASNet loads weights for images of a known size only."""
        given = self.arguments.get("input_shape")
        if self.recipe.name.startswith("NASNet") and self._pretrained and isinstance(given, tuple) and None in shape:
            raise Failed(OpenImageSize(application=self.recipe.name, shape=shape, top=False))

    def _trained(self, shape: Dims) -> None:
        """With the classifier the image must be as the weights were trained on."""
        assert self.recipe.size is not None
        sizes = TRAINED_SIZES.get(self.recipe.name, (self.recipe.size,))
        expected = tuple(self._with_channels((size,) * 3, 3) for size in sizes)
        if all(self._differ(shape, one) for one in expected):
            self._refuse("input_shape", shape, expected, top=True)

    def _differ(self, shape: Dims, expected: Dims) -> bool:
        return len(shape) != len(expected) or any(map(self._differs, shape, expected))

    @staticmethod
    def _differs(size: Dim, expected: Dim) -> bool:
        """Whether the sizes differ as Python compares them: `None` is another than any number."""
        return size is None or decide.equal(size, expected) is decide.Answer.NO

    def _size(self, shape: Dims) -> None:
        least = self.recipe.minimum
        if any(size is not None and decide.less(size, least) is decide.Answer.YES for size in self._space(shape)):
            raise Failed(ImageTooSmall(application=self.recipe.name, shape=shape, minimum=least))

    def _activation(self) -> None:
        """The classifier that is loaded ends in a softmax, or in nothing."""
        weights, activation = self.arguments.get("weights"), self.arguments.get("classifier_activation")
        loaded = self.top and isinstance(weights, str)
        if loaded and isinstance(activation, str) and activation not in ("softmax", "linear"):
            self._refuse("classifier_activation", activation, ("softmax", None), top=True)
