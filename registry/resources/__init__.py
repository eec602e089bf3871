"""The columns of the files, one resource for each table, by aggregate."""

from registry.files.resource import RegisterResource
from registry.resources.activities import (
    AcknowledgedFindingResource,
    ProcessingActivityResource,
    SubmissionResource,
)
from registry.resources.activity_parts import (
    DataProvisionResource,
    DisclosureResource,
    EngagementResource,
    PurposeResource,
    RetentionRuleResource,
    TrackerResource,
)
from registry.resources.notices import NoticeResource, PassageResource, StatedFactResource
from registry.resources.organisation import (
    AppointmentResource,
    ContactResource,
    GeneralBasisResource,
    HandlingRuleResource,
    OrganisationResource,
    PromisedRightResource,
    SupervisoryAuthorityResource,
    TransferPromiseResource,
)
from registry.resources.parties import (
    KeptFileResource,
    MeasureInPlaceResource,
    ProcessorAgreementResource,
    ProcessorResource,
    TransferResource,
)
from registry.resources.people import (
    AccessDecisionResource,
    AccessGrantResource,
    AccessReviewResource,
    BodyResource,
    PersonResource,
    SeatResource,
)
from registry.resources.suggestions import SuggestionResource
from registry.resources.terms import (
    AdequacyDecisionResource,
    CountryResource,
    DataCategoryResource,
    DataSubjectCategoryResource,
    LegalBasisResource,
    RightResource,
    SecurityMeasureResource,
    SpecialCategoryConditionResource,
)

# A table comes after those that it refers to.
_IN_ORDER: list[type[RegisterResource]] = [
    CountryResource,
    AdequacyDecisionResource,
    LegalBasisResource,
    SpecialCategoryConditionResource,
    DataCategoryResource,
    DataSubjectCategoryResource,
    SecurityMeasureResource,
    RightResource,
    PersonResource,
    SupervisoryAuthorityResource,
    OrganisationResource,
    ContactResource,
    AppointmentResource,
    HandlingRuleResource,
    GeneralBasisResource,
    TransferPromiseResource,
    NoticeResource,
    PassageResource,
    ProcessorResource,
    ProcessorAgreementResource,
    BodyResource,
    SeatResource,
    TransferResource,
    ProcessingActivityResource,
    PromisedRightResource,
    MeasureInPlaceResource,
    DataProvisionResource,
    PurposeResource,
    RetentionRuleResource,
    EngagementResource,
    TrackerResource,
    DisclosureResource,
    AcknowledgedFindingResource,
    SubmissionResource,
    SuggestionResource,
    KeptFileResource,
    AccessGrantResource,
    AccessReviewResource,
    AccessDecisionResource,
    StatedFactResource,
]
TABLES: dict[str, type[RegisterResource]] = {
    resource._meta.name: resource for resource in _IN_ORDER
}
