"""From a gateway's frame to an admitted batch of readings."""
