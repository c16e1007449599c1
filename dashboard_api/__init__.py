"""REST, the live websocket, people and rights."""
