"""The figures as a table, for the terminal and for docs/performance.md."""

BEGIN = "<!-- figures: written by scripts/bench --document -->"
END = "<!-- end of figures -->"


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(rows):
    """Markdown, one line a figure."""
    lines = ["| figure | median | min | max | unit | runs | synced | what it includes |",
             "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append(
            f"| `{row['name']}` | {number(row['value'])} | {number(row['min'])} | "
            f"{number(row['max'])} | {row['unit']} | {row['runs']} | "
            f"{row['durability']} | {row['includes']} |")
    return "\n".join(lines)


def write(page, setup, rows):
    """Puts the figures of one run into `page`, in place of the last ones."""
    before, rest = page.read_text().split(BEGIN)
    after = rest.split(END)[1]
    described = "\n".join(f"- {key}: {text}" for key, text in setup)
    page.write_text(f"{before}{BEGIN}\n{described}\n\n{table(rows)}\n{END}{after}")
