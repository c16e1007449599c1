"""The online rate (在线率): of what the platform should have heard, how much it heard."""
