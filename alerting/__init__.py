"""From verdict changes and people's commands to what an operator must act on."""
