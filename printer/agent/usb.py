"""A printer on USB, by its vendor's and product's numbers. Needs libusb; tried to libusb's border, not seen on hardware."""

from importlib import import_module
from typing import Any

from printer.agent.escpos import Patience
from printer.agent.lines import DEFAULT, LinePrinter

PRINTER_CLASS = 7
BULK = 2


class UsbLine:
    """The printer's two bulk endpoints. Raises OSError where there is no such device, or no libusb."""

    def __init__(self, vendor: int, product: int, backend: Any = None) -> None:
        import usb.core
        import usb.util

        self._util, self._silence = usb.util, usb.core.USBTimeoutError
        try:
            self._device = usb.core.find(idVendor=vendor, idProduct=product, backend=backend or _libusb())
        except usb.core.NoBackendError as error:
            raise OSError("libusb is not installed") from error
        if self._device is None:
            raise OSError(f"no USB device {vendor:04x}:{product:04x}")
        self._interface = self._claimed()
        self._out, self._in = self._endpoint(usb.util.ENDPOINT_OUT), self._endpoint(usb.util.ENDPOINT_IN)
        if self._out is None:
            raise OSError("the USB device takes no data")

    def write(self, data: bytes, timeout_s: float) -> None:
        if self._out.write(data, _ms(timeout_s)) != len(data):
            raise OSError("the printer takes no more")

    def read(self, timeout_s: float) -> bytes:
        if self._in is None:
            raise OSError("the printer gives no answers")
        try:
            return bytes(self._in.read(self._in.wMaxPacketSize, _ms(timeout_s)))
        except self._silence:
            return b""

    def close(self) -> None:
        self._util.dispose_resources(self._device)

    def _claimed(self) -> Any:
        """The interface of the printer class, taken from the kernel's own driver."""
        configuration = self._device.get_active_configuration()
        interface = self._util.find_descriptor(configuration, bInterfaceClass=PRINTER_CLASS) or configuration[(0, 0)]
        try:
            if self._device.is_kernel_driver_active(interface.bInterfaceNumber):
                self._device.detach_kernel_driver(interface.bInterfaceNumber)
        except NotImplementedError:
            pass  # other systems than Linux have no such driver
        self._util.claim_interface(self._device, interface)
        return interface

    def _endpoint(self, direction: int) -> Any:
        def fits(endpoint: Any) -> bool:
            address, attributes = endpoint.bEndpointAddress, endpoint.bmAttributes
            return bool(self._util.endpoint_direction(address) == direction and self._util.endpoint_type(attributes) == BULK)

        return self._util.find_descriptor(self._interface, custom_match=fits)


def usb_port(vendor: int, product: int, patience: Patience = DEFAULT) -> LinePrinter:
    return LinePrinter(lambda: UsbLine(vendor, product), patience)


def _libusb() -> Any:
    """The libusb of the system, or the one that PyPI's libusb-package brings."""
    try:
        return import_module("libusb_package").get_libusb1_backend()
    except ImportError:
        return None


def _ms(seconds: float) -> int:
    """0 would wait for ever."""
    return max(1, int(seconds * 1000))
