"""USB as far as libusb's border: behind it stands a printer that libusb never sees. Not seen on hardware."""

from types import SimpleNamespace
from typing import Any

import pytest
import usb.backend
import usb.core
from printers import Machine, job

from printer.agent.escpos import Patience
from printer.agent.jobs import Job, Outcome, Result, State
from printer.agent.lines import LinePrinter
from printer.agent.usb import UsbLine, usb_port

QUICK = Patience(answer_s=0.15, job_s=1.0, confirm_s=0.3, mute_confirm_s=0.2)
SLIP = Job(17, "A012", job())
IN, OUT = 0x82, 0x01


class UsbMachine(Machine, usb.backend.IBackend):
    """What pyusb takes for libusb: one device 04b8:0e15, which prints. `takes_nothing`: a printer whose buffer is full."""

    def __init__(self) -> None:
        super().__init__()
        self._answers = b""
        self.takes_nothing = False
        self.kernel_has_it, self.claimed = True, []

    def enumerate_devices(self) -> list[str]:
        return ["the printer"]

    def get_device_descriptor(self, dev: str) -> Any:
        device = {"idVendor": 0x04B8, "idProduct": 0x0E15, "bNumConfigurations": 1, "address": 1, "bus": 1, "port_number": 1}
        names = (
            "bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 bcdDevice iManufacturer"
        )
        rest = [*names.split(), "iProduct", "iSerialNumber", "port_numbers", "speed"]
        return SimpleNamespace(**dict.fromkeys(rest, 0) | device)

    def get_configuration_descriptor(self, dev: str, config: int) -> Any:
        names = "bLength bDescriptorType wTotalLength iConfiguration bmAttributes bMaxPower"
        return SimpleNamespace(
            **dict.fromkeys(names.split(), 0), bNumInterfaces=1, bConfigurationValue=1, interface=[None], extra_descriptors=[]
        )

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        names = "bLength bDescriptorType bInterfaceNumber bAlternateSetting bInterfaceSubClass bInterfaceProtocol iInterface"
        return SimpleNamespace(**dict.fromkeys(names.split(), 0), bNumEndpoints=2, bInterfaceClass=7, extra_descriptors=[])

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> Any:
        names = "bLength bDescriptorType bInterval bRefresh bSynchAddress"
        address = (OUT, IN)[ep]
        return SimpleNamespace(
            **dict.fromkeys(names.split(), 0), bEndpointAddress=address, bmAttributes=2, wMaxPacketSize=64, extra_descriptors=[]
        )

    def open_device(self, dev: str) -> str:
        return dev

    def close_device(self, dev_handle: str) -> None:
        self.claimed.append("closed")

    def get_configuration(self, dev_handle: str) -> int:
        return 1

    def is_kernel_driver_active(self, dev_handle: str, intf: int) -> bool:
        return self.kernel_has_it

    def detach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.kernel_has_it = False

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        if self.kernel_has_it:
            raise usb.core.USBError("busy")
        self.claimed.append("claimed")

    def release_interface(self, dev_handle: str, intf: int) -> None:
        self.claimed.append("released")

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert (ep, timeout > 0) == (OUT, True)
        if self.takes_nothing:
            raise usb.core.USBTimeoutError("timed out")
        self._answers += self.take(data.tobytes())
        return len(data)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert (ep, timeout > 0) == (IN, True)
        if not self._answers:
            raise usb.core.USBTimeoutError("timed out")
        buff[0], self._answers = self._answers[0], self._answers[1:]
        return 1


def at(machine: UsbMachine, product: int = 0x0E15) -> LinePrinter:
    return LinePrinter(lambda: UsbLine(0x04B8, product, machine), QUICK)


def test_a_usb_printer_is_taken_from_the_kernel_prints_confirms_and_is_given_back() -> None:
    machine = UsbMachine()
    assert at(machine).print(SLIP) == Result(Outcome.PRINTED)
    assert machine.slips == [SLIP.data]
    assert machine.claimed == ["claimed", "released", "closed"]


def test_a_usb_printer_says_how_it_is() -> None:
    machine = UsbMachine()
    assert at(machine).state() is State.ONLINE
    machine.status[4] = 0x72
    assert at(machine).print(SLIP) == Result(Outcome.FAILED, "paper-out", is_touched=False)


def test_a_full_usb_printer_fails_instead_of_blocking_for_ever() -> None:
    machine = UsbMachine()
    machine.takes_nothing = True
    assert at(machine).state() is State.OFFLINE
    assert at(machine).print(SLIP) == Result(Outcome.FAILED, "offline", is_touched=False)


def test_a_usb_printer_that_is_not_there_is_offline() -> None:
    assert at(UsbMachine(), product=0x0001).state() is State.OFFLINE


def test_a_machine_without_libusb_or_that_printer_is_offline() -> None:
    assert usb_port(0xFFFE, 0xFFFE, QUICK).state() is State.OFFLINE
    with pytest.raises(OSError, match=r"libusb|no USB device"):
        UsbLine(0xFFFE, 0xFFFE)
