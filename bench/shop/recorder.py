"""The OTLP/HTTP endpoint that writes down what really arrives, one OTLP/JSON request a line."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.shop.otlp_json import REQUESTS, decode

MAX_BODY = 64 * 1024 * 1024


class Sheets:
    """The three open files; `restart` throws away what the warm-up wrote."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open()

    def write(self, name: str, line: str) -> None:
        with self._lock:
            self._files[name].write(line + "\n")
            self._files[name].flush()

    def restart(self) -> None:
        with self._lock:
            for file in self._files.values():
                file.close()
            self._open()

    def _open(self) -> None:
        self._files = {name: (self._folder / f"{name}.otlp.jsonl").open("w") for name in REQUESTS}


class _Inlet(BaseHTTPRequestHandler):
    sheets: Sheets
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), MAX_BODY))
        name = self.path.rsplit("/", 1)[-1]
        if self.path == "/control/restart":
            self.sheets.restart()
        elif name in REQUESTS:
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            self.sheets.write(name, json.dumps(decode(name, body), separators=(",", ":")))
        else:
            return self._answer(404)
        self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """An access log of the recorder is of no use to anybody."""


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port-file", type=Path, required=True)
    options = parser.parse_args()
    _Inlet.sheets = Sheets(options.folder)
    server = _Listener(("127.0.0.1", 0), _Inlet)
    announce(options.port_file, server.server_address[1])
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.2)


def announce(path: Path, port: int) -> None:
    """Say where we listen; written aside and renamed, so that a reader never sees half a number."""
    aside = path.with_suffix(".tmp")
    aside.write_text(f"127.0.0.1:{port}")
    aside.replace(path)


def end_with_parent() -> None:
    """Leave when the parent is gone, so that not even `kill -9` of it leaves processes behind."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
