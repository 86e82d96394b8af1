from typing import Any

import pytest

from posture.config import Config, parse_config
from posture.errors import ConfigError


def test_every_default_is_accepted_as_a_setting() -> None:
    assert parse_config(Config().model_dump()) == Config()


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"alrts": {}}, 'unknown key "alrts"'),
        ({"alerts": {"cooldwn_min": 1.0}}, 'unknown key "alerts.cooldwn_min"'),
        ({"alerts": {"cooldown_min": "ten"}}, "\"alerts.cooldown_min\" is 'ten'"),
        ({"alerts": {"cooldown_min": -1.0}}, "greater than or equal to 0"),
        ({"measure": {"min_score": 1.5}}, "less than or equal to 1"),
        ({"measure": {"view": "above"}}, "\"measure.view\" is 'above'"),
        ({"smooth": {"min_cutoff_hz": 0.0}}, "greater than 0"),
        ({"presence": {"away_after_s": float("nan")}}, "presence.away_after_s"),
        ({"alerts": 3}, '"alerts" is 3'),
    ],
)
def test_wrong_settings_are_named(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(tables, origin="posture.toml")

    assert str(caught.value).startswith("posture.toml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
