"""What if: an office's past days, or a forecast, played many times as they were and with something changed."""
