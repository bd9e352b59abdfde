"""Secrets: from LUCE_SECRET_<NAME> where it is set, else generated, under LUCE_HOME/secrets.

A secret never has a default: it is random, kept in a file that only its owner reads, and refused
when somebody has put a short or a well-known word in its place.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from ingestion.errors import BadSetting
from ingestion.settings import Settings

SHORTEST = 16
DEFAULTS = frozenset(
    {"password", "postgres", "postgresql", "changeme", "change_me", "secret", "admin", "airflow"}
)


def read_secret(settings: Settings, name: str, *, size: int = 32) -> str:
    """Give the secret of that name, generating it the first time.

    Units: `size` is bytes of randomness; the text is a third longer.

    Raises:
        BadSetting: the variable or the file holds a short or a well-known secret.
    """
    if _variable(name) in os.environ:
        cure = "set it to the output of `openssl rand -hex 32`"
        return check_secret(os.environ[_variable(name)], _variable(name), cure)
    path = _folder(settings) / name
    if not path.exists():
        _keep(path, secrets.token_urlsafe(size))
    return check_secret(path.read_text().strip(), f"the secret in {path}", "delete that file")


def has_secret(settings: Settings, name: str) -> bool:
    """Whether a secret of that name is known here."""
    return _variable(name) in os.environ or (settings.home / "secrets" / name).exists()


def check_secret(secret: str, what: str, cure: str) -> str:
    """Return the secret, or refuse one that is missing, well known or shorter than 16 characters.

    A well-known word repeated or padded with one character is as good as known, so what counts is
    also how many different characters there are.
    """
    if not secret:
        raise BadSetting(f"{what} is missing", cure)
    if len(secret) < SHORTEST:
        raise BadSetting(f"{what} has fewer than {SHORTEST} characters", cure)
    plain = secret.lower()
    if len(set(plain)) < 5 or any(plain.replace(word, "") == "" for word in DEFAULTS):
        raise BadSetting(f"{what} is easy to guess", cure)
    return secret


def _variable(name: str) -> str:
    return f"LUCE_SECRET_{name.upper()}"


def _folder(settings: Settings) -> Path:
    folder = settings.home / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def _keep(path: Path, secret: str) -> None:
    """Write the file so that of two processes that start at once, both read the same secret."""
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    try:
        os.link(draft, path)  # fails where another process was first, and its secret stands
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
