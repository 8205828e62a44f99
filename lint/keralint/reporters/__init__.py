"""How results leave: for people (text, concise, shapes beside the code) and for programs (JSON)."""
