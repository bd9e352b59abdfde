# The one image of every service in docker-compose.yml but the database.
FROM python:3.11-slim-bookworm
WORKDIR /app
COPY scripts/uv-bootstrap.lock scripts/
RUN pip install --no-cache-dir --require-hashes -r scripts/uv-bootstrap.lock
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --frozen --no-dev --no-install-project --no-cache
COPY ingestion ingestion
COPY expectations expectations
COPY dbt_project dbt_project
COPY dags dags
COPY sample sample
RUN uv sync --frozen --no-dev --no-cache \
    && useradd --system --create-home --uid 1000 luce \
    && install -d -o luce -g luce -m 750 /luce
USER luce
ENV PATH=/app/.venv/bin:$PATH HOME=/luce LUCE_HOME=/luce PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /luce
ENTRYPOINT ["python", "-m", "ingestion.scheduler"]
CMD ["prepare"]
