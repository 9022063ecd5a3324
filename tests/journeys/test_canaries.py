"""No secret of the main path reaches the disk or the screen, in whatever form."""

from __future__ import annotations

import base64
import importlib.resources
import sqlite3
import sys
from pathlib import Path
from urllib.parse import quote

import canaries
import pytest
import secret_service

PROGRAM = Path(canaries.__file__)

pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.webengine,
    pytest.mark.skipif(bool(secret_service.missing()), reason=secret_service.missing() or ""),
]


def forms(secret: str) -> list[bytes]:
    """The secret as it is, percent-encoded, in base64 at any alignment, in hex and in UTF-16."""
    raw = secret.encode()
    found = [raw, quote(secret, safe="").encode(), raw.hex().encode(), secret.encode("utf-16-le")]
    for lead in range(3):
        coded = base64.b64encode(b"x" * lead + raw)
        found.append(coded[4 if lead else 0 :].rstrip(b"=")[:-2])
    return found


SECRETS = (
    canaries.PASSWORD,
    canaries.CLIENT_SECRET,
    canaries.CANARY_CODE,
    canaries.CANARY_TOKEN,
)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which main-path was replayed with canaries for secrets."""
    home = tmp_path_factory.mktemp("h")
    folder = home / "workspace"
    folder.mkdir()
    shipped = importlib.resources.files("resources") / "journeys" / "main-path.toml"
    journey = home / "journey.toml"
    journey.write_text(
        shipped.read_text("utf-8").replace("sandbox-dana", canaries.PASSWORD), encoding="utf-8"
    )
    done = secret_service.run(
        [
            sys.executable,
            str(PROGRAM),
            str(folder / "Acme demo.studio"),
            str(journey),
            str(home / "texts.txt"),
        ],
        home=home,
        extra={"QT_QPA_PLATFORM": "offscreen"},
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    journey.unlink()
    return home


def test_no_secret_is_in_any_file_of_the_data_folder(replayed: Path) -> None:
    files = [path for path in (replayed / "workspace").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".studio", ".sandbox", ".log"}
    for path in files:
        content = path.read_bytes()
        for secret in SECRETS:
            for form in forms(secret):
                assert form not in content, f"{secret} is in {path.name} as {form!r}"


def test_no_secret_is_in_the_journal(replayed: Path) -> None:
    with sqlite3.connect(replayed / "workspace" / "Acme demo.studio") as connection:
        rows = connection.execute("SELECT * FROM exchanges").fetchall()
    connection.close()
    journal = repr(rows).encode()
    assert len(rows) >= 8
    assert b"grant_type=authorization_code" in journal, "the exchange itself is kept"
    for secret in SECRETS:
        assert not [form for form in forms(secret) if form in journal], secret


def test_no_secret_is_shown(replayed: Path) -> None:
    texts = (replayed / "texts.txt").read_bytes()
    assert b"Authorization completed successfully" in texts, "the screen was really read"
    for secret in SECRETS:
        assert not [form for form in forms(secret) if form in texts], secret


def test_the_keyring_is_where_the_tokens_lie(replayed: Path) -> None:
    """The canaries were real: they are in the keyring, and only there."""
    program = (
        "import sys; from pathlib import Path; from studio.app import open_studio;"
        "studio = open_studio(Path(sys.argv[1]));"
        "print(studio.vault.status().kind, studio.authorization.access_token('hubspot'));"
        "studio.close()"
    )
    workspace = replayed / "workspace" / "Acme demo.studio"
    done = secret_service.run([sys.executable, "-c", program, str(workspace)], home=replayed)
    kind, access = done.stdout.split()
    assert kind == "keyring"
    assert canaries.CANARY_TOKEN in access
