"""A walk through an installed release of Keras: what its public names are, and what is to be known of each."""
