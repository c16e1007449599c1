"""Foreign formats: what gateways speak that were not made for this platform."""
