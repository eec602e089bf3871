import pytest

from registry.checks import files_need_a_permission


def test_the_settings_of_the_project_are_safe():
    assert files_need_a_permission(None) == []


@pytest.mark.parametrize("code", ["import", "export"])
def test_files_without_a_permission_are_an_error(settings, code):
    setattr(settings, f"IMPORT_EXPORT_{code.upper()}_PERMISSION_CODE", None)
    assert f"could {code} every table" in files_need_a_permission(None)[0].msg
