"""The terminal at the entrance: choose a language, choose a service, see what to bring, draw a number."""
