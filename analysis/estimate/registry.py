"""The statistics a plan may ask for: a new one is one module and one line here."""

from analysis.estimate.boxes import MeanTopBox, TopBox
from analysis.estimate.crosstab import Crosstab
from analysis.estimate.differences import Difference
from analysis.estimate.letters import Letters
from analysis.estimate.means import Mean, Ratio, Total
from analysis.estimate.multiple import Multiple
from analysis.estimate.nps import NetPromoterScore
from analysis.estimate.proportions import Proportion
from analysis.estimate.quantiles import Quantile
from analysis.estimate.request import Request, read_common
from analysis.reading import Keys

STATISTICS: dict[str, type[Request]] = {
    "mean": Mean,
    "total": Total,
    "ratio": Ratio,
    "proportion": Proportion,
    "multiple": Multiple,
    "crosstab": Crosstab,
    "quantile": Quantile,
    "difference": Difference,
    "top_box": TopBox,
    "mean_top_box": MeanTopBox,
    "nps": NetPromoterScore,
    "letters": Letters,
}


def read_request(keys: Keys) -> Request:
    """Read one estimate of a plan; raises PlanError."""
    statistic = STATISTICS[keys.choice("statistic", tuple(STATISTICS))]
    request = statistic.read(keys, read_common(keys))
    keys.done()
    return request
