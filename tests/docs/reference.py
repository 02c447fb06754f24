#!/usr/bin/env python3
"""Makes the reference of the record types from the program itself, or checks
that the one in docs/ is what it would make."""

import argparse
import collections
import difflib
import json
import pathlib
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

TEXTS = {
    "en": {
        "file": "docs/reference.md",
        "title": "Record reference",
        "intro": "Made from the record types by `scripts/reference`; "
                 "[records.md](records.md) explains the words. `[]`: a list. "
                 "*Needed*: wherever what holds the field is there, or in the "
                 "case named; a part is shown once, and of it in a type only what the "
                 "type needs besides. In Spanish: [referencia.md](es/referencia.md).",
        "fields": ["field", "name", "kind", "needed", "form and limits"],
        "parts": "Parts", "codes": "Codes", "code": ["code", "name"],
        "answers": "answers", "opens": "opens a thread",
        "channels": "channels", "yes": "yes", "if": "if",
    },
    "es": {
        "file": "docs/es/referencia.md",
        "title": "Referencia de registros",
        "intro": "Hecha a partir de los tipos de registro con "
                 "`scripts/reference`. `[]`: una lista. *Exigido*: siempre que "
                 "esté lo que contiene el campo, o en el caso indicado; cada "
                 "parte se muestra una vez, y de ella en un tipo solo lo que "
                 "este exige además. En inglés: [reference.md](../reference.md).",
        "fields": ["campo", "nombre", "clase", "exigido", "forma y límites"],
        "parts": "Partes", "codes": "Claves", "code": ["clave", "nombre"],
        "answers": "responde a", "opens": "abre un hilo",
        "channels": "conductos", "yes": "sí", "if": "si",
    },
}
CROSSWALK = """# Crosswalk

Fields beside the box of ATF form F 3312.1 (National Tracing Center trace request) and of its Spanish edition 3312.1(S),
and beside the property of NIEM that means the same. Made from the record types by `scripts/reference`; `enlace schema
crosswalk -o csv` prints the same. A field without a row has no counterpart that was checked.

"""


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, row)) + " |"
                              for row in rows]) + "\n"


class Program:
    def __init__(self, path):
        self.path = path

    def ask(self, language, *words):
        done = subprocess.run(
            [self.path, "--lang", language, "-o", "json", *words],
            capture_output=True, text=True, check=True)
        return json.loads(done.stdout)


def needed(field, texts):
    if field.get("required"):
        return texts["yes"]
    only_if = field.get("requiredIf", "")
    return f"{texts['if']} `{only_if}`" if only_if else ""


def row_of(field, path, texts):
    code_list = field.get("codeList", "")
    part = field.get("part", "")
    rules = [f"`{field['format']}`" if field.get("format") else "",
             field.get("limits", ""),
             f"[{code_list}](#{code_list.lower()})" if code_list else "",
             f"[{part}](#{part.lower()})" if part else ""]
    return [f"`{path}`" + ("[]" if field.get("list") else ""), field["label"],
            field["kind"], needed(field, texts),
            "; ".join(r for r in rules if r)]


def holders_of(fields):
    """For each field the nearest group that holds it, or None."""
    groups = {f["path"]: f for f in fields if f.get("part")}
    return [groups.get(f["path"].rpartition(".")[0]) for f in fields]


def parts_of(types, texts):
    """The rows of each part, with what is usually needed of it."""
    seen = collections.defaultdict(lambda: collections.defaultdict(list))
    for fields in types:
        for field, holder in zip(fields, holders_of(fields)):
            if holder:
                name = field["path"][len(holder["path"]) + 1:]
                seen[holder["part"]][name].append(field)
    usual = lambda some: collections.Counter(  # noqa: E731
        needed(f, texts) for f in some).most_common(1)[0][0]
    return {part: {name: next(f for f in some
                              if needed(f, texts) == usual(some))
                   for name, some in names.items()}
            for part, names in seen.items()}


def reference(program, language):
    texts = TEXTS[language]
    rows = program.ask(language, "schema", "list")
    types = {row["type"]: program.ask(language, "schema", "show", row["type"])
             for row in rows}
    parts = parts_of([t["fields"] for t in types.values()], texts)
    document = [f"# {texts['title']}\n\n{texts['intro']}\n"]
    lists = {}
    for row in rows:
        fields = types[row["type"]]["fields"]
        facts = [f"{texts['channels']}: " + ", ".join(
            c.removeprefix("CHANNEL_").lower() for c in row["channels"])]
        if row["answers"]:
            facts.append(f"{texts['answers']} " + ", ".join(
                f"`{a}`" for a in row["answers"]))
        if row["opensThread"]:
            facts.append(texts["opens"])
        shown = []
        for field, holder in zip(fields, holders_of(fields)):
            if field.get("codeList"):
                lists[field["codeList"]] = field["codes"]
            inside = holder and parts[holder["part"]][
                field["path"][len(holder["path"]) + 1:]]
            if not inside or needed(inside, texts) != needed(field, texts):
                shown.append(row_of(field, field["path"], texts))
        document.append(f"\n## {row['type']}: {types[row['type']]['label']}\n"
                        f"{row['schema']}; {'; '.join(facts)}.\n\n" +
                        table(texts["fields"], shown))
    document.append(f"\n# {texts['parts']}\n")
    for part in sorted(parts):
        document.append(f"\n### {part}\n\n" + table(
            texts["fields"], [row_of(field, name, texts)
                              for name, field in parts[part].items()]))
    document.append(f"\n# {texts['codes']}\n")
    for name in sorted(lists):
        document.append(f"\n### {name}\n\n" + table(
            texts["code"], [[f"`{c['name']}`", c["label"]]
                            for c in lists[name]]))
    return "".join(document)


def crosswalk(program):
    english = program.ask("en", "schema", "crosswalk")
    spanish = program.ask("es", "schema", "crosswalk")
    rows = []
    for en, es in zip(english, spanish, strict=True):
        rows.append([en["type"], f"`{en['field']}`", en["label"], es["label"],
                     en["formBox"], en["formBoxEs"], en["niem"]])
    return CROSSWALK + table(["type", "field", "name", "nombre", "F 3312.1",
                              "3312.1(S)", "NIEM"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enlace", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    program = Program(pathlib.Path(options.enlace).resolve())
    documents = {TEXTS[language]["file"]: reference(program, language)
                 for language in TEXTS}
    documents["docs/crosswalk.md"] = crosswalk(program)
    stale = []
    for name, text in documents.items():
        file = REPOSITORY / name
        before = file.read_text() if file.exists() else ""
        if before == text:
            continue
        stale.append(name)
        if options.check:
            sys.stdout.writelines(list(difflib.unified_diff(
                before.splitlines(True), text.splitlines(True), name,
                "made now"))[:40])
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
            print(f"{name}: written")
    if options.check and stale:
        print(f"{', '.join(stale)}: run scripts/reference")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
