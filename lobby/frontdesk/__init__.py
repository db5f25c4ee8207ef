"""The front desk: the service point at the entrance."""
