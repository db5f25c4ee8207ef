"""What the lead looks at: how often promised waits held."""
