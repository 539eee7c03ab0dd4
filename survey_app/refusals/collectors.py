"""The sentences of collectors and of long work."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "unit_needed": "Choose a unit: your grant covers units, not the whole installation",
    "no_communes": "There are no communes of %(unit)s that you could make QR codes for",
    "issued_too_large": "The number issued may be %(most)s at most",
    "already_rotated": "The code %(code)s has been replaced by %(successor)s already",
    "already_retired": "The QR code %(code)s is out of use already",
    "not_retired": "The QR code %(code)s is in use, so there is nothing to restore",
    "too_many_jobs": "%(most)s files are being made for you already; wait until one is ready",
    "nobody_asks": "Only a person who is signed in can ask for this",
    "unknown_job": "There is no such file (any more)",
    "job_is_running": "This file is still being made",
    "no_notices": "No QR code in use fits, so there is no notice to print",
    "printing_failed": "The file could not be made: the program that sets the pages has failed",
    "too_many_notices": "Choose fewer QR codes: %(most)s notices at most fit into one file",
}
