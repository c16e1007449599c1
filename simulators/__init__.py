"""Park physics, scenarios, replay and load: everything that pretends to be a plant."""
