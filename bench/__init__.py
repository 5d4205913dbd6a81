"""Load and speed, each against a stated floor or a peer, in one run."""
