"""Records between nations, for a Python program of an agency.

    from enlace import Agent

    agent = Agent("/run/enlace/agent.sock")
    sent = agent.send("BorderAlert", "mx-anam", record, key="case-17/alert-1")
    print(sent["decision"]["outcome"])

`Agent` talks to `enlace agent` on the same machine, which holds the keys,
signs, keeps and repeats.  Messages are the JSON of enlace/agent/v1/agent.proto.
Needs nothing but Python's own library.
"""

from enlace.agent import Agent
from enlace.errors import (AgentUnreachable, EnlaceError, InvalidRecord,
                           NotEntitled, NotFound, TryAgain)

__all__ = ["Agent", "AgentUnreachable", "EnlaceError", "InvalidRecord",
           "NotEntitled", "NotFound", "TryAgain"]
