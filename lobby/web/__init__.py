"""Flask and sockets: how screens, the API and boards reach the outside."""
