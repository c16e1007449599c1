"""Keeping and reading readings: the port, its adapters and the durable spool."""
