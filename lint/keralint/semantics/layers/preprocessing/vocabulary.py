"""Vocabularies given to a layer: what Keras refuses of them, and how many positions they take.

Source: `IndexLookup.set_vocabulary` in `keras/src/layers/preprocessing/index_lookup.py`. A vocabulary that is a text
file, or that `adapt` learns, is not followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from keralint.semantics.context import Context
from keralint.semantics.failures import (
    Conflict,
    ConflictingArguments,
    Expectation,
    Expected,
    Failed,
    InvalidArgument,
)
from keralint.semantics.layers.common import surely_unequal
from keralint.semantics.layers.preprocessing.arguments import extent
from keralint.semantics.layers.preprocessing.arrays import as_array
from keralint.semantics.layers.preprocessing.encoding import check_sparse
from keralint.semantics.layers.spatial import is_open
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim


def check_lookup(arguments: dict[str, Argument], context: Context) -> None:
    """The arguments of a lookup against each other, and its vocabulary.

    Raises: Failed(ConflictingArguments | InvalidArgument).
    """
    check_sparse(arguments, context)
    mode = arguments["output_mode"]
    if arguments["pad_to_max_tokens"] is True and arguments["max_tokens"] is None:
        raise conflict("max_tokens", "pad_to_max_tokens", Conflict.PADDING_WITHOUT_LIMIT)
    if mode is UNKNOWN:
        return
    if arguments.get("invert") is True and mode != "int":
        raise conflict("output_mode", "invert", Conflict.NUMBERS_ONLY)
    weights, vocabulary = arguments["idf_weights"], arguments["vocabulary"]
    if mode != "tf_idf" and not is_open(weights) and weights is not None:
        raise conflict("output_mode", "idf_weights", Conflict.FREQUENCIES_ONLY)
    if mode == "tf_idf" and weights is None and vocabulary is not None and vocabulary is not UNKNOWN:
        raise conflict("output_mode", "vocabulary", Conflict.WEIGHTS_MISSING)
    _check_terms(arguments, terms_of(vocabulary))
    if mode == "tf_idf" and weights is not UNKNOWN and vocabulary is not UNKNOWN:
        _check_same_length(vocabulary, weights)


def conflict(first: str, second: str, how: Conflict) -> Failed:
    """Two arguments that exclude each other; the place of the second is where it is told."""
    return Failed(ConflictingArguments(arguments=(first, second), conflict=how))


def terms_of(vocabulary: Argument) -> Sequence[Argument] | None:
    """The terms that a vocabulary lists; `None` if it is none that lists them."""
    if isinstance(vocabulary, Tensor) and vocabulary.rank == 1:
        vocabulary = vocabulary.value
    return vocabulary if isinstance(vocabulary, (tuple, list)) else None


def special_tokens(arguments: Mapping[str, Argument]) -> list[Argument] | None:
    """What stands before the terms in the table: the mask, in `int` mode, and places for what is not in it."""
    unknown, mask, mode = arguments["num_oov_indices"], arguments["mask_token"], arguments["output_mode"]
    if not isinstance(unknown, int) or UNKNOWN in (mask, mode) or arguments["oov_token"] is UNKNOWN:
        return None
    return [mask] * (mask is not None and mode == "int") + [arguments["oov_token"]] * int(unknown)


def _without_special(terms: Sequence[Argument], special: Sequence[Argument]) -> Sequence[Argument] | None:
    """The terms without the special tokens, which a vocabulary may begin with; `None` if that is not known."""
    begin = list(terms[: len(special)])
    if any(is_open(term) for term in begin):
        return None
    return terms[len(special) :] if begin == list(special) else terms


def _check_terms(arguments: Mapping[str, Argument], terms: Sequence[Argument] | None) -> None:
    """A vocabulary has terms, each once, none of them reserved, and not more than `max_tokens`.

    Raises: Failed(InvalidArgument | ConflictingArguments).
    """
    if terms is None:
        return
    if not terms:
        raise _refused(arguments["vocabulary"])
    special = special_tokens(arguments)
    plain = None if special is None else _without_special(terms, special)
    if special is None or plain is None:
        return
    limit = arguments["max_tokens"]
    if isinstance(limit, (int, float)) and len(special) + len(plain) > limit:
        raise conflict("vocabulary", "max_tokens", Conflict.VOCABULARY_ABOVE_LIMIT)
    if len({type(term) for term in plain}) == 1 and isinstance(plain[0], (str, int)):
        reserved = [arguments["mask_token"]] + [arguments["oov_token"]] * (arguments.get("invert") is True)
        repeated = [term for term, count in Counter(plain).items() if count > 1]
        found = [term for term in reserved if term is not None and term in plain]
        if repeated or found:
            raise _refused(repeated[:1] * 2 or found)


def _refused(value: Argument) -> Failed:
    """`value` is what is wrong of the vocabulary, which may be long."""
    return Failed(InvalidArgument(argument="vocabulary", value=value, expected=Expectation(Expected.VOCABULARY)))


def _check_same_length(vocabulary: Argument, weights: Argument) -> None:
    """There is one weight for each term. Raises: Failed(ConflictingArguments)."""
    lengths = [_length(vocabulary), _length(weights)]
    if surely_unequal(*lengths):
        raise conflict("vocabulary", "idf_weights", Conflict.LENGTHS_DIFFER)


def _length(value: Argument) -> Dim:
    if isinstance(value, (tuple, list)):
        return len(value)
    dims = as_array(value).shape.dims
    return dims[0] if dims else UNKNOWN_DIM


def depth_of(arguments: Mapping[str, Argument]) -> Dim:
    """How many positions an encoding has.

    Keras declares `None` where it has no vocabulary yet. That there is none is not known: `adapt` may have been called
    by code that is not followed.
    """
    padded, limit = arguments["pad_to_max_tokens"], arguments["max_tokens"]
    if padded is UNKNOWN:
        return UNKNOWN_DIM
    if padded:
        return UNKNOWN_DIM if limit is None else extent(limit, "max_tokens")
    terms, special = terms_of(arguments["vocabulary"]), special_tokens({**arguments, "output_mode": "count"})
    if terms is None or special is None:
        return UNKNOWN_DIM
    plain = _without_special(terms, special)
    return UNKNOWN_DIM if plain is None else len(special) + len(plain)
