"""Settings with which requests would be lost are refused before anything starts."""

import pytest

from requests_app.checks import (
    confirmations_arrive,
    private_files_are_private,
    visitors_are_told_apart,
)

BACKEND = "django.core.mail.backends.{}.EmailBackend"


def test_the_settings_of_the_project_are_sound():
    assert private_files_are_private(None) + confirmations_arrive(None) == []


@pytest.mark.parametrize("folder", ["STATIC_ROOT", "STATICFILES_DIRS"])
def test_private_files_may_not_lie_where_everyone_looks(settings, tmp_path, folder):
    setattr(settings, folder, tmp_path if folder == "STATIC_ROOT" else [tmp_path])
    settings.PRIVATE_FILES = tmp_path / "sub" / "private"
    assert private_files_are_private(None)[0].id == "requests_app.E001"


def test_private_files_need_a_folder_that_can_be_written_to(settings, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    settings.PRIVATE_FILES = tmp_path / "file" / "private"
    assert private_files_are_private(None)[0].id == "requests_app.E002"


@pytest.mark.parametrize(
    ("is_open", "https", "backend", "faults"),
    [
        (True, True, "console", 1),
        (True, True, "smtp", 0),
        (True, False, "console", 0),
        (False, True, "console", 0),
    ],
)
def test_an_open_form_needs_mail_that_goes_out(settings, is_open, https, backend, faults):
    settings.PUBLIC_REQUEST_FORM = is_open
    settings.HTTPS = https
    settings.EMAIL_BACKEND = BACKEND.format(backend)
    assert len(confirmations_arrive(None)) == faults


@pytest.mark.parametrize(
    ("is_open", "behind_proxy", "trusted", "faults"),
    [
        (True, True, 0, ["requests_app.W001"]),
        (True, True, 1, []),
        (True, False, 0, []),
        (False, True, 0, []),
    ],
)
def test_behind_a_proxy_the_visitors_of_an_open_form_are_to_be_told_apart(
    settings, is_open, behind_proxy, trusted, faults
):
    settings.PUBLIC_REQUEST_FORM = is_open
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = behind_proxy, trusted
    assert [fault.id for fault in visitors_are_told_apart(None)] == faults
