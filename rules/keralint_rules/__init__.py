"""The rules that keralint comes with, one module each, in families."""
