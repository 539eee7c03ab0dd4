"""The citizen's area: the pages behind a QR code and the phone's queue."""
