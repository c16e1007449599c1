"""Filed stops (报备停用): what an enterprise files as stopped, and what that does to its alarms."""
