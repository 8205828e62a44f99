"""Source text: from bytes to text and tree and back, positions, suppression comments, and which files to read."""
