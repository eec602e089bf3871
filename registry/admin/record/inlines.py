"""The parts of an activity on its page: purposes, recipients, time limits, trackers."""

from django.utils.translation import gettext_lazy as _

from registry.admin.record.headings import AUTOMATED, LAWS, MUST, RECIPIENTS
from registry.models import Engagement, Purpose, RetentionRule, Tracker
from registry.pages.parts import PartInline


class PurposeInline(PartInline):
    model = Purpose
    after = LAWS
    verbose_name_plural = _("(b) Purposes and legal bases")
    fields = [
        "text",
        "legal_bases",
        ("law", "law_of"),
        "data_categories",
        "legitimate_interest",
        "balancing_test",
        ("balanced_on", "balanced_by"),
        "basis_condition",
        ("consent_record", "consent_form"),
        "parental_consent",
        "is_further_use",
        "compatibility",
        ("special_category_condition", "special_category_law"),
        "professional_secrecy",
        ("marketing", "marketing_objection"),
        ("starts_on", "ends_on"),
    ]


class EngagementInline(PartInline):
    model = Engagement
    fk_name = "activity"
    after = MUST
    absence = "recipients"
    verbose_name_plural = _("(d) Recipients")
    fields = [
        ("processor", "body", "recipient"),
        ("role", "country"),
        ("sub_processor_of", "authorised_on", "is_bound"),
        "service",
        "data_categories",
        ("is_personal_data", "is_example"),
        ("state", "starts_on", "ends_on"),
        ("listed_from", "listed_until"),
    ]


class RetentionInline(PartInline):
    model = RetentionRule
    after = RECIPIENTS
    verbose_name_plural = _("(f) Time limits for erasure")
    fields = [
        "name",
        ("period", "unit", "ends_with"),
        "criterion",
        "trigger",
        "action",
        "data_categories",
        "data_subjects",
        ("processor", "limited_to"),
        "law",
        ("starts_on", "ends_on"),
    ]


class TrackerInline(PartInline):
    model = Tracker
    after = AUTOMATED
    fields = [
        ("name", "kind"),
        "processor",
        "purpose",
        "lifetime",
        "opt_out",
        "opt_out_url",
        ("respects_do_not_track", "overrides_settings"),
        ("starts_on", "ends_on"),
    ]
