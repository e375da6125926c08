"""Files that people send each other: fetched, cleaned of what is personal, and given a neutral name."""
