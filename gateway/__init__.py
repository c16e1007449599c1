"""The program an enterprise runs beside its DCS: reads there, publishes here, never writes."""
