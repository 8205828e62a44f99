"""What rules are written with: the only part of keralint that a rule imports, its own or a third party's."""

from keralint.api.history import Elsewhere, History
from keralint.api.names import Binding, Names
from keralint.api.registry import RuleSet, load_rules
from keralint.api.report import Place, Report
from keralint.api.rule import Rule, RuleError, rule
from keralint.diagnostics import Applicability, Edit, Fix, Severity
from keralint.interpreter.facts import (
    AttributeMissing,
    AttributeSet,
    BudgetReached,
    Fact,
    Failing,
    InstanceCreated,
    LayerBound,
    LayerCalled,
    LayerCreated,
    LayerForgotten,
    LayersChanged,
    MethodCalled,
    ModelBuilt,
    ModuleEnded,
    NameMissing,
    NameResolved,
    NothingReturned,
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
    "AttributeSet",
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
    "Elsewhere",
    "Fact",
    "Failing",
    "Fix",
    "History",
    "FunctionalModel",
    "InputLayer",
    "InstanceCreated",
    "Layer",
    "LayerBound",
    "LayerCalled",
    "LayerCreated",
    "LayerForgotten",
    "LayersChanged",
    "MethodCalled",
    "ModelBuilt",
    "ModuleEnded",
    "NameMissing",
    "NameResolved",
    "NothingReturned",
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
