"""Who may act for whom: the OAuth exchange, its mechanisms and the life of a token."""
