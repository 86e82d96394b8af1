"""The process environment to two: as it was, for children, and with MediaPipe's uploads blocked.

MediaPipe's Tasks upload usage statistics every minute and have no switch for it
(google-ai-edge/mediapipe issue 6291). The uploader is libcurl, which honours proxy variables: a
proxy that refuses every connection stops it before it even looks up a name.
"""

import json
import os
from collections.abc import Mapping
from types import MappingProxyType

_NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens
_PROXY = ("https_proxy", "HTTPS_PROXY")
_EXCEPTIONS = ("no_proxy", "NO_PROXY")  # hosts that would be reached without the proxy
_BEFORE = "POSTURE_PROXIES_BEFORE"  # tells processes that inherit the block what was there before


def block_uploads() -> None:
    """Let https requests of this process lead nowhere; call it before the first graph is built.

    Does nothing the second time. Child processes that need the network get `ORIGINAL`.
    """
    if _BEFORE not in os.environ:
        os.environ[_BEFORE] = json.dumps(_proxies(os.environ))
    os.environ.update(dict.fromkeys(_PROXY, _NOWHERE))
    for name in _EXCEPTIONS:
        os.environ.pop(name, None)


def unblocked(current: Mapping[str, str]) -> dict[str, str]:
    """Return an environment as it was before `block_uploads`, in this process or in a parent.

    Examples
    --------
    >>> unblocked({"https_proxy": "http://127.0.0.1:9", "POSTURE_PROXIES_BEFORE": "{}", "A": "b"})
    {'A': 'b'}
    >>> unblocked({"https_proxy": "http://proxy.example:3128"})
    {'https_proxy': 'http://proxy.example:3128'}
    """
    if _BEFORE not in current:
        return dict(current)
    replaced = {_BEFORE, *_PROXY, *_EXCEPTIONS}
    before: dict[str, str] = json.loads(current[_BEFORE])
    return {name: value for name, value in current.items() if name not in replaced} | before


def _proxies(current: Mapping[str, str]) -> dict[str, str]:
    return {name: current[name] for name in (*_PROXY, *_EXCEPTIONS) if name in current}


ORIGINAL: Mapping[str, str] = MappingProxyType(unblocked(os.environ))
"""The environment as the user set it."""
