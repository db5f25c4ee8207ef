"""The office's public page, and what is said about privacy."""
