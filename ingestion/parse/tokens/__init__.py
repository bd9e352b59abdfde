"""Sentences to tokens: dates, units, quantities, benchmarks."""
