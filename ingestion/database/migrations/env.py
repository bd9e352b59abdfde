"""Alembic's environment: run from `ingestion.database.migrate`, never with an ini file."""

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url

url = make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg")
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, version_table_schema="public")
    with context.begin_transaction():
        context.run_migrations()
