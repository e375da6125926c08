"""The stand-in: a local Bot API server with people in it. It imports nothing of ours, so that it stays a witness."""
