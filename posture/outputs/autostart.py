"""Words of a command to the file that makes a desktop run them at login, and back."""

import plistlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

LABEL = "posture-checker.watch"
_OFF = re.compile(r"^(Hidden=true|X-GNOME-Autostart-enabled=false)$", re.MULTILINE | re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DESKTOP = """\
[Desktop Entry]
Type=Application
Name=posture
Comment=Watch the posture at the desk
Exec={words}
Terminal=false
X-GNOME-Autostart-enabled=true
"""
_WINDOWS = ("Microsoft", "Windows", "Start Menu", "Programs", "Startup", "posture.cmd")


@dataclass(frozen=True, slots=True)
class Desktop:
    """What decides about the file: the system, the home folder, and variables of the user."""

    platform: str  # as sys.platform says
    home: Path
    variables: Mapping[str, str]

    @property
    def path(self) -> Path:
        """Where this desktop looks for what it starts at login."""
        if self.platform == "darwin":
            return self.home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        if self.platform == "win32":
            roaming = self.variables.get("APPDATA") or self.home / "AppData" / "Roaming"
            return Path(roaming).joinpath(*_WINDOWS)
        config = self.variables.get("XDG_CONFIG_HOME") or self.home / ".config"
        return Path(config) / "autostart" / "posture.desktop"

    def written(self, words: Sequence[str]) -> str:
        """Return the content of the file that runs these words."""
        if self.platform == "darwin":
            return plistlib.dumps(_agent(words)).decode()
        if self.platform == "win32":
            line = " ".join(f'"{word}"' for word in words).replace("%", "%%")
            return f'@start "posture" /min {line}\r\n'
        return _DESKTOP.format(words=" ".join(map(_desktop_quoted, words)))

    def program(self, text: str) -> str | None:
        """Return the program that such a file starts; None where it starts none.

        Examples
        --------
        >>> linux = Desktop("linux", Path("/"), {})
        >>> linux.program(linux.written(["/opt/100% $mine/posture", "watch"]))
        '/opt/100% $mine/posture'
        """
        if self.platform == "darwin":
            return _started_by_agent(text)
        if self.platform == "win32":
            found = re.findall(r'"([^"]*)"', text.replace("%%", "%"))
            return found[1] if len(found) > 1 else None  # the first is the title of the window
        line = re.search(r"^Exec=(.*)$", text, re.MULTILINE)
        return None if line is None or _OFF.search(text) else _first_word(line[1])


def _desktop_quoted(word: str) -> str:
    """Quote a word as an Exec key wants it: once for the command line, once for the file."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")


def _first_word(line: str) -> str | None:
    plain = line.replace("\\\\", "\\").replace("%%", "%")
    first = _QUOTED.match(plain)
    return plain.split(" ")[0] if first is None else re.sub(r"\\(.)", r"\1", first[1])


def _agent(words: Sequence[str]) -> dict[str, object]:
    return {
        "Label": LABEL,
        "ProgramArguments": list(words),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},  # begun anew after a crash, not after a stop
        "ProcessType": "Background",
    }


def _started_by_agent(text: str) -> str | None:
    try:
        agent = plistlib.loads(text.encode())
        return str(agent["ProgramArguments"][0]) if agent.get("RunAtLoad") else None
    except (plistlib.InvalidFileException, ExpatError, LookupError, AttributeError, TypeError):
        return None
