"""The tables of benchmarks/README.md made anew: python -m benchmarks.readme FOLDER --fit FOLDER

Whatever a benchmark prints is put between the two marks that bear its name.
"""

import re
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from benchmarks import accuracy, groups
from benchmarks.ablation import __main__ as ablation
from benchmarks.tables import arguments

README = Path(__file__).parent / "README.md"


def filled(text: str, name: str, table: str) -> str:
    """Text with a table between its marks."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    between = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    return between.sub(lambda _: f"{start}\n\n{table.strip()}\n\n{end}", text, count=1)


def printed(report: Callable[[], None]) -> str:
    with redirect_stdout(StringIO()) as out:
        report()
    return out.getvalue()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--fit", type=Path, required=True, help="people that were fitted on")
    given = parser.parse_args()
    made: dict[str, Callable[[], None]] = {
        "accuracy": lambda: accuracy.report(given.folder, given.kept),
        "groups": lambda: groups.report(given.folder, given.kept),
        "groups of fitted people": lambda: groups.report(given.fit, given.kept),
        "ablation": lambda: ablation.report(given.folder, given.fit, given.kept),
    }
    for name, report in made.items():
        text = README.read_text(encoding="utf-8")
        README.write_text(filled(text, name, printed(report)), encoding="utf-8")
        print(f"{name}: done")


if __name__ == "__main__":
    main()
