"""The first-run assistant: from an empty database to the first number."""
