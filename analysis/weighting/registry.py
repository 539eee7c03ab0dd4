"""The weighting methods of a plan: a line each."""

from analysis.reading import Keys
from analysis.weighting.calibrate_step import Calibrate
from analysis.weighting.steps import Poststratify, Rake, Step, Trim

METHODS: dict[str, type[Step]] = {
    "rake": Rake,
    "poststratify": Poststratify,
    "calibrate": Calibrate,
    "trim": Trim,
}


def read_step(keys: Keys) -> Step:
    """Read one weighting step; raises PlanError."""
    step = METHODS[keys.choice("method", tuple(METHODS))].read(keys)
    keys.done()
    return step
