"""How long it will take: a range, and how often such ranges held."""
