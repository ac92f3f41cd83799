"""Speaks the Language Server Protocol (3.17) to the real yaml-language-server over its standard input and output."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from pathlib import Path

# Loaded before the server: whatever it wants to reach ends it, and with it the test.
OFFLINE = """
const net = require("net");
net.Socket.prototype.connect = function () { process.exit(9); };
"""
PATIENCE_S = 30


class Editor:
    """As much of an editor as it takes to open files, and to ask what can stand somewhere and what it means."""

    def __init__(self, program: str, root: Path, offline: Path) -> None:
        offline.write_text(OFFLINE)
        self.root = root
        self._next = 0
        self._heard: queue.Queue[dict] = queue.Queue()
        command = ["node", "--require", str(offline), program, "--stdio"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self._listen, daemon=True).start()
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {"completion": {}, "hover": {"contentFormat": ["plaintext"]}, "publishDiagnostics": {}},
        }
        folders = [{"uri": root.as_uri(), "name": "workspace"}]
        self.ask(
            "initialize",
            {"processId": None, "rootUri": root.as_uri(), "workspaceFolders": folders, "capabilities": capabilities},
        )
        self._send({"method": "initialized", "params": {}})

    def open(self, name: str, text: str | None = None) -> list[dict]:
        """Open a file, with its own text or another; gives what is marked in it."""
        uri = (self.root / name).as_uri()
        text = (self.root / name).read_text("utf-8") if text is None else text
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        said = self._until(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri)
        return said["params"]["diagnostics"]

    def offered(self, name: str, line: int, column: int) -> dict[str, str]:
        """The words that can stand there, with what is said about each; both count from 0."""
        found = self.ask("textDocument/completion", self._spot(name, line, column))
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: _text(item.get("documentation", "")) for item in items}

    def explained(self, name: str, line: int, column: int) -> str:
        """What is said about the word that stands there."""
        return _text((self.ask("textDocument/hover", self._spot(name, line, column)) or {}).get("contents", ""))

    def ask(self, method: str, params: dict):
        """The answer to a request."""
        self._next += 1
        number = self._next
        self._send({"id": number, "method": method, "params": params})
        return self._until(lambda m: m.get("id") == number and "method" not in m)["result"]

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            pipe.close()

    def _spot(self, name: str, line: int, column: int) -> dict:
        where = {"uri": (self.root / name).as_uri()}
        return {"textDocument": where, "position": {"line": line, "character": column}}

    def _send(self, message: dict) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _until(self, wanted) -> dict:
        while True:
            message = self._heard.get(timeout=PATIENCE_S)
            if wanted(message):
                return message
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": _settings(message)})

    def _listen(self) -> None:
        lines = self._process.stdout
        while head := lines.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                head = lines.readline()
            self._heard.put(json.loads(lines.read(length)))


def _settings(message: dict):
    """What an editor's settings say: all is on but the catalogue of schemas on the web."""
    if message["method"] != "workspace/configuration":
        return None
    on = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
    return [on if item.get("section") == "yaml" else {} for item in message["params"]["items"]]


def _text(said) -> str:
    return said if isinstance(said, str) else said.get("value", "")
