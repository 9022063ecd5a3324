"""What goes wrong on the way, in words a person can act on."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import TypeVar

from studio.errors import StudioError
from studio.http.values import LARGEST_BODY, HttpError, Request
from studio.retry import IDEMPOTENT

E = TypeVar("E", bound=BaseException)


def explained(error: Exception, request: Request) -> HttpError:
    """The HttpError that says what `error` (of httpx, or of preparing a request) means."""
    import httpx

    from studio.http.certificates import UnusableCertificates
    from studio.http.line import UnusableProxy

    if isinstance(error, HttpError):
        return error
    if isinstance(error, StudioError):  # the keyring did not give the proxy's password
        return HttpError("connect", error.message, error.next_step, unsent=True)
    if isinstance(error, UnusableCertificates):
        return _unusable_certificates(request, chosen=error.chosen)
    certificate = next(_causes(error, ssl.SSLError), None)
    if certificate is not None:
        return _unsafe(request, certificate)
    match error:
        case UnusableProxy():
            return _unusable_proxy(request)
        case httpx.TimeoutException():
            early = isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            return _timeout(request, unsent=early)
        case httpx.NetworkError() | httpx.ProxyError():
            return _line_trouble(error, request)
        case httpx.RemoteProtocolError() if "disconnected without" in str(error):
            return _broken_off(request)
        case httpx.RemoteProtocolError() | httpx.DecodingError():
            return _not_whole(request)
        case _:
            return _cannot_be_sent(request)


def _line_trouble(error: Exception, request: Request) -> HttpError:
    import httpx

    match error:
        case httpx.ProxyError():
            return _proxy_refused(request)
        case httpx.ConnectError() if any(_causes(error, socket.gaierror)):
            return _unknown_host(request)
        case httpx.ConnectError():
            return _unreachable(request)
        case _:
            return _broken_off(request)


def _timeout(request: Request, *, unsent: bool) -> HttpError:
    return HttpError(
        "timeout",
        f"{request.host} did not answer within {request.timeout:g} seconds.",
        "Try again in a moment." if unsent else _again(request),
        unsent=unsent,
    )


def too_large(request: Request) -> HttpError:
    return HttpError(
        "too_large",
        f"{request.host} answered with more than {LARGEST_BODY // 1024 // 1024} MB.",
        "Ask for fewer records at once.",
    )


def _again(request: Request, harmless: str = "Try again in a moment.") -> str:
    """What to do once a request may have arrived without an answer."""
    if request.method.upper() in IDEMPOTENT:
        return harmless
    return "What was sent may have arrived: look there before you send it again."


def _unusable_proxy(request: Request) -> HttpError:
    return HttpError(
        "connect",
        f"The proxy that is set for {request.host} cannot be used.",
        "Check the proxy in Settings; where it follows the system, check HTTPS_PROXY, HTTP_PROXY "
        "and ALL_PROXY. An address such as http://proxy:8080 works, SOCKS does not.",
        unsent=True,
    )


def _proxy_refused(request: Request) -> HttpError:
    return HttpError(
        "connect",
        f"The proxy did not connect to {request.host}.",
        "Check the proxy's address, name and password in Settings, or in HTTPS_PROXY.",
        unsent=True,
    )


def _unsafe(request: Request, error: ssl.SSLError) -> HttpError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return HttpError(
            "tls",
            f"The connection to {request.host} is not safe: {error.verify_message}.",
            "Check the date of this computer. Where your company looks into connections, choose "
            "its certificates in Settings.",
            unsent=True,
        )
    return HttpError(
        "tls",
        f"No safe connection to {request.host} could be made: it does not answer in TLS as it "
        "should.",
        "Check the address (https or http), and whether a proxy stands in between.",
        unsent=True,
    )


def _unusable_certificates(request: Request, *, chosen: bool) -> HttpError:
    return HttpError(
        "tls",
        f"{request.host} was not asked: the certificates to check it with cannot be read.",
        "Choose the company's certificates again in Settings: the file is gone or damaged."
        if chosen
        else "Check the file that SSL_CERT_FILE or SSL_CERT_DIR names, or unset them.",
        unsent=True,
    )


def _unknown_host(request: Request) -> HttpError:
    return HttpError(
        "dns",
        f"The address {request.host} could not be found.",
        "Check your network connection, then try again.",
        unsent=True,
    )


def _unreachable(request: Request) -> HttpError:
    return HttpError(
        "connect",
        f"{request.host} could not be reached.",
        "Check your network connection, then try again.",
        unsent=True,
    )


def _broken_off(request: Request) -> HttpError:
    return HttpError(
        "connect",
        f"{request.host} broke the connection off before it answered.",
        _again(request, "Check your network connection, then try again."),
    )


def _not_whole(request: Request) -> HttpError:
    return HttpError(
        "protocol",
        f"{request.host} sent something that is not a whole HTTP answer.",
        _again(request, "Try again; if it stays, look at the exchange and tell their support."),
    )


def _cannot_be_sent(request: Request) -> HttpError:
    return HttpError(
        "protocol",
        f"The request to {request.host} cannot be sent: its address, method or headers are not "
        "valid.",
        "Check the request; an address begins with https:// or http://.",
        unsent=True,
    )


def _causes(error: BaseException, kind: type[E]) -> Iterator[E]:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            yield seen
        seen = seen.__cause__ or seen.__context__
