"""Which system calls a worker may make, through libseccomp (by ctypes: no search, no fork).

Two filters, one after the other; the kernel applies the stricter answer of the two.
`while_loading`: set before the first untrusted byte is read. Files cannot be opened (EACCES, so
that a library which merely looks for one goes on); sockets, programs, processes kill the worker.
`while_running`: set after the policy is loaded. Opening kills too, and no memory becomes code.
"""

import ctypes
import errno
import os

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
REFUSE = 0x00050000 | errno.EACCES
PROT_EXEC = 4
_TSYNC, _NO_NEW_PRIVS = 4, 3
_EQ, _MASKED_EQ = 4, 7

# Reading and writing the pipes, memory, time, locks, signals to itself, its own end.
RUNNING = (
    *("read", "write", "readv", "writev", "poll", "ppoll", "close", "fstat", "lseek"),
    *("brk", "munmap", "mremap", "madvise", "futex", "set_robust_list", "rseq", "membarrier"),
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getrusage", "getrandom"),
    *("sched_yield", "sched_getaffinity", "sysinfo", "uname", "exit", "exit_group"),
)
LOADING = (*RUNNING, "mmap", "mprotect", "prctl", "seccomp", "pread64", "getcwd", "fcntl", "ioctl")
FILES = (
    *("open", "openat", "openat2", "creat", "access", "faccessat", "faccessat2"),
    *("stat", "lstat", "newfstatat", "statx", "statfs", "fstatfs"),
    *("readlink", "readlinkat", "getdents", "getdents64"),
)


def _open_library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        return None


_LIBRARY = _open_library()  # at import: later no file can be opened


class _Compare(ctypes.Structure):
    _fields_ = [
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


class Unavailable(Exception):
    """The kernel or the library cannot filter system calls."""


def while_loading() -> None:
    rules = _Rules()
    for name in LOADING:
        rules.add(ALLOW, name)
    for name in FILES:
        rules.add(REFUSE, name)
    rules.add_own()
    rules.load()


def while_running() -> None:
    rules = _Rules()
    for name in RUNNING:
        rules.add(ALLOW, name)
    for name in ("mmap", "mprotect"):
        rules.add(ALLOW, name, _Compare(2, _MASKED_EQ, PROT_EXEC, 0))
    rules.add_own()
    rules.load()


class _Rules:
    def __init__(self) -> None:
        if _LIBRARY is None:
            raise Unavailable("libseccomp.so.2 is missing; install the package libseccomp2")
        self.library = _LIBRARY
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.library.seccomp_init.argtypes = [ctypes.c_uint32]
        self.context = ctypes.c_void_p(self.library.seccomp_init(KILL_PROCESS))
        self._must(self.library.seccomp_attr_set(self.context, _TSYNC, 1), "TSYNC")

    def add(self, action: int, name: str, *compares: _Compare) -> None:
        number = self.library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # not a system call of this processor
            return
        array = (_Compare * len(compares))(*compares)
        added = self.library.seccomp_rule_add_array(
            self.context, ctypes.c_uint32(action), number, len(compares), array
        )
        self._must(added, name)

    def add_own(self) -> None:
        """abort() signals its own process, no other; limits can be asked for, not set."""
        self.add(ALLOW, "tgkill", _Compare(0, _EQ, os.getpid(), 0))
        self.add(ALLOW, "prlimit64", _Compare(0, _EQ, 0, 0), _Compare(2, _EQ, 0, 0))

    def load(self) -> None:
        self._must(self.library.seccomp_load(self.context), "load")
        self.library.seccomp_release(self.context)

    def _must(self, answer: int, what: str) -> None:
        if answer != 0:
            raise Unavailable(f"libseccomp refused {what} ({os.strerror(abs(answer))})")
