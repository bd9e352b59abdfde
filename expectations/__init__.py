"""Meaning to trust: Great Expectations over the batch, row by row and as a whole."""
