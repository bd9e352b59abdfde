"""Tokens to rows: what is promised, by when, by whom."""
