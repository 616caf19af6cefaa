"""Files by their content: kept once, read-only, under the name of their SHA-256."""
