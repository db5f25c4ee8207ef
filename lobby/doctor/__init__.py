"""`lobby doctor`: whether an installation has what it needs, and what to do where it has not."""
