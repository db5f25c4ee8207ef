"""The visitor's own page: her number, how many are ahead, and where she is called to."""
