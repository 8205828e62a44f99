"""Rules about the arguments of layers, and names of the API."""
