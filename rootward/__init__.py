"""Rootward: events in, cases, root causes with evidence, governed repair, audit, learning."""

__version__ = "0.1.0"
