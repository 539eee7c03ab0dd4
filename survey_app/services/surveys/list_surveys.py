"""The surveys of an installation with what came in."""

from dataclasses import asdict, dataclass

from survey_app.services.context import Context
from survey_app.store.collector_queries import count_issued, list_collectors
from survey_app.store.response_queries import count_by_survey
from survey_app.store.survey_queries import list_surveys as list_rows


@dataclass(frozen=True)
class SurveyLine:
    """One survey in a list; `accepted` counts people, `issued` is None where nobody said."""

    id: int
    title: str
    state: str
    accepted: int
    issued: int | None
    collectors: tuple[str, ...]
    demonstration: bool

    def to_dict(self) -> dict[str, object]:
        """The line as JSON-ready keys."""
        return asdict(self)


def list_surveys(context: Context) -> tuple[SurveyLine, ...]:
    """Every survey in the order of the numbers; the counts are of this moment."""
    with context.database.unscoped.box_session() as box:
        accepted = count_by_survey(box)
    with context.database.session() as session:
        return tuple(
            SurveyLine(
                id=survey.id,
                title=survey.title,
                state=survey.state,
                accepted=accepted.get(survey.id, 0),
                issued=count_issued(session, survey.id),
                collectors=tuple(row.code for row in list_collectors(session, survey.id)),
                demonstration=survey.demonstration,
            )
            for survey in list_rows(session)
        )
