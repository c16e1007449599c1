"""The words of the house, the plant directory read and checked, standards as data."""
