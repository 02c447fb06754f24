"""A TCP proxy before a node, and what can become of the bytes on their way.

It carries the real TLS between two nodes and knows only where its records
begin.  One fault at a time: it comes, it lasts, it ends.
"""

import asyncio
import contextlib
import socket
import struct
import threading

WAYS = ("there", "back")  # from who called, and to them
READ_MAX = 1 << 16
RECORD_HEADER = 5

# What lasts, and what happens once and leaves a broken connection.
FAULTS = ("latency", "bandwidth", "drip", "blackhole", "half-open", "refuse",
          "reset", "cut", "flip")


class Fault:
    """`until` is set when it ends."""

    def __init__(self, kind, random):
        self.kind = kind
        self.way = random.choice(WAYS)
        self.random = random
        self.seconds = random.uniform(0.2, 3)
        self.delay = random.uniform(0.005, 0.4)
        self.bytes_a_second = random.uniform(2_000, 50_000)
        self.until = asyncio.Event()
        self.struck = False  # of a fault that happens once

    def __str__(self):
        told = {"latency": f"{self.delay * 1000:.0f} ms",
                "bandwidth": f"{self.bytes_a_second / 1000:.0f} kB/s",
                "blackhole": self.way, "cut": self.way, "flip": self.way}
        return f"{self.kind} {told.get(self.kind, '')}".strip()


class Records:
    """Where in the bytes of one way a TLS record is under way."""

    def __init__(self):
        self.header = b""
        self.left = 0  # of the body

    def middle(self, chunk):
        """A place within the first record body in the chunk; None if there is
        none.  Takes note of the chunk."""
        place, at = None, 0
        while at < len(chunk):
            if self.left == 0:
                need = RECORD_HEADER - len(self.header)
                self.header += chunk[at:at + need]
                at += need
                if len(self.header) == RECORD_HEADER:
                    self.left = int.from_bytes(self.header[3:], "big")
                    self.header = b""
                continue
            here = min(self.left, len(chunk) - at)
            if place is None and self.left > 1 and here > 0:
                place = at + min(here, self.left - 1)
            at += here
            self.left -= here
        return place


class Connection:
    """One connection through the proxy: who called, and the node."""

    def __init__(self, caller, node):
        self.streams = {"there": (caller[0], node[1]),
                        "back": (node[0], caller[1])}
        self.records = {way: Records() for way in WAYS}
        self.writers = {"there": node[1], "back": caller[1]}

    def reset(self, way):
        """RST to whom this way leads."""
        transport = self.writers[way].transport
        peer = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))
        transport.abort()

    def reset_all(self):
        for way in WAYS:
            self.reset(way)


class ProxiedDoor:
    """Listens where the peer believes the node to be."""

    def __init__(self, port, node_port):
        self.port, self.node_port = port, node_port
        self.server = None
        self.fault = None
        self.connections = set()
        self.bytes = 0

    async def open(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1",
                                                 self.port)

    async def serve(self, reader, writer):
        try:
            node = await asyncio.open_connection("127.0.0.1", self.node_port)
        except OSError:
            node = None
        connection = Connection((reader, writer), node or (None, writer))
        if node is None or (self.fault and self.fault.kind == "reset"):
            connection.reset_all()
            return
        self.connections.add(connection)
        await asyncio.gather(*(self.carry(connection, way) for way in WAYS))
        self.connections.discard(connection)

    async def carry(self, connection, way):
        """Until either end closes or the fault ends the connection."""
        reader, writer = connection.streams[way]
        with contextlib.suppress(OSError):
            while chunk := await reader.read(READ_MAX):
                self.bytes += len(chunk)
                await self.pass_on(connection, way, writer, chunk)
        if self.fault and self.fault.kind == "half-open":
            return  # nobody tells the other end
        with contextlib.suppress(OSError):
            writer.close()

    async def pass_on(self, connection, way, writer, chunk):
        fault = self.fault
        if writer.is_closing():
            raise ConnectionResetError
        middle = connection.records[way].middle(chunk)
        if fault is None:
            writer.write(chunk)
        elif fault.kind == "latency":
            await self.pause(fault, fault.delay * fault.random.uniform(0.5, 1.5))
            writer.write(chunk)
        elif fault.kind in ("bandwidth", "drip"):
            await self.slowly(fault, writer, chunk)
        elif fault.kind == "blackhole" and fault.way == way:
            await fault.until.wait()  # as if it were sent again and again
            writer.write(chunk)
        elif fault.kind == "half-open":
            return  # the other end is gone and nobody has said so
        elif fault.kind in ("cut", "flip") and fault.way == way and \
                middle and not fault.struck:
            fault.struck = True
            if fault.kind == "cut":
                writer.write(chunk[:middle])
                await writer.drain()
                connection.reset_all()
                return
            flipped = bytearray(chunk)
            flipped[middle] ^= 1 << fault.random.randrange(8)
            writer.write(bytes(flipped))
        else:
            writer.write(chunk)
        await writer.drain()

    async def slowly(self, fault, writer, chunk):
        size = 1 if fault.kind == "drip" else 512
        for at in range(0, len(chunk), size):
            if writer.is_closing():
                return
            if fault.until.is_set():
                writer.write(chunk[at:])
                return
            writer.write(chunk[at:at + size])
            await self.pause(fault, 0.003 if fault.kind == "drip"
                             else size / fault.bytes_a_second)

    @staticmethod
    async def pause(fault, seconds):
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(fault.until.wait(), seconds)

    async def begin(self, fault):
        self.fault = fault
        if fault.kind == "refuse":
            self.server.close()
        for connection in list(self.connections):
            if fault.kind in ("reset", "refuse"):
                connection.reset_all()
            elif fault.kind == "half-open":
                connection.reset("there")

    async def end(self):
        """True unless nothing came by that the fault could have struck."""
        fault, self.fault = self.fault, None
        fault.until.set()
        if fault.kind == "refuse":
            await self.open()
        # A black hole may have lasted longer than either end had patience.
        forget = fault.kind == "blackhole" and fault.random.random() < 0.5
        if forget or fault.kind == "half-open":
            for connection in list(self.connections):
                connection.reset_all()
        return fault.struck or fault.kind not in ("cut", "flip")


class ChaosProxy(threading.Thread):
    """The proxies of several nodes, on a thread of their own.

    `ports` are, for each name, where it listens and where the node does.
    """

    def __init__(self, ports):
        super().__init__(daemon=True)
        self.doors = {name: ProxiedDoor(*pair) for name, pair in ports.items()}
        self.loop = asyncio.new_event_loop()
        self.start()
        for door in self.doors.values():
            self.run_there(door.open())

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def run_there(self, what):
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(30)

    def begin(self, name, fault):
        self.run_there(self.doors[name].begin(fault))

    def end(self, name):
        return self.run_there(self.doors[name].end())

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join(10)
