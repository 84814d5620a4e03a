"""Built-in sources: what reads the formats that other systems send."""
