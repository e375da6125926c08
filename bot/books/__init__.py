"""The shop's books on paper: exports for an accountant, files for the bank, and an audit from the beginning."""
