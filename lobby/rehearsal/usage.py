"""What processes of this machine use, from /proc: seconds of a core, and memory. Where there is no /proc, nothing is known."""

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

EVERY_S = 1.0
WINDOW_S = 10.0  # a share of a core is that of so long: whoever was full so long made others wait
PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    """One process at one instant. `cpu_s`: of a core, since it began; `rss`: bytes."""

    at: float
    cpu_s: float
    rss: int


def family(pids: Iterable[int]) -> list[int]:
    """These processes and all that they started, as far as they are there."""
    found: list[int] = []
    for pid in pids:
        with suppress(OSError):
            children = [
                int(child) for task in (PROC / f"{pid}/task").iterdir() for child in (task / "children").read_text().split()
            ]
            found += [pid, *family(children)]
    return list(dict.fromkeys(found))


def listening(port: int) -> list[int]:
    """The processes of this machine that listen at this port, as far as we may look at them."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    return [int(folder.name) for folder in PROC.glob("[0-9]*") if sockets & _open_in(folder)] if sockets else []


def sample(pid: int) -> Sample | None:
    """This process now; None where it is no more."""
    try:
        fields = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
        pages = int((PROC / f"{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    return Sample(monotonic(), (int(fields[11]) + int(fields[12])) / TICK, pages * PAGE)


class Usage:
    """Samples of some processes, taken each second from `start` to `stop` by a thread. `pids`: which they are now."""

    def __init__(self, pids: Callable[[], Iterable[int]]) -> None:
        self.samples: dict[int, list[Sample]] = defaultdict(list)
        self._pids, self._over = pids, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self.take()

    def take(self) -> None:
        """Look once."""
        for pid in self._pids():
            if found := sample(pid):
                self.samples[pid].append(found)

    def shares(self) -> dict[int, float]:
        """Process → its share of a core over the whole time that it was seen."""
        return {pid: _share(found[0], found[-1]) for pid, found in self.samples.items()}

    def busiest(self) -> dict[int, float]:
        """Process → its largest share of a core within any ten seconds."""
        return {pid: _busiest(found) for pid, found in self.samples.items()}

    def memory(self, since_s: float, until_s: float) -> float | None:
        """Bytes that all held together, on the mean of that time after the first look; None where nobody looked then."""
        begins = min((found[0].at for found in self.samples.values()), default=0.0)
        sums: defaultdict[int, int] = defaultdict(int)
        for found in self.samples.values():
            # each process once in a second, the looks of one second together
            for second, rss in {round((each.at - begins) / EVERY_S): each.rss for each in found}.items():
                sums[second] += rss
        within = [total for second, total in sums.items() if since_s <= second * EVERY_S < until_s]
        return sum(within) / len(within) if within else None

    @property
    def lasted_s(self) -> float:
        instants = [each.at for found in self.samples.values() for each in (found[0], found[-1])]
        return max(instants, default=0.0) - min(instants, default=0.0)

    def _run(self) -> None:
        self.take()
        while not self._over.wait(EVERY_S):
            self.take()


def _share(first: Sample, last: Sample) -> float:
    return (last.cpu_s - first.cpu_s) / (last.at - first.at) if last.at > first.at else 0.0


def _busiest(found: list[Sample]) -> float:
    """In a shorter time than ten seconds: its share of all of it."""
    first, most = 0, 0.0
    for each in found:
        while each.at - found[first].at > WINDOW_S + EVERY_S / 2:
            first += 1
        if each.at - found[first].at >= WINDOW_S - EVERY_S:
            most = max(most, _share(found[first], each))
    return most or _share(found[0], found[-1])


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(fields[9])
    return found


def _open_in(folder: Path) -> set[str]:
    found = set()
    with suppress(OSError):
        for each in (folder / "fd").iterdir():
            with suppress(OSError):
                found.add(str(each.readlink()))
    return found
