"""Chaos: the real process killed again and again in the middle of everybody talking, and what became of every word."""
