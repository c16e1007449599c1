"""From a true process value to what a DCS shows of it: instruments, and what is wrong with them."""
