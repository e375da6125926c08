"""The contact guard's data and its outside: word lists, QR codes in photos, and how well it does."""
