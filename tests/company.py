"""A company's own authority, and a server on 127.0.0.1 that it vouches for."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

BEGIN = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
END = BEGIN + datetime.timedelta(days=36500)


class Company:
    """Makes `company.pem` (the authority) and `server.pem` (certificate and key) in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.pem = folder / "company.pem"
        self.server_pem = folder / "server.pem"
        key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example Company CA")])
        authority = (
            _certificate(name, name, key.public_key(), 1)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        server_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        alternative = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        certificate = (
            _certificate(server_name, name, server_key.public_key(), 2)
            .add_extension(x509.SubjectAlternativeName(alternative), critical=False)
            .sign(key, hashes.SHA256())
        )
        self._key, self._name = key, name
        self.pem.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        self.server_pem.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + server_key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    def client(self, person: str) -> tuple[bytes, bytes]:
        """A certificate for somebody who works there, and its key; both PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, person)])
        certificate = (
            _certificate(subject, self._name, key.public_key(), 3)
            .add_extension(
                x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def server_side(self) -> ssl.SSLContext:
        """What a server on 127.0.0.1 answers with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server_pem)
        return context


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, number: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(number)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
    )
