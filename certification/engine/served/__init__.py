"""Policies that the applicant serves from a machine of his own: assessed, never certified.

What runs there cannot be seen and its digest cannot be proved. Here only its answers are read, by
decoders of our own that know a fixed list of types and refuse the rest.
"""
