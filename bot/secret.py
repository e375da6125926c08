"""The key that voucher and invitation digests are made with: from the configuration, or made once and kept beside."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.config import Config
from bot.config_faults import ConfigFault

LEAST = 16


def with_secret(config: Config) -> Config:
    """The configuration with a secret in it. Without one of the owner's, a file next to SQLite's keeps it, mode 0600.

    Raises ConfigFault: with PostgreSQL the key has no place of its own and must be configured.
    """
    given = config.security.secret.get_secret_value()
    if given:
        if len(given) < LEAST:
            raise ConfigFault(f"security.secret: expected at least {LEAST} characters")
        return config
    kept = key_file(config)
    if kept is None:
        raise ConfigFault("security.secret: expected a random text of 32 characters; codes are kept as hashes under it")
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    secret = kept.read_text(encoding="ascii").strip()
    security = config.security.model_copy(update={"secret": type(config.security.secret)(secret)})
    return config.model_copy(update={"security": security})


def key_file(config: Config) -> Path | None:
    """Where the key lies when it is not configured; None where it must be."""
    _, _, path = config.database.url.partition(":///")
    if config.security.secret.get_secret_value() or not config.database.url.startswith("sqlite") or not path:
        return None
    return Path(path).with_suffix(".key")


def fingerprint(config: Config) -> str | None:
    """By which a secret is known again and not found out; None while there is none. Makes none."""
    secret, kept = config.security.secret.get_secret_value(), key_file(config)
    if kept is not None and kept.exists():
        secret = kept.read_text(encoding="ascii").strip()
    return hmac.new(secret.encode(), b"earshot-backup", hashlib.sha256).hexdigest()[:32] if secret else None
