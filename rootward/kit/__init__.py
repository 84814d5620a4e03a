"""Mechanisms that know no domain; each is built once and used by every slice."""
