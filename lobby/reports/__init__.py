"""What is read later: counts only, and no cell under five."""
