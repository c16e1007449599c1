"""Rooms of physics: what is true in a simulated park, before any instrument looks at it."""
