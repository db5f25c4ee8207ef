"""What visitors may need, so that somebody is ready for them."""

from lobby.domain.errors import N_

NEEDS = {
    "wheelchair": N_("Rollstuhl"),
    "pregnant": N_("Schwanger"),
    "child": N_("Mit Kind"),
    "helper": N_("Mit Begleitung"),
    "blind": N_("Sieht nicht oder wenig"),
    "deaf": N_("Hört nicht oder wenig"),
}
"""A need's code → what it is called, by staff and at the kiosk."""
