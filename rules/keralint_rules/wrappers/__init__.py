"""Rules about Bidirectional and TimeDistributed."""
