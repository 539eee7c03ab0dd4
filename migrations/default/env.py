"""Run the steps of the database `default` on the connection that store.migrations passes."""

from alembic import context

from survey_app.store.models import DefaultBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=DefaultBase.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
