"""What rules are written with: the only part of keralint that a rule imports, its own or a third party's."""

from keralint.api.names import Binding, Names
from keralint.api.registry import RuleSet, load_rules
from keralint.api.report import Place, Report
from keralint.api.rule import Rule, RuleError, rule
from keralint.diagnostics import Applicability, Edit, Fix, Severity
from keralint.interpreter.facts import (
    AttributeMissing,
    BudgetReached,
    Fact,
    Failing,
    LayerBound,
    LayerCalled,
    LayerCreated,
    LayersChanged,
    MethodCalled,
    ModelBuilt,
    ModuleEnded,
    NameMissing,
    NameResolved,
    OutputUnused,
    Site,
    TensorBound,
)
from keralint.interpreter.python_failures import (
    AxisBeyondShape,
    DynamicSizeArithmetic,
    NotCallable,
    SequenceAsTensor,
    TensorAsCondition,
    TensorAsValue,
    TensorUnpacked,
    UnpackMismatch,
)
from keralint.interpreter.values import ClassValue, DynamicSize
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.failures import *  # noqa: F403  # every failure is part of the interface
from keralint.semantics.failures import __all__ as _FAILURES  # noqa: N812
from keralint.semantics.layer import CallArguments, Layer, Operation
from keralint.semantics.models import FunctionalModel, InputLayer, SequentialModel
from keralint.semantics.tensors import Call, Tensor, TensorKind, tensors_in
from keralint.semantics.values import UNKNOWN, ApiInstance, ApiReference, UserCallable
from keralint.shapes import Dim, Shape, Symbolic, dim_text
from keralint.source.span import Span

__all__ = [
    "ApiInstance",
    "ApiReference",
    "Applicability",
    "AttributeMissing",
    "AxisBeyondShape",
    "Binding",
    "BudgetReached",
    "BuiltinLayer",
    "Call",
    "CallArguments",
    "ClassValue",
    "Dim",
    "DynamicSize",
    "DynamicSizeArithmetic",
    "Edit",
    "Fact",
    "Failing",
    "Fix",
    "FunctionalModel",
    "InputLayer",
    "Layer",
    "LayerBound",
    "LayerCalled",
    "LayerCreated",
    "LayersChanged",
    "MethodCalled",
    "ModelBuilt",
    "ModuleEnded",
    "NameMissing",
    "NameResolved",
    "Names",
    "NotCallable",
    "Operation",
    "OutputUnused",
    "Place",
    "Report",
    "Rule",
    "RuleError",
    "RuleSet",
    "SequenceAsTensor",
    "SequentialModel",
    "Severity",
    "Shape",
    "Site",
    "Span",
    "Symbolic",
    "Tensor",
    "TensorAsCondition",
    "TensorAsValue",
    "TensorBound",
    "TensorKind",
    "TensorUnpacked",
    "UNKNOWN",
    "UnpackMismatch",
    "UserCallable",
    "dim_text",
    "load_rules",
    "rule",
    "tensors_in",
    *_FAILURES,
]
