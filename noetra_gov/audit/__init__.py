"""The transparency log: what was done, in a Merkle tree whose heads are signed."""
