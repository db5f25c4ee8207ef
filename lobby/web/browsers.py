"""By what somebody knows her own sessions: the browser's family and the first half of the address, and no more."""

from ipaddress import IPv6Address, ip_address

FAMILIES = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def family(agent: str) -> str:
    """ "Firefox · Windows"; empty where the browser does not say."""
    found = (next((name for sign, name in names if sign in agent), "") for names in (FAMILIES, SYSTEMS))
    return " · ".join(filter(None, found))


def net(address: str | None) -> str:
    """ "192.0.2.7" → "192.0.x.x"; of IPv6 the first three groups."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        return ":".join(known.exploded.split(":")[:3]) + ":x"
    return ".".join(str(known).split(".")[:2]) + ".x.x"
