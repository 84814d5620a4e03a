"""Playbooks: which one fits a case, its steps carried out one at a time, and whether the repair held."""
