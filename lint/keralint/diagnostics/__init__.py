"""Diagnostics: what is reported, with its spans and its fix."""

from keralint.diagnostics.diagnostic import (
    INSIDE_FUNCTION,
    Applicability,
    Diagnostic,
    Edit,
    Fix,
    Location,
    Related,
    Severity,
)

__all__ = ["INSIDE_FUNCTION", "Applicability", "Diagnostic", "Edit", "Fix", "Location", "Related", "Severity"]
