"""Where it is said what a letter still leaves open: the page of each gap, at its field."""

from django.contrib.admin import site

from requests_app.letters.telling import Gap
from requests_app.models import ChecklistItem, DataSubjectRequest

OF_ACTIVITY = {
    "gap_people": "id_data_subjects",
    "gap_controllers": "id_other_controllers",
    "gap_purposes": "purposes-heading",
    "gap_basis": "purposes-heading",
    "gap_interest": "purposes-heading",
    "gap_data": "id_data_categories",
    "gap_recipients": "engagements-heading",
    "gap_actual": "engagements-heading",
    "gap_others": "engagements-heading",
    "gap_periods": "retention_rules-heading",
    "gap_trigger": "retention_rules-heading",
    "gap_source": "id_data_categories",
    "gap_automated": "id_is_automated",
    "gap_logic": "id_automated_logic",
}
OF_ORGANISATION = {"gap_contact": "contacts-heading", "gap_dpo": "appointments-heading"}
# Of the row that the gap is about: a category of data, or who receives the data.
OF_ROW = {
    "gap_source": "id_source",
    "gap_countries": "id_country",
    "gap_safeguards": "transfers-heading",
}
SEARCHED, PEOPLE = "gap_search", "gap_nowhere"


def ways_to(gaps: list[Gap], request, row: DataSubjectRequest) -> list[tuple[Gap, str, str]]:
    """Each gap with an address and its words; both empty where this user may not go there."""
    searches = _searches(row) if any(gap.what == SEARCHED for gap in gaps) else []
    found = []
    for gap in gaps:
        about, query, at = _place(gap, row, searches)
        table = about and site.get_model_admin(type(about))
        if about is None or not table.has_view_permission(request, about):
            found.append((gap, "", ""))
            continue
        address = table.url_of("change", about.pk)
        found.append((gap, f"{address}{query}{at and f'#{at}'}", str(about)))
    return found


def _searches(row: DataSubjectRequest) -> list[int]:
    """Their activities, in the order in which the page of the request shows them."""
    shown = ChecklistItem.objects.filter(request=row).as_seen(None)
    return list(shown.values_list("activity", flat=True))


def _place(gap: Gap, row: DataSubjectRequest, searches: list[int]) -> tuple[object, str, str]:
    """The row, what its page is asked to open, and the field there."""
    if gap.what == SEARCHED and gap.activity.pk in searches:
        one = f"checklist-{searches.index(gap.activity.pk)}"
        return row, f"?open={one}", f"id_{one}-finding"
    if gap.what == PEOPLE:
        return row, "", "id_data_subjects"
    if gap.row is not None and gap.what in OF_ROW:
        return gap.row, "", OF_ROW[gap.what]
    if gap.what in OF_ORGANISATION:
        return row.organisation, "", OF_ORGANISATION[gap.what]
    return gap.activity, "", OF_ACTIVITY.get(gap.what, "")
