"""People, places, the queue, their secret links."""
