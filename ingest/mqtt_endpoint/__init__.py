"""A door for gateways that speak MQTT straight to the platform: no broker, and PUBACK is commit."""
