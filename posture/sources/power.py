"""The machine's power supply to whether it runs on its battery."""

import psutil


def on_battery() -> bool | None:
    """Return whether power comes from a battery, ``None`` where there is none or it is not told."""
    battery = psutil.sensors_battery()
    if battery is None or battery.power_plugged is None:
        return None
    return not battery.power_plugged
