"""Rules about layers and models that a program defines itself."""
