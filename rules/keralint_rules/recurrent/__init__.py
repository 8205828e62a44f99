"""Rules about recurrent layers, their sequences and states."""
