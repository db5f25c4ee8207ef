"""What the lead looks at: figures of an office."""
