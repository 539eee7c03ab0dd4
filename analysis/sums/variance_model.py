"""What the errors of all groups follow from: the sample's stages, the calibration, replicates."""

from dataclasses import dataclass

from analysis.sample import LonelyPsu
from analysis.sums.frame import Frame
from analysis.sums.replicates import Replicates
from analysis.sums.residuals import Projection
from analysis.sums.row_residuals import RowProjection
from analysis.sums.sampling import Stage


@dataclass(eq=False)
class VarianceModel:
    """The design of a frame, its replicates, and the projection of a calibration once known."""

    frame: Frame
    replicates: Replicates | None
    projection: Projection | RowProjection | None = None

    @property
    def is_element(self) -> bool:
        """Whether rows are the sampling units."""
        return self.frame.sampling.is_element

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the sample."""
        return self.frame.sampling.stages

    @property
    def lonely_psu(self) -> LonelyPsu:
        """What becomes of strata with one unit."""
        return self.frame.sampling.lonely_psu

    @property
    def adjust_domain_lonely(self) -> bool:
        """Whether strata of which a domain has one unit are lonely too."""
        return self.frame.design.adjust_domain_lonely
