"""Bytes to rows: fetch, land and parse the notices, and the command line over all six stages."""
