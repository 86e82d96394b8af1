"""The documentation is complete, true where a machine can tell, and names no machine."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from posture.app.cli import app
from tests.settings_page import settings_page

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("*/**/*.md")] if ".venv" not in p.parts)
CODE = re.compile(r"^```(?P<language>\w*) ?(?P<info>.*)\n(?P<code>(?:.*\n)*?)```$", re.MULTILINE)
PLACES = re.compile(  # brackets keep the pattern from finding itself
    r"/wor[k]/|/roo[t]/|/hom[e]/\w|/User[s]/\w|\.\./share[d]|bash_job[s]|\.pkg\.de[v]|artifact-?registr[y]|far[m]-"
)


def section(page: str, heading: str) -> str:
    """Return what stands under a second-level heading."""
    (found,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    return str(found)


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """List a command and everything below it, as `posture models list`."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")


def long_options(command: Any) -> set[str]:
    names = {name for p in command.params for name in [*p.opts, *p.secondary_opts]}
    return {name for name in names if name.startswith("--")} - {"--help"}


COMMANDS = dict(commands(typer.main.get_command(app), "posture"))


def code_blocks() -> Iterator[Any]:
    for page in PAGES:
        for n, block in enumerate(CODE.finditer(page.read_text("utf-8"))):
            if block["language"] == "python":
                marks = [getattr(pytest.mark, name) for name in block["info"].split()]
                name = f"{page.relative_to(ROOT)}:{n}"
                yield pytest.param(block["code"], id=name, marks=marks)


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Yield path and text of what is, or is about to be, in the repository."""
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.check_output([*git, "--exclude-standard"], cwd=ROOT, text=True)
    for name in listed.rstrip("\0").split("\0"):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            yield name, content.decode("utf-8")


@pytest.mark.parametrize("heading", ["Try it", "Test it"])
def test_each_set_up_is_one_line(heading: str) -> None:
    blocks = [b for b in CODE.finditer(section(README, heading)) if b["language"] == "sh"]

    assert README.count(f"\n## {heading}\n") == 1
    assert section(README, heading).startswith("\n```sh\n")
    assert [len(block["code"].splitlines()) for block in blocks] == [1]


def test_the_readme_has_no_other_line_to_type_for_set_up() -> None:
    assert sum(block["language"] == "sh" for block in CODE.finditer(README)) == 2


def test_the_readme_names_the_system_packages_that_set_up_installs() -> None:
    setup = (ROOT / ".ci" / "setup").read_text("utf-8")
    packages = re.findall(r"^  loads \S+ \|\| need (\S+)", setup, re.MULTILINE)

    assert len(packages) == 4
    assert f"`sudo apt-get install {' '.join(packages)}`" in README


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_does(path: str) -> None:
    assert COMMANDS[path].help


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_documented_and_no_other(path: str) -> None:
    text = section((ROOT / "docs" / "commands.md").read_text("utf-8"), path)

    assert set(re.findall(r"--[a-z][a-z0-9-]*", text)) == long_options(COMMANDS[path])


def test_no_command_is_documented_that_does_not_exist() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")

    assert sorted(re.findall(r"^## (.*)$", page, re.MULTILINE)) == sorted(COMMANDS)


def test_the_settings_page_is_up_to_date() -> None:
    remedy = "make it again: .venv/bin/python -m tests.settings_page > docs/settings.md"
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")

    assert page == settings_page(), remedy


@pytest.mark.parametrize("code", list(code_blocks()))
def test_python_in_the_documentation_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    exec(compile(code, "documentation", "exec"), {"__name__": "documentation"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_tests_named_in_the_documentation_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"`(test_\w+)`", page.read_text())}
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    examples = {"test_unseen_body_never_alerts"}

    assert {name for name in named - examples if f"def {name}(" not in tests} == set()


def test_every_row_of_the_article_and_every_subject_of_care_names_its_tests() -> None:
    page = (ROOT / "docs" / "coverage-of-care.md").read_text("utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    tests = {name for path in (ROOT / "tests").rglob("test_*.py")
             for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)}  # fmt: skip
    named = {
        cells[0]: re.findall(r"`(test_\w+)`", cells[2]) for cells in rows if "`test_" in cells[2]
    }

    assert len(named) == len(rows) - 2 == 19 + 12  # two headings
    assert {name for names in named.values() for name in names} - tests == set()


def test_every_pure_module_is_under_contract_and_in_the_architecture() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers, pure, *_ = project["tool"]["importlinter"]["contracts"]
    flat = {f"posture.{path.stem}" for path in (ROOT / "posture").glob("*.py")}
    modules = flat - {"posture.__init__", "posture.__main__"}
    layered = {name for layer in layers["layers"] for name in layer.split(" | ")}
    drawn = "\n".join(layer.replace("posture.", "") for layer in layers["layers"])

    assert modules - layered == set()
    assert modules - {"posture.headpose"} - set(pure["source_modules"]) == set()
    assert f"\n{drawn}\n" in (ROOT / "docs" / "architecture.md").read_text("utf-8"), drawn


def test_the_project_speaks_of_itself_alone() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if PLACES.search(line)
    ]

    assert found == []
