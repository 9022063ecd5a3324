from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

SCRIPT = """
import sys
from pathlib import Path
from studio.sandbox.alone import serve
sys.exit(serve(0, 1, Path(sys.argv[1]), sys.stdout))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_one_line_and_serves_until_it_is_told_to_end(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "x.sandbox")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    assert list(line) == [
        "base_url",
        "authorize_url",
        "token_url",
        "client_id",
        "client_secret",
        "admin_url",
        "sign_in_names",
        "redirect_uris",
        "required_scopes",
        "declared_scopes",
    ]
    assert httpx.get(f"{line['admin_url']}/state").status_code == 200
    process.send_signal(number)
    rest, complaints = process.communicate(timeout=20)
    assert (process.returncode, rest, complaints) == (0, "", "")
