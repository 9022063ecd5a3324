"""JavaScript of scripts and messages, in a sandbox with limits on time and memory.

QuickJS in WebAssembly (quickjs-rs): a script sees `context` and `print` and nothing of this
computer. The first context takes half a second, so it is made on a worker before it is needed;
each run gets a context of its own.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import Any

from studio import json_text
from studio.errors import StudioError

TIME_LIMIT = 2.0
"""Seconds one script may run."""
MEMORY_LIMIT = 32 * 1024 * 1024
LARGEST_CONTEXT = 1024 * 1024
"""Bytes: the platform's limit for the context (fact sheet xo-platform 6.3)."""

FRAME = """
(function () {
  const context = JSON.parse(%(context)s);
  const printed = [];
  const print = (value) => {
    printed.push(typeof value === "string" ? value : JSON.stringify(value));
  };
  (function () {
%(script)s
  })();
  return JSON.stringify({ context: context, printed: printed });
})()
"""
LINES_BEFORE = 8
"""Lines of FRAME above the script, to be taken off the line an error names."""

LINES_OF_FUNCTION = 2
"""Lines that `new Function` puts above a script."""


class ScriptError(StudioError):
    """A script threw, ran too long or took too much memory."""

    line = 0
    """Of the script, counted from 1; 0 where it is not known."""


@dataclass(frozen=True)
class ScriptResult:
    """What a script left behind."""

    context: dict[str, Any]
    printed: tuple[str, ...]


class ScriptEngine:
    """Runs scripts one at a time; the engine is loaded with the first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warm = False

    def warm_up(self) -> None:
        """Load the engine, so that the first script does not wait for it."""
        if not self._warm:
            self.run("", {}, name="warm-up")

    def run(
        self, script: str, context: dict[str, Any], *, name: str, prelude: str = ""
    ) -> ScriptResult:
        """Run `script` on a copy of `context`.

        Args:
            script: JavaScript; sees `context` and `print`.
            context: Anything JSON can hold.
            name: The node it belongs to, for errors.
            prelude: JavaScript that runs before it.

        Raises:
            ScriptError: it threw, ran longer than `TIME_LIMIT` or took too much memory.
        """
        source = FRAME % {
            "context": json.dumps(json.dumps(context)),
            "script": f"{prelude}\n{script}",
        }
        offset = LINES_BEFORE + prelude.count("\n") + 1
        with self._lock:
            answer = self._evaluate(source, name, offset)
            self._warm = True
        result = json_text.read(answer)
        if len(json.dumps(result["context"])) > LARGEST_CONTEXT:
            raise ScriptError(
                f"{name} made the context larger than 1 MB.",
                "Keep less in the context.",
                field=name,
                code="scripts.context_too_large",
            )
        return ScriptResult(result["context"], tuple(map(str, result["printed"])))

    def check(self, script: str, *, name: str) -> None:
        """Raise ScriptError, with its line, when `script` is no JavaScript. Nothing is run."""
        source = f"new Function('context', 'print', {json.dumps(script)}); ''"
        with self._lock:
            try:
                self._evaluate(source, name, LINES_OF_FUNCTION)
            except ScriptError as error:
                error.line = min(error.line, script.count("\n") + 1)
                raise

    def _evaluate(self, source: str, name: str, offset: int) -> str:
        import quickjs_rs

        runtime = quickjs_rs.Runtime(memory_limit=MEMORY_LIMIT)
        try:
            context = runtime.new_context(timeout=TIME_LIMIT)
            return str(context.eval(source))
        except quickjs_rs.MemoryLimitError as error:
            raise ScriptError(
                f"The script of {name} took more than {MEMORY_LIMIT // 1024 // 1024} MB.",
                "Look for a list or text in it that grows without end.",
                field=name,
                code="scripts.memory",
            ) from error
        except (quickjs_rs.TimeoutError, quickjs_rs.InterruptError) as error:
            raise ScriptError(
                f"The script of {name} ran longer than {TIME_LIMIT:g} seconds and was stopped.",
                "Look for a loop in it that does not end.",
                field=name,
                code="scripts.time",
            ) from error
        except quickjs_rs.QuickJSError as error:
            line = _line(error, offset)
            where = f" in line {line}" if line else ""
            failed = ScriptError(
                f"The script of {name} failed{where}: {_first_line(error)}.",
                "Open the dialog and mend the script.",
                field=name,
                code="scripts.failed",
            )
            failed.line = line
            raise failed from error
        finally:
            runtime.close()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "unknown error"


def _line(error: Exception, offset: int) -> int:
    import re

    found = re.search(r":(\d+):\d+", f"{getattr(error, 'stack', '') or ''}\n{error}")
    return max(0, int(found[1]) - offset) if found else 0
