"""Keys, canonical JSON, signed statements, time stamps and the seal of a PDF.

Everything but the management command works without Django: a key store is a directory.
"""
