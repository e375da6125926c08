"""The contact guard: what may not pass between the two sides, since it leads past the shop."""
