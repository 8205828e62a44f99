"""Rules about what another version of Keras has (KL8)."""
