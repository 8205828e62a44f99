"""Models: inputs, functional graphs, sequential stacks."""

from keralint.semantics.models.applications import APPLICATIONS, application
from keralint.semantics.models.functional import FunctionalModel, functional_model
from keralint.semantics.models.inputs import InputLayer, create_input
from keralint.semantics.models.sequential import SequentialModel

__all__ = [
    "APPLICATIONS",
    "FunctionalModel",
    "InputLayer",
    "SequentialModel",
    "application",
    "create_input",
    "functional_model",
]
