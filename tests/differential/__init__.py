"""Programs drawn at random, held against real Keras."""
