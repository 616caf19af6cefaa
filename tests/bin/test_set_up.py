"""bin/lib/setup.sh: what it finds missing, what it says, and what it leaves alone."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = ROOT / "bin" / "lib" / "setup.sh"
COMMANDS = ["bin/demo", "bin/test", "bin/soak", "bin/messages"]


def run(script: str) -> subprocess.CompletedProcess[str]:
    """A script that has sourced the set-up, as the commands in bin/ do."""
    lines = f"set -euo pipefail\nsource {SETUP}\n{script}"
    return subprocess.run(["bash", "-c", lines], capture_output=True, text=True, check=False)


def test_a_package_that_is_installed_is_not_missing() -> None:
    assert run("missing_packages bash no-such-package coreutils").stdout == "no-such-package\n"


def test_without_root_or_sudo_the_exact_line_is_printed_and_the_status_is_3(tmp_path: Path) -> None:
    done = run(
        f"LOGS={tmp_path}\ncan_be_root() {{ return 1; }}\nneed_packages bash no-such-package"
    )
    assert done.returncode == 3
    assert "\n  apt-get install -y --no-install-recommends no-such-package\n" in done.stderr


def test_an_unprivileged_person_without_sudo_cannot_act_as_root() -> None:
    assert run("id() { echo 1000; }\nPATH=/nowhere\ncan_be_root").returncode == 1


def test_a_failed_installation_prints_the_line_too(tmp_path: Path) -> None:
    stand_ins = "can_be_root() { return 0; }\nas_root() { echo no network; return 100; }"
    done = run(f"LOGS={tmp_path}\n{stand_ins}\nneed_packages bash no-such-package")
    assert done.returncode == 3
    assert "no network" in done.stderr
    assert "\n  apt-get install -y --no-install-recommends no-such-package\n" in done.stderr


def test_a_failing_step_shows_its_output_and_its_status(tmp_path: Path) -> None:
    done = run(f"LOGS={tmp_path}\nstep 'a step' bash -c 'echo why it failed; exit 9'")
    assert done.returncode == 9
    assert "why it failed" in done.stderr


def test_a_step_prints_the_seconds_it_took(tmp_path: Path) -> None:
    done = run(f"LOGS={tmp_path}\nstep 'a step' true")
    assert done.stdout.startswith("  a step …")
    assert done.stdout.endswith(" s\n")


@pytest.mark.parametrize(
    ("built", "asked", "fresh"), [("dev", "runtime", True), ("runtime", "dev", False)]
)
def test_an_environment_for_tests_serves_the_demonstration_but_not_the_other_way(
    tmp_path: Path, built: str, asked: str, fresh: bool
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to("/usr/bin/env")
    script = f"""VENV={tmp_path} PYTHON={tmp_path}/bin/python
        stamp_of {built} /usr/bin/python3 > {tmp_path}/.stamp
        environment_is_fresh {asked} /usr/bin/python3"""
    assert (run(script).returncode == 0) is fresh


def test_a_changed_pin_makes_the_environment_stale(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to("/usr/bin/env")
    script = f"""VENV={tmp_path} PYTHON={tmp_path}/bin/python
        stamp_of dev /usr/bin/python3 | sed 's/^[0-9a-f]\\{{8\\}}/00000000/' > {tmp_path}/.stamp
        environment_is_fresh dev /usr/bin/python3"""
    assert run(script).returncode != 0


def test_an_index_set_for_pip_is_honoured_by_uv() -> None:
    script = "export PIP_INDEX_URL=https://index.example/simple\nhonour_pip_settings\necho $UV_DEFAULT_INDEX"
    assert run(script).stdout.strip() == "https://index.example/simple"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_without_setting_up(command: str) -> None:
    done = subprocess.run([ROOT / command, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith(command)
    assert "Setting up" not in done.stdout


def test_the_translations_command_refuses_what_it_does_not_know() -> None:
    done = subprocess.run(
        [ROOT / "bin/messages", "--wrong"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--wrong" in done.stderr
