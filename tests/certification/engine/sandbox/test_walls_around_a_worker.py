"""What a policy could do that has taken its worker over: programs of ours, run behind the walls.

Each attack runs in place of the worker's loop, after the same confinement. "Killed" means that
the kernel ended the process at the forbidden call; "refused" that the call failed.
"""

import signal
import subprocess
import sys

import pytest

from certification.engine.sandbox import Limits, launch

PREPARE = """
import sys, json, os, socket, ctypes, signal, mmap, time, subprocess, threading, resource
sys.path[:0] = sys.argv.pop().split(':')
from inside import confine
settings = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid()
"""
CONFINE = "confine.before_untrusted_bytes(settings)\n"
AND_LOADED = "confine.after_load()\n"
KILLED = (-signal.SIGSYS, 128 + signal.SIGSYS)


def attack(tier: str, program: str, before: str = CONFINE + AND_LOADED) -> tuple[int, str]:
    """Exit status and what was printed."""
    command = launch.command("probe", tier, Limits(memory_bytes=2**30), [])
    arguments = [
        PREPARE + before + program if part == launch.RUN else part for part in command.arguments
    ]
    done = subprocess.run(
        arguments, env=command.environment, capture_output=True, text=True, timeout=60, cwd="/"
    )
    return done.returncode, done.stdout + done.stderr


KILLED_WHEN_LOADED = {
    "opens a file": "os.open('/etc/passwd', os.O_RDONLY)",
    "lists a folder": "os.listdir('/')",
    "looks for a file": "os.stat('/etc/passwd')",
    "opens a socket": "socket.socket()",
    "opens a local socket": "socket.socket(socket.AF_UNIX)",
    "starts a program": "os.execv('/bin/sh', ['sh'])",
    "forks": "os.fork()",
    "starts a thread": "threading.Thread(target=print).start()",
    "signals its parent": "os.kill(parent, signal.SIGKILL)",
    "signals everybody": "os.kill(-1, signal.SIGKILL)",
    "traces another": "libc.ptrace(16, parent, 0, 0)",
    "reads another's memory": "libc.process_vm_readv(parent, 0, 0, 0, 0, 0)",
    "changes its user": "os.setresuid(0, 0, 0)",
    "makes namespaces": "libc.unshare(0x10000000)",
    "mounts": "libc.mount(b'x', b'/', b'tmpfs', 0, 0)",
    "loosens its limits": "resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))",
    "makes memory code": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    "uses io_uring": "libc.syscall(425, 8, 0)",
    "loads a kernel program": "libc.syscall(321, 0, 0, 0)",
    "uses the keyring": "libc.syscall(248, 0, 0, 0, 0)",
    "filters itself anew": "libc.prctl(22, 2, 0)",
}


def test_a_worker_that_does_nothing_forbidden_lives(tier: str) -> None:
    """The control of the attacks below: the walls alone kill nobody."""
    assert attack(tier, "print(len(bytearray(2**20)), time.monotonic() > 0)") == (
        0,
        "1048576 True\n",
    )


@pytest.mark.parametrize("what", KILLED_WHEN_LOADED)
def test_a_worker_taken_over_is_killed_when_it(what: str, tier: str) -> None:
    status, output = attack(tier, KILLED_WHEN_LOADED[what])
    assert status in KILLED, (status, output)


@pytest.mark.parametrize(
    "program",
    ["os.open('/etc/passwd', os.O_RDONLY)", "open('x', 'w')", "os.listdir('.')", "os.stat('/')"],
)
def test_while_it_loads_no_file_can_be_seen(tier: str, program: str) -> None:
    status, output = attack(tier, program, before=CONFINE)
    assert (status, "PermissionError" in output) == (1, True), output


@pytest.mark.parametrize("what", ["opens a socket", "starts a program", "forks", "traces another"])
def test_while_it_loads_it_is_killed_when_it(what: str, tier: str) -> None:
    status, output = attack(tier, KILLED_WHEN_LOADED[what], before=CONFINE)
    assert status in KILLED, (status, output)


def test_memory_is_bounded(tier: str) -> None:
    status, output = attack(tier, "b = bytearray(2**31)")
    assert (status, "MemoryError" in output) == (1, True)


def test_it_is_an_unprivileged_user_without_rights(tier: str) -> None:
    """Read by system calls, from the confinement on: real, effective and saved ids, no rights."""
    program = """
print(os.getresuid(), os.getresgid(), os.getgroups())
header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
libc.capget(header, data)
print('rights', *data)
"""
    status, output = attack(tier, program, before="confine._drop_user(settings)\n")
    assert status == 0, output
    user, _, rights = output.partition("rights")
    assert "0" not in user.replace("(", " ").replace(")", " ").replace(",", " ").split()
    if tier == "full" or "(0" not in user:
        assert rights.split()[:2] == ["0", "0"], "effective and permitted are empty"


def test_the_full_sandbox_shows_nothing_of_the_machine() -> None:
    """Even before it is confined: no home, no configuration, no project, no other process."""
    if launch.shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    program = """
print(sorted(os.listdir('/')), os.listdir('.'), os.environ.get('HOME'), os.getpid() < 10)
print(os.path.exists('/etc/passwd'), os.path.exists('/etc/ssl'), os.path.exists('/var'))
print(os.path.exists(settings_file), [name for name in os.listdir('/proc')])
try:
    socket.create_connection(('127.0.0.1', 1), 1)
except OSError as error:
    print(error)
try:
    open('/empty/x', 'w')
except OSError as error:
    print(error)
"""
    here = f"settings_file = {__file__!r}\n"
    status, output = attack("full", program, before=here)
    assert status == 0, output
    seen = output.splitlines()
    assert seen[0].endswith("[] None True")
    assert seen[1] == "False False False"
    assert seen[2] == "False ['cpuinfo']"
    assert "Read-only file system" in seen[4]


def test_a_worker_whose_master_dies_dies(tier: str) -> None:
    """The master is killed without a chance to clean up; the worker must not stay."""
    program = (
        "import sys, time; from certification.engine.sandbox.process import WorkerProcess;"
        "from certification.engine.sandbox.limits import Limits;"
        f"worker = WorkerProcess('probe', {tier!r}, Limits());"
        "print(worker.process.pid, flush=True); time.sleep(60)"
    )
    master = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        cwd=launch.INSIDE.parents[3],
    )
    assert master.stdout is not None
    pid = int(master.stdout.readline())
    master.kill()
    master.wait()
    master.stdout.close()
    assert gone(pid)


def gone(pid: int) -> bool:
    import time
    from pathlib import Path

    for _ in range(400):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False
