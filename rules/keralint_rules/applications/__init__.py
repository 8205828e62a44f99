"""Rules on the models of `keras.applications`."""
