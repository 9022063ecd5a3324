"""Brings what the engine asks for, certificates and security keys, before the person.

Imports QtWebEngine, so this module is itself imported on first use.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject
from PySide6.QtNetwork import QSslCertificate
from PySide6.QtWebEngineCore import (
    QWebEngineClientCertificateSelection,
    QWebEnginePage,
    QWebEngineWebAuthUxRequest,
)
from PySide6.QtWidgets import QWidget

from ui.authorization.credentials import Certificate, CertificateSheet, SecurityKeySheet

_State = QWebEngineWebAuthUxRequest.WebAuthUxState


class AskingForCredentials(QObject):
    """For one page of the login window.

    Args:
        page: What asks.
        window: What the questions lie over.
    """

    def __init__(self, page: QWebEnginePage, window: QWidget) -> None:
        super().__init__(page)
        self._window = window
        self._sheet: CertificateSheet | None = None
        self._key: SecurityKeySheet | None = None
        page.selectClientCertificate.connect(self._choose_certificate)
        page.webAuthUxRequested.connect(self._use_key)

    def close(self) -> None:
        """The page goes: nothing is asked any more."""
        for sheet in (self._sheet, self._key):
            if sheet is not None:
                sheet.reject()

    def _choose_certificate(self, selection: QWebEngineClientCertificateSelection) -> None:
        offered = list(selection.certificates())
        if not offered or self._sheet is not None:
            selection.selectNone()
            return
        # The one that Qt lends goes with this call; a person takes longer.
        kept = QWebEngineClientCertificateSelection(selection)
        host = kept.host().host()

        def answered(position: int | None) -> None:
            self._sheet = None
            if position is None:
                kept.selectNone()
            else:
                kept.select(offered[position])
            sheet.deleteLater()

        sheet = CertificateSheet(self._window, host, [_told(one) for one in offered], answered)
        self._sheet = sheet
        sheet.open()

    def _use_key(self, request: QWebEngineWebAuthUxRequest) -> None:
        sheet = self._key = SecurityKeySheet(
            self._window,
            request.relyingPartyId(),
            account_chosen=request.setSelectedAccount,
            pin_entered=request.setPin,
            again=request.retry,
            given_up=request.cancel,
        )
        request.stateChanged.connect(lambda state: self._show(request, state))
        sheet.open()
        self._show(request, request.state())

    def _show(self, request: QWebEngineWebAuthUxRequest, state: object) -> None:
        sheet = self._key
        if sheet is None:
            return
        if state == _State.SelectAccount:
            sheet.show_accounts(request.userNames())
        elif state == _State.CollectPin:
            asked = request.pinRequest()
            sheet.show_pin(asked.error.name, asked.remainingAttempts)
        elif state == _State.FinishTokenCollection:
            sheet.show_touch()
        elif state == _State.RequestFailed:
            sheet.show_failure(request.requestFailureReason().name)
        elif state in (_State.Cancelled, _State.Completed):
            self._key = None
            sheet.finish()
            sheet.deleteLater()


def _told(certificate: QSslCertificate) -> Certificate:
    subject, issuer = QSslCertificate.SubjectInfo.CommonName, certificate.issuerDisplayName()
    names = certificate.subjectInfo(subject)
    until = QLocale().toString(certificate.expiryDate().date(), QLocale.FormatType.ShortFormat)
    return Certificate(names[0] if names else certificate.subjectDisplayName(), issuer, until)
