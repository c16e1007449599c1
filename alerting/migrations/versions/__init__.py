"""One file a revision, each complete in itself: none reads today's tables."""
