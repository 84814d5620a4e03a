"""The shop's services: one module each, named after the service."""
