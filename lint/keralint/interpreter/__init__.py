"""Abstract execution of Python over libcst nodes: what a program would do, without running it."""
