"""The file of published policies."""

from django.utils.translation import gettext as _

from registry.files.cells import Cell
from registry.files.columns import Column
from registry.files.resource import RegisterResource, resource_for, tables
from registry.models import Notice, Passage, StatedFact
from registry.records.any_row import APP, reference, referred

AFTER_TABLE = ": "


class NoticeResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Notice
        name = "notices"
        fields = [
            "organisation",
            "title",
            "dated_on",
            "replaces",
            "published_on",
            "effective_on",
            "sites",
            "not_covered",
            "data_subjects",
            "published_url",
            "history_url",
            "text",
            "remarks",
            "retired_on",
        ]


class PassageResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Passage
        name = "passages"
        fields = ["notice", "number", "words", "remarks", "retired_on"]


class AnyRowCell(Cell):
    """A row of whichever table: the name of its file, then the text that quotes it there."""

    def clean(self, value):
        table, colon, text = value.strip().partition(AFTER_TABLE)
        resource = tables().get(table)
        if not colon or resource is None or resource._meta.model._meta.app_label != APP:
            message = _("names no table. Write table, colon and entry, such as “{name}”.")
            raise ValueError(message.format(name="processors: Zapier"))
        model = resource._meta.model
        return reference(model, self.lookups.of(model).find(text.strip()))

    def render(self, value):
        model, pk = referred(value)
        return f"{resource_for(model)._meta.name}{AFTER_TABLE}{self.lookups.of(model).texts[pk]}"


class AnyRowColumn(Column):
    def __init__(self, field):
        super().__init__(field, may_be_absent=False)
        self.cell = AnyRowCell()


class StatedFactResource(RegisterResource):
    fact = AnyRowColumn(StatedFact._meta.get_field("fact"))

    class Meta(RegisterResource.Meta):
        model = StatedFact
        name = "stated_facts"
        fields = ["passage", "fact", "remarks", "retired_on"]
