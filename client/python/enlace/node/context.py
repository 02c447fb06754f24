"""A context: who an agency is, which node it asks, and whom it believes.

The file is the command line's (client/library/context.h), so that one set of
papers serves both.
"""

import dataclasses
import pathlib
import tomllib

from enlace.node.certificates import NationalRoot
from enlace.node.keys import Signer

_KEYS = {"": {"agency", "language", "node", "tls", "signing", "nation"},
         "node": {"endpoint", "identity"},
         "tls": {"key", "chain", "root"},
         "signing": {"key", "chain"},
         "nation": {"root", "log_vkey", "witness_vkey"}}


@dataclasses.dataclass(frozen=True)
class Context:
    agency: str  # identities are URIs
    language: str
    endpoint: str  # host:port
    node: str
    tls_key: bytes
    tls_chain: bytes
    tls_root: bytes
    signer: Signer
    roots: tuple  # a NationalRoot for each nation, the own first

    @classmethod
    def load(cls, path):
        """Reads the file and every file that it names.

        ValueError names the key or the file; one that is not listed here is an
        error, since a misspelt key must not be a setting that is silently off.
        """
        path = pathlib.Path(path)
        entries = tomllib.loads(path.read_text())
        if "person" in entries:
            raise ValueError(f"{path}: a person signs no records")
        _refuse_unknown(path, entries)

        def file(section, key, secret=False):
            return _read(path.parent / _text(path, entries, section, key),
                         secret)

        return cls(
            agency=_text(path, entries, "", "agency"),
            language=entries.get("language", "en"),
            endpoint=_text(path, entries, "node", "endpoint"),
            node=_text(path, entries, "node", "identity"),
            tls_key=file("tls", "key", secret=True),
            tls_chain=file("tls", "chain"),
            tls_root=file("tls", "root"),
            signer=Signer.from_pem(file("signing", "key", secret=True)),
            roots=tuple(NationalRoot(_read(path.parent / nation["root"]))
                        for nation in entries.get("nation", [])))

    def agency_uri(self, name):
        """The identity that `name` means: a URI, or an id such as "us-atf"
        that begins with a nation of the context."""
        if ":" in name:
            return name
        found = [root.trust_domain for root in self.roots
                 if root.trust_domain.startswith(name.split("-")[0] + ".")]
        if len(found) != 1:
            raise ValueError("the recipient must be a URI, or an id that begins "
                             "with a nation of the context")
        return f"spiffe://{found[0]}/agency/{name}"


def _name(section, key):
    return f"`{section}.{key}`" if section else f"`{key}`"


def _refuse_unknown(path, entries):
    for section, known in _KEYS.items():
        tables = entries.get(section, {}) if section else entries
        for table in tables if isinstance(tables, list) else [tables]:
            for key in set(table) - known:
                raise ValueError(f"{path}: unknown key {_name(section, key)}")


def _text(path, entries, section, key):
    value = (entries.get(section, {}) if section else entries).get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{path}: {_name(section, key)} must be a text")
    return value


def _read(path, secret=False):
    if secret and path.stat().st_mode & 0o077:
        raise ValueError(f"{path}: others can read this key; chmod 600")
    return path.read_bytes()
