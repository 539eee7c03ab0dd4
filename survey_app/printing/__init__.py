"""Printed matter: QR symbols and the notices that carry them."""
