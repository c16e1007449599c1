"""Arrays in, verdict arrays out."""
