"""Models: inputs, functional graphs, sequential stacks."""

from keralint.semantics.models.functional import FunctionalModel, functional_model
from keralint.semantics.models.inputs import InputLayer, create_input
from keralint.semantics.models.sequential import SequentialModel

__all__ = ["FunctionalModel", "InputLayer", "SequentialModel", "create_input", "functional_model"]
