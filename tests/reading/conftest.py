"""Marks of the tests that need what a machine may not have."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ocr: recognises page images (seconds each; needs rapidocr)")
    config.addinivalue_line("markers", "libreoffice: converts documents (seconds each; needs LibreOffice Writer)")
