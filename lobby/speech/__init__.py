"""Sentence → audio clip, on this machine. Which language has a voice is asked of the engine when the server starts."""
