"""The bodies of foreign gateways, one file a format: bytes in, readings or a refusal out."""
