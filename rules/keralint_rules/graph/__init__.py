"""Rules about how layers, tensors and models are put together."""
