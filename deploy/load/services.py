"""The three real services on free ports of loopback, with data in a folder of their own, and what they use."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

# Every call waits for its turn, so that what is measured is how much is done; what is refused under overload is measured
# by `scripts/bench production overload`.
PATIENT = "--max_queue_wait=0"
START_SECONDS = 60
STOP_SECONDS = 60


class Service:
    """A running process. Not thread-safe; stop() ends it."""

    def __init__(self, binary, arguments, folder):
        self.name = binary.name
        self.output = folder / f"{self.name}.out"
        self.log = folder / f"{self.name}.log"
        with open(self.output, "w") as out, open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [binary, "--listen=127.0.0.1:0", "--log_level=warning", PATIENT, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
            )
        self.address = self._wait_for_address()

    def _wait_for_address(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"^listening on (\S+)$", self.output.read_text(), re.MULTILINE)
            if found:
                return found.group(1)
            time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"{self.name} did not start: {self.log.read_text()[-2000:]}")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        """Largest resident memory since the start or the last forget_peak()."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE).group(1)) / 1024

    def forget_peak(self):
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def stop(self):
        """Asks the process to end. Its exit code; -9 where it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode


class Services:
    """Index, ingest and query together. Use it in a `with` statement."""

    def __init__(self, binaries, folder):
        self.binaries = binaries
        self.services = {}
        try:
            self._start("index", [f"--data_dir={folder / 'index'}"], folder)
            to_index = f"--index={self.services['index'].address}"
            self._start("ingest", [to_index, f"--quarantine_dir={folder / 'quarantine'}"], folder)
            self._start("query", [to_index], folder)
        except BaseException:
            self.stop()
            raise

    def _start(self, name, arguments, folder):
        self.services[name] = Service(self.binaries / f"jianbao-{name}", arguments, folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def address(self, name):
        return self.services[name].address

    def peaks_mib(self):
        return {name: round(service.peak_mib(), 1) for name, service in self.services.items()}

    def forget_peaks(self):
        for service in self.services.values():
            service.forget_peak()

    def cpu_seconds(self):
        return {name: service.cpu_seconds() for name, service in self.services.items()}

    def stop(self):
        """The callers first, the index last. Exit codes by name."""
        return {name: self.services[name].stop() for name in reversed(self.services)}

    def jianbao(self, *arguments, timeout=3600):
        """Output of a `jianbao` command with --format=json, one object a line. Its exit code may be 1."""
        addresses = [f"--{name}_address={service.address}" for name, service in self.services.items()]
        command = [self.binaries / "jianbao", *arguments, "--format=json", *addresses]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"jianbao {arguments[0]}: {done.stderr[-2000:]}")
        return done.stdout
