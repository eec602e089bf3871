"""Import and export in the admin of a table."""

from import_export.admin import ImportExportMixin

from registry.files.formats import CSV, XLSX
from registry.pages.export_page import ExportPages
from registry.pages.import_page import ImportPages


class RegisterExchangeMixin(ImportPages, ExportPages, ImportExportMixin):
    """Mixed into a ModelAdmin, first of all; `resource_classes` names the one resource."""

    formats = [CSV, XLSX]
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
