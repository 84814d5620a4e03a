"""Runs of agents for the benchmark: real ones with labels, faults put into them, and what trivial rules say."""
