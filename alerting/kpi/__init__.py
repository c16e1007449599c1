"""How well the alarm system does: its figures from the journal (ISA-18.2 clause 16, IEC 62682)."""
