"""Benchmarks and the small real system that recorded incidents come from."""
