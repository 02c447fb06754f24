"""What a person who keeps a register types: an entry, and what becomes of it."""

from recipe import instant_of
from sandbox import agency_uri


def paper_of(player, entry):
    """A made-up paper that the entry rests on."""
    path = player.sandbox.out / "papers" / f"{entry}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"TEST: the paper behind {entry}.\n")
    return path


def words_of_entry(player, step, case):
    """The words of `register propose`, or of another act about an entry."""
    if step["act"] == "list":
        return ["list"]
    words = [step["act"], step["entry"]]
    if step["act"] != "propose":
        return words
    until = instant_of(step["until"], player.now).strftime("%Y-%m-%dT%H:%M:%SZ")
    words += ["--kind", step["kind"], "--term", step["term"], "--until", until,
              "--document", paper_of(player, step["entry"]),
              "--reference", f"TEST/{step['entry']}"]
    if "holder" in step:
        words += ["--holder", agency_uri(step["holder"])]
    if case:
        words += ["--case", case]
    return words
