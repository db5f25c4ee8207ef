"""The hall's screen: the newest call first, a chime, who waits for what, and the closed picture."""
