"""Run the steps of the database `box` on the connection that store.migrations passes."""

from alembic import context

from survey_app.store.models import BoxBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=BoxBase.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
