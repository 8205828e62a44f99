"""Rules about ranks and sizes."""
