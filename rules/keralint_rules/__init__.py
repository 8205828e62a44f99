"""The rules of keralint, one family a package and one rule a module."""
