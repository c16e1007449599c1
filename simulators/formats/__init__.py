"""What simulated gateways say, one file a format: readings in, messages out; ingest's mirror."""
