"""Operations: functions on tensors and arrays that are not layers, and Python's operators and indexing on them."""

from keralint.semantics.ops.definitions import OperationDefinition, defined_operations, find, op
from keralint.semantics.ops.indexing import get_item
from keralint.semantics.ops.operation import OperationCall, apply_operation, check_foreign
from keralint.semantics.ops.operators import binary, unary

__all__ = [
    "OperationCall",
    "OperationDefinition",
    "apply_operation",
    "binary",
    "check_foreign",
    "defined_operations",
    "find",
    "get_item",
    "op",
    "unary",
]
