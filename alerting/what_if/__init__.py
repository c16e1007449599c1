"""What another plant would have come to over the same readings, beside today's."""
