"""The command line, the settings, the tick, and the one place where parts are wired."""
