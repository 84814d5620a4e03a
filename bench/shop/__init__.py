"""The shop: a small real system whose incidents are recorded by running it."""
