"""The tensors that layers are called on: shapes that fit their classes, and sometimes others."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

from differential.program import Shape

FLOATS: Final = ("float32",) * 12 + ("float16", "int32", "bool", "uint8", "int64", "bfloat16", "float64")
RANKS: Final = (1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6)

OF_RANK: Final[Mapping[str, int]] = {
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed"), 3),
    **dict.fromkeys(("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"), 3),
    **dict.fromkeys(("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells", "RepeatVector"), 2),
    **dict.fromkeys(("STFTSpectrogram", "MelSpectrogram", "Masking"), 3),
    **dict.fromkeys(
        (
            "AugMix", "AutoContrast", "CenterCrop", "ContrastLimitedAdaptiveHistogramEqualization", "Equalization",
            "RandAugment", "Resizing", "Solarization", "Rescaling", "CutMix", "MixUp",
        ), 4,
    ),
}  # fmt: skip

SEQUENCES: Final = frozenset(name for name, rank in OF_RANK.items() if rank == 3)
TOKENS: Final = frozenset(("Embedding", "ReversibleEmbedding", "IntegerLookup", "CategoryEncoding", "Hashing"))
STRINGS: Final = frozenset(("StringLookup", "TextVectorization"))
MERGES: Final = frozenset(("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"))


def spatial_axes(class_name: str) -> int:
    """The number of spatial axes that a class is for, 2 if it does not say."""
    digits = [int(c) for c in class_name if c in "123"]
    return digits[0] if digits and class_name.rpartition("D")[1] else 2


def rank_of(class_name: str) -> int | None:
    """The rank of the inputs of a class, `None` if it takes several."""
    if class_name in OF_RANK:
        return OF_RANK[class_name]
    if class_name.startswith("ConvLSTM"):
        return spatial_axes(class_name) + 3
    if any(f"{axes}D" in class_name for axes in (1, 2, 3)):
        return spatial_axes(class_name) + 2
    return 4 if class_name.startswith("Random") else None


def shape(random: Random, rank: int, *, open_axes: float = 0.1) -> Shape:
    """A shape of this rank, the batch axis included."""
    batch = None if random.random() < 0.8 else random.choice((1, 2, 3))
    rest = [None if random.random() < open_axes else random.randint(1, 9) for _ in range(rank - 1)]
    return (batch, *rest)[:rank]


def shape_for(class_name: str, random: Random) -> Shape:
    """A shape that a class mostly accepts."""
    rank = rank_of(class_name)
    if rank is None or random.random() < 0.08:
        rank = random.choice(RANKS)
    made = list(shape(random, rank))
    if rank > 1 and random.random() < 0.4:
        made[-1] = random.choice((1, 2, 3, 4, 6))
    if class_name in OF_RANK or rank > 3:
        made = [size if size is None or axis == 0 or random.random() < 0.7 else 8 for axis, size in enumerate(made)]
    if class_name.endswith("Spectrogram") and rank in (2, 3) and random.random() < 0.8:
        made = [None, *([random.choice((32, 40, None))] if rank == 3 else []), random.choice((1, 2, 40))]
        if class_name == "MelSpectrogram":
            made = made[:-1] if rank == 3 else [None, 64]
    if class_name.startswith("Random") and random.random() < 0.7:
        made[-1] = 3
    return tuple(made)


def dtype_for(class_name: str, random: Random) -> str:
    """A dtype that a class mostly accepts."""
    if class_name in STRINGS:
        return "string" if random.random() < 0.95 else "int32"
    if class_name in TOKENS:
        return random.choice(("int32", "int32", "int64", "float32", "uint8"))
    return random.choice(FLOATS)


def related(random: Random, first: Shape) -> Shape:
    """A shape like another: the same, or with one size or the rank changed."""
    made = list(first)
    form = random.random()
    if form < 0.45 or not made:
        return tuple(made)
    if form < 0.85:
        axis = random.randrange(len(made))
        made[axis] = random.choice((1, None, random.randint(1, 9)))
        return tuple(made)
    if form < 0.93:
        return tuple(made[1:])
    return shape(random, random.choice(RANKS))
