"""Recorded incidents as package data, so that `rootward demo` works wherever the product is installed."""
