"""The caseworker's desk, and the log-in of all staff."""
