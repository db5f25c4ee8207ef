"""What lead and admin set up. So far: the appointments of a booking system."""
