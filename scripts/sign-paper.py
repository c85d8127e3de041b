#!/usr/bin/env python3
"""Signs a PDF as an office does, and verifies it, with pyHanko: for the tests.

Usage: sign-paper.py sign IN.pdf OUT.pdf   adds a signature with a key and a certificate made on the spot
       sign-paper.py verify FILE.pdf       prints JSON for each signature: intact, valid, covers the whole file, signer
"""
import datetime
import io
import json
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

NAME = "Con dấu thử"


def signer():
    """A key that nobody else has, with a certificate that vouches for itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    with tempfile.NamedTemporaryFile(suffix=".key") as key_file, tempfile.NamedTemporaryFile(suffix=".pem") as cert_file:
        key_file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        cert_file.write(made.public_bytes(serialization.Encoding.PEM))
        key_file.flush()
        cert_file.flush()
        return signers.SimpleSigner.load(key_file.name, cert_file.name)


def sign(source, target):
    with open(source, "rb") as file:
        writer = IncrementalPdfFileWriter(io.BytesIO(file.read()))
    out = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Ky"), signer=signer())
    with open(target, "wb") as file:
        file.write(out.getvalue())


def verify(path):
    with open(path, "rb") as file:
        reader = PdfFileReader(io.BytesIO(file.read()))
    found = []
    for signature in reader.embedded_signatures:
        trusted = ValidationContext(trust_roots=[signature.signer_cert])
        status = validate_pdf_signature(signature, signer_validation_context=trusted)
        found.append(
            {
                "intact": status.intact,
                "valid": status.valid,
                "whole": status.coverage.name == "ENTIRE_FILE",
                "signer": signature.signer_cert.subject.native["common_name"],
            }
        )
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    {"sign": sign, "verify": verify}[sys.argv[1]](*sys.argv[2:])
