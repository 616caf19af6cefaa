"""The key store: a directory with an own certificate authority and the keys it vouches for.

Private keys lie in PKCS#12 files (mode 0600) under one passphrase, which is read from
`NOETRA_KEY_PASSPHRASE_FILE` or, for a demonstration, from the file `passphrase` beside them.
They never go into the repository, the database or a log.
"""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from django.utils.translation import gettext_lazy as _

from noetra_gov.seal.certificates import (
    Period,
    PrivateKey,
    issue,
    revocation_list,
    root_certificate,
    subject,
)
from noetra_gov.seal.errors import SealError

ORIGIN = "noetra-gov.example/log"
ORGANISATION = "Noetra Gov"
RSA_BITS = 3072
DAYS_PER_YEAR = 365.25

# name: (role in the certificate, common name, RSA for PDF readers or Ed25519 for our own forms)
ENTITIES: dict[str, tuple[str, str, bool]] = {
    "seal": ("seal", "Programme seal", True),
    "decider": ("decision", "Decider of the funding agency", True),
    "tsa": ("time stamp", "Time-stamp authority", True),
    "statement": ("statement", "Statements on certificates and decisions", False),
    "log": ("log", "Transparency log", False),
}


@dataclass(frozen=True)
class Entity:
    """A private key and the certificate that names it."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def rsa_key(self) -> rsa.RSAPrivateKey:
        """For what PDF readers check: certificates, seals and time stamps."""
        if not isinstance(self.key, rsa.RSAPrivateKey):
            raise SealError("rsa-key", _("This key must be RSA; run manage.py seal init anew."))
        return self.key


def _write(path: Path, data: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(path)


def _new_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


@dataclass(frozen=True)
class KeyStore:
    directory: Path

    @property
    def root_pem_path(self) -> Path:
        """The one public file an auditor needs: give it to `--trust`."""
        return self.directory / "root.pem"

    @cached_property
    def facts(self) -> dict[str, str]:
        return json.loads((self.directory / "store.json").read_text(encoding="utf-8"))

    @property
    def origin(self) -> str:
        """The name under which the log signs its checkpoints."""
        return self.facts["origin"]

    @cached_property
    def root(self) -> x509.Certificate:
        return self.certificate("root")

    @cached_property
    def log_key(self) -> Ed25519PrivateKey:
        key = self.entity("log").key
        if not isinstance(key, Ed25519PrivateKey):
            raise SealError(
                "log-key", _("The log key must be Ed25519; run manage.py seal init anew.")
            )
        return key

    @cached_property
    def _passphrase(self) -> bytes:
        named = os.environ.get("NOETRA_KEY_PASSPHRASE_FILE")
        path = Path(named) if named else self.directory / "passphrase"
        try:
            return path.read_bytes().strip()
        except OSError as error:
            raise SealError(
                "no-passphrase",
                _(
                    "The passphrase of the keys cannot be read from %(name)s. "
                    "Set NOETRA_KEY_PASSPHRASE_FILE to a file that holds it."
                ),
                name=path.name,
            ) from error

    def certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self._public(name).read_bytes())

    def _public(self, name: str) -> Path:
        path = self.directory / f"{name}.pem"
        if not path.is_file():
            raise SealError(
                "no-key",
                _("There is no key named “%(name)s” in the key store. Run manage.py seal init."),
                name=name,
            )
        return path

    def entity(self, name: str) -> Entity:
        certificate = self.certificate(name)
        try:
            data = (self.directory / f"{name}.p12").read_bytes()
            key, _certificate, _others = pkcs12.load_key_and_certificates(data, self._passphrase)
        except (OSError, ValueError) as error:
            raise SealError(
                "locked-key",
                _(
                    "The private key “%(name)s” cannot be opened: the file is missing or the "
                    "passphrase is another."
                ),
                name=name,
            ) from error
        if not isinstance(key, PrivateKey):
            raise SealError(
                "key-kind",
                _("The private key “%(name)s” must be RSA or Ed25519. Run seal init anew."),
                name=name,
            )
        return Entity(key, certificate)

    def issue(
        self, name: str, role: str, common_name: str, period: Period, *, is_rsa: bool
    ) -> None:
        """Make a key and have the root vouch for it."""
        authority = self.entity("root")
        key = _new_rsa_key() if is_rsa else Ed25519PrivateKey.generate()
        certificate = issue(
            subject(self.facts["organisation"], role, common_name),
            key,
            period,
            issuer=authority.certificate,
            issuer_key=authority.rsa_key,
            time_stamping=name == "tsa",
        )
        self._save(name, key, certificate)

    def _save(self, name: str, key: PrivateKey, certificate: x509.Certificate) -> None:
        sealed = pkcs12.serialize_key_and_certificates(
            name.encode(), key, certificate, None, BestAvailableEncryption(self._passphrase)
        )
        _write(self.directory / f"{name}.p12", sealed, 0o600)
        _write(self.directory / f"{name}.pem", certificate.public_bytes(Encoding.PEM), 0o644)

    def certificates_pem(self) -> bytes:
        """Who signs the log and the statements: public, to be attached to a sealed file."""
        return b"".join(self._public(name).read_bytes() for name in ("log", "statement"))

    def revoke(self, name: str, *, at: datetime) -> None:
        """From `at` on nothing this key signs is valid; what it signed before stays so."""
        listed = self._revoked()
        listed[self.certificate(name).serial_number] = at
        text = json.dumps({str(serial): when.isoformat() for serial, when in listed.items()})
        _write(self.directory / "revoked.json", text.encode(), 0o644)

    def _revoked(self) -> dict[int, datetime]:
        path = self.directory / "revoked.json"
        if not path.is_file():
            return {}
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {int(serial): datetime.fromisoformat(when) for serial, when in listed.items()}

    def crl(self, *, at: datetime) -> x509.CertificateRevocationList:
        """The revocation list as of `at`; it goes into each sealed file."""
        authority = self.entity("root")
        known = {serial: since for serial, since in self._revoked().items() if since <= at}
        return revocation_list(authority.certificate, authority.rsa_key, known, at=at)


def open_store(directory: Path) -> KeyStore:
    if not (directory / "store.json").is_file():
        raise SealError(
            "no-store",
            _("There are no keys in %(path)s. Run manage.py seal init first."),
            path=str(directory),
        )
    return KeyStore(directory)


def default_store() -> KeyStore:
    """The key store of this installation (settings.HOME / "keys")."""
    from django.conf import settings

    return open_store(Path(settings.HOME) / "keys")


def init(
    directory: Path,
    *,
    at: datetime,
    valid_from: datetime | None = None,
    years: int = 20,
    organisation: str = ORGANISATION,
    origin: str = ORIGIN,
) -> KeyStore:
    """Make the authority and every key; a store that exists is opened and left as it is."""
    if (directory / "store.json").is_file():
        return KeyStore(directory)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    start = (valid_from or at).replace(microsecond=0)
    period = Period(start, start + timedelta(days=int(years * DAYS_PER_YEAR)))
    if not os.environ.get("NOETRA_KEY_PASSPHRASE_FILE"):
        _write(directory / "passphrase", secrets.token_urlsafe(32).encode(), 0o600)
    store = KeyStore(directory)
    _make_all(store, period, organisation)
    facts = {"organisation": organisation, "origin": origin, "made": at.isoformat()}
    _write(directory / "store.json", json.dumps(facts, indent=1).encode(), 0o644)
    return KeyStore(directory)


def _make_all(store: KeyStore, period: Period, organisation: str) -> None:
    store.__dict__["facts"] = {"organisation": organisation}
    key = _new_rsa_key()
    name = subject(organisation, "root", f"{organisation} root")
    store._save("root", key, root_certificate(name, key, period))
    for entity, (role, common_name, is_rsa) in ENTITIES.items():
        store.issue(entity, role, common_name, period, is_rsa=is_rsa)
