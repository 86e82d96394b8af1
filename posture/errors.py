"""What goes wrong, as a tree.

PostureError
├── ConfigError        unknown or impossible setting         → exit 2
├── SourceError        camera or file cannot be read         → exit 1
├── EstimatorError     model missing, wrong hash, failed     → exit 1
├── CalibrationError   baseline not usable, and why          → exit 1
├── StoreError         results cannot be written or read     → exit 1
└── NotifyError        a prompt cannot be shown              → said once, the watch goes on

Every message is one sentence that says what was expected, what was found and what to do.
"""


class PostureError(Exception):
    """Catch this to catch every expected failure."""


class ConfigError(PostureError):
    """A setting is unknown, of the wrong type or out of range."""


class SourceError(PostureError):
    """A camera or a recording cannot be opened or read."""


class EstimatorError(PostureError):
    """A model is missing, damaged or failed."""


class CalibrationError(PostureError):
    """A baseline cannot be used."""


class StoreError(PostureError):
    """Results cannot be written or read back."""


class NotifyError(PostureError):
    """A prompt cannot be shown."""
