"""The statistics a plan may ask for: a new one is one module and one line here."""

from analysis.estimate.crosstab import Crosstab
from analysis.estimate.means import Mean, Ratio, Total
from analysis.estimate.multiple import Multiple
from analysis.estimate.proportions import Proportion
from analysis.estimate.request import Request, read_common
from analysis.reading import Keys

STATISTICS: dict[str, type[Request]] = {
    "mean": Mean,
    "total": Total,
    "ratio": Ratio,
    "proportion": Proportion,
    "multiple": Multiple,
    "crosstab": Crosstab,
}


def read_request(keys: Keys) -> Request:
    """Read one estimate of a plan; raises PlanError."""
    statistic = STATISTICS[keys.choice("statistic", tuple(STATISTICS))]
    request = statistic.read(keys, read_common(keys))
    keys.done()
    return request
