"""bin/demo says at once what it cannot do, before two minutes of story."""

import socket

import pytest

from demo.__main__ import main


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused_in_words(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["demo", "--port", port])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "from 1 to 65535" in capsys.readouterr().err


def test_a_port_in_use_is_said_before_the_story_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr("sys.argv", ["demo", "--port", str(taken.getsockname()[1])])
        assert main() == 1
    assert "--port" in capsys.readouterr().err
