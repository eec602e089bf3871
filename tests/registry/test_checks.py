import pytest

from registry.checks import checkpoints_need_two_mailboxes, files_need_a_permission


def test_the_settings_of_the_project_are_safe():
    assert files_need_a_permission(None) == []
    assert checkpoints_need_two_mailboxes(None) == []


def test_a_single_mailbox_for_checkpoints_is_an_error(settings):
    settings.EVIDENCE_MAILBOXES = ["board@example.org", "Board@example.org"]
    assert "names one mailbox" in checkpoints_need_two_mailboxes(None)[0].msg


@pytest.mark.parametrize("code", ["import", "export"])
def test_files_without_a_permission_are_an_error(settings, code):
    setattr(settings, f"IMPORT_EXPORT_{code.upper()}_PERMISSION_CODE", None)
    assert f"could {code} every table" in files_need_a_permission(None)[0].msg
