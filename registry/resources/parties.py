"""The files of processors, agreements and transfers."""

from registry.files.resource import RegisterResource
from registry.models import (
    KeptFile,
    MeasureInPlace,
    Processor,
    ProcessorAgreement,
    Transfer,
)


class ProcessorResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Processor
        name = "processors"
        fields = [
            "name",
            "legal_name",
            "website",
            "privacy_policy_url",
            "subprocessor_list_url",
            "terms_url",
            "country",
            "is_international",
            "processing_countries",
            "location_as_published",
            "processing_certainty",
            "may_process_elsewhere",
            "processing_as_published",
            "privacy_contact",
            "is_public",
            "remarks",
            "first_day",
            "retired_on",
        ]


class ProcessorAgreementResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = ProcessorAgreement
        name = "processor_agreements"
        fields = [
            "reference",
            "organisation",
            "processor",
            "signed_on",
            "expires_on",
            "covers_instructions",
            "covers_confidentiality",
            "covers_security",
            "covers_sub_processors",
            "covers_rights",
            "covers_duties",
            "covers_return",
            "covers_audit",
            "sub_processing",
            "notice_days",
            "kept_at",
            "document_url",
            "remarks",
            "first_day",
            "retired_on",
        ]


class TransferResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Transfer
        name = "transfers"
        fields = [
            "organisation",
            "processor",
            "body",
            "country",
            "law",
            "starts_on",
            "ends_on",
            "country_certainty",
            "tool",
            "adequacy_decision",
            "evidence",
            "clauses",
            "module",
            "concluded_on",
            "is_unchanged",
            "importer_under_gdpr",
            "approval",
            "derogation",
            "derogation_law",
            "authority_told_on",
            "people_told_on",
            "impact_assessment",
            "supplementary_measures",
            "remarks",
            "first_day",
            "retired_on",
        ]


class MeasureInPlaceResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = MeasureInPlace
        name = "measures_in_place"
        fields = [
            "organisation",
            "measure",
            "processor",
            "activity",
            "starts_on",
            "ends_on",
            "data_categories",
            "statement",
            "remarks",
            "first_day",
            "retired_on",
        ]


class KeptFileResource(RegisterResource):
    """Which files there are. They themselves lie beside the database: see `backup`."""

    class Meta(RegisterResource.Meta):
        model = KeptFile
        name = "kept_files"
        fields = [
            "stored_name",
            "agreement",
            "activity",
            "processor",
            "name",
            "kept_on",
            "found_type",
            "byte_count",
            "sha256",
            "file_removed_on",
            "remarks",
            "retired_on",
        ]
