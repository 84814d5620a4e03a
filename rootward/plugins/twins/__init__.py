"""Twins: stand-ins of services that nobody connected: they speak the service's protocol and keep what was done."""
