"""Diagnostics: what is reported, with its spans and its fix."""

from keralint.diagnostics.diagnostic import Applicability, Diagnostic, Edit, Fix, Location, Related, Severity

__all__ = ["Applicability", "Diagnostic", "Edit", "Fix", "Location", "Related", "Severity"]
