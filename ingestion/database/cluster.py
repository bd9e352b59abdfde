"""The files of one embedded server: where its data stand, on which port, with what settings."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import tempfile
from pathlib import Path

from ingestion.database.unprivileged import Runner, choose_folder, find_programs, find_runner
from ingestion.database.vault import read_secret
from ingestion.errors import LuceError, NoSpaceLeft, PortInUse
from ingestion.settings import Settings

OWNER = "luce"
PORTS = range(20000, 30000)  # below the range from which systems lend ports to clients

# What a full disk makes Postgres say; the last where a file could be extended by half a block.
FULL = ("no space left", "disk quota exceeded", "could not extend file")

CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
shared_buffers = '1GB'
effective_cache_size = '4GB'
work_mem = '32MB'
maintenance_work_mem = '256MB'
max_wal_size = '4GB'
random_page_cost = 1.1
log_checkpoints = off
cluster_name = 'luce'
"""
# For tests alone: a server that forgets all at a power cut, and is thrown away after the run.
NOT_DURABLE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class Cluster:
    """One server's folder, made the first time and found again by what it recorded of itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.runner: Runner = find_runner()
        self.record = settings.home / "postgres" / "server.json"
        self.log = settings.logs / "postgres.log"
        self.folder = Path(self._recorded().get("folder", "")) if self._recorded() else None

    @property
    def data(self) -> Path | None:
        """The data folder, or None where no server was ever made here."""
        return self.folder / "data" if self.folder else None

    @property
    def port(self) -> int | None:
        port = self._recorded().get("port")
        return int(port) if port else None

    def program(self, name: str) -> str:
        """The path of one of Postgres's programs."""
        return str(find_programs(self.runner) / name)

    def make(self) -> Path:
        """Make the data folder where there is none; return it.

        It is made beside its place and moved there whole, so a killed first start leaves nothing
        that looks like a database.
        """
        folder = self.folder or choose_folder(self.settings.home, self.runner)
        data, draft = folder / "data", folder / "data.new"
        if not (data / "PG_VERSION").exists():
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True, mode=0o700)
            self.runner.own(draft)
            self._initialise(draft)
            draft.rename(data)
        self.folder = folder
        return data

    def configure(self, *, durable: bool) -> int:
        """Choose the port, write the settings of this start and return the port."""
        data = self.data
        if data is None:
            raise LuceError("there is no server to configure", "start it with `luce db start`")
        port = choose_port(self.port or _first_port(self.settings.home))
        text = CONFIGURATION.format(port=port) + ("" if durable else NOT_DURABLE)
        (data / "luce.conf").write_text(text)
        self._write_record({"folder": str(self.folder), "port": port})
        return port

    def _initialise(self, draft: Path) -> None:
        with tempfile.NamedTemporaryFile("w", dir=draft.parent) as password:
            password.write(read_secret(self.settings, "postgres_owner"))
            password.flush()
            self.runner.own(Path(password.name))
            command = [self.program("initdb"), "-D", str(draft), "-U", OWNER, "-E", "UTF8"]
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            command += ["--auth=scram-sha-256", f"--pwfile={password.name}", "--no-instructions"]
            self.run(command, "the database could not be made")
        with (draft / "postgresql.conf").open("a") as file:
            file.write("include_if_exists = 'luce.conf'\n")

    def run(self, command: list[str], failure: str) -> None:
        """Run one of Postgres's programs; its output goes to the log.

        Raises:
            NoSpaceLeft, PortInUse, LuceError: it failed, and the log says why.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        before = self.log.stat().st_size if self.log.exists() else 0
        if self.runner.run(command, output=self.log) != 0:
            with self.log.open("rb") as file:
                file.seek(before)
                raise explain(file.read().decode(errors="replace"), failure, self.log)

    def _recorded(self) -> dict[str, str]:
        try:
            recorded = json.loads(self.record.read_text())
        except (OSError, ValueError):
            return {}
        return recorded if isinstance(recorded, dict) else {}

    def _write_record(self, record: dict[str, str | int]) -> None:
        draft = self.record.with_suffix(".new")
        draft.write_text(json.dumps(record))
        draft.replace(self.record)


def choose_port(first: int) -> int:
    """The port, where it is free, or else the next free one.

    Raises:
        PortInUse: a hundred in a row are taken, which is no accident.
    """
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise PortInUse(
        f"ports {first} to {first + 99} on 127.0.0.1 are all in use",
        "end the programs that hold them, or set LUCE_DATABASE_URL to a server of your own",
    )


def explain(output: str, failure: str, log: Path) -> LuceError:
    """Turn what Postgres printed into one line with its cure."""
    lowered = output.lower()
    if any(sign in lowered for sign in FULL):
        return NoSpaceLeft(f"{failure}: the disk is full", "free some space and run again")
    if "address already in use" in lowered:
        return PortInUse(f"{failure}: another program took its port", "run again")
    lines = [line for line in output.splitlines() if "FATAL" in line or "error" in line]
    reason = (lines or output.splitlines() or ["no message"])[-1].strip()
    return LuceError(f"{failure}: {reason}", f"the whole story is in {log}")


def _first_port(home: Path) -> int:
    """A port of its own for each LUCE_HOME, the same at every first start."""
    digest = hashlib.sha256(str(home).encode()).digest()
    return PORTS.start + int.from_bytes(digest[:4], "big") % (len(PORTS) - 100)
