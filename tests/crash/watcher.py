"""Keeps what the nodes publish, as anybody outside could."""

import threading

from sandbox import NATIONS


class Watcher(threading.Thread):
    """Keeps every checkpoint that the nodes publish."""

    def __init__(self, sandbox):
        super().__init__(daemon=True)
        self.paths = {n: sandbox.out / n / "audit/checkpoint" for n in NATIONS}
        self.seen = {n: [] for n in NATIONS}
        self.ended = threading.Event()

    def look(self):
        for nation, path in self.paths.items():
            try:
                text = path.read_text()
            except FileNotFoundError:
                continue
            if text and text not in self.seen[nation][-1:]:
                self.seen[nation].append(text)

    def run(self):
        while not self.ended.wait(0.01):
            self.look()

    def finish(self):
        """After the nodes have ended: the last ones too."""
        self.ended.set()
        if self.is_alive():
            self.join()
        self.look()

    def count(self):
        return sum(map(len, self.seen.values()))
