"""The demo office: to see Lobby work, and to try things out."""
