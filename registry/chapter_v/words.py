"""Lists about transfers that the law closes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.vocabulary import TransferTool


class TransferLaw(models.TextChoices):
    """Whose Chapter V a transfer answers to. Where none is stated, that of the exporter's seat."""

    UNION = "gdpr", _("GDPR")
    UK = "uk_gdpr", _("UK GDPR")


class ClauseEdition(models.TextChoices):
    """The decisions by which the Commission adopted standard clauses."""

    CONTROLLERS_2001 = "2001/497/EC", _("2001/497/EC, between controllers, set I")
    PROCESSORS_2002 = "2002/16/EC", _("2002/16/EC, to processors")
    CONTROLLERS_2004 = "2004/915/EC", _("2004/915/EC, between controllers, set II")
    PROCESSORS_2010 = "2010/87/EU", _("2010/87/EU, to processors")
    MODULES_2021 = "2021/914", _("(EU) 2021/914, by modules")


class ClauseModule(models.TextChoices):
    """Of the clauses of 2021: between whom they are."""

    TO_CONTROLLER = "1", _("Module 1: controller to controller")
    TO_PROCESSOR = "2", _("Module 2: controller to processor")
    TO_SUB_PROCESSOR = "3", _("Module 3: processor to processor")
    TO_OWN_CONTROLLER = "4", _("Module 4: processor to controller")


# What a transfer impact assessment is asked for (C-311/18, Schrems II), and no other tool.
SAFEGUARDS = frozenset(
    {
        TransferTool.PUBLIC_INSTRUMENT,
        TransferTool.BINDING_RULES,
        TransferTool.STANDARD_CLAUSES,
        TransferTool.AUTHORITY_CLAUSES,
        TransferTool.CODE_OF_CONDUCT,
        TransferTool.CERTIFICATION,
        TransferTool.AD_HOC_CLAUSES,
        TransferTool.ADMINISTRATIVE,
        TransferTool.UK_AGREEMENT,
        TransferTool.UK_ADDENDUM,
    }
)
# What holds only where an authority has said so (46(2)(b), (e), (f), 46(3), 47).
APPROVED = frozenset(
    {
        TransferTool.BINDING_RULES,
        TransferTool.CODE_OF_CONDUCT,
        TransferTool.CERTIFICATION,
        TransferTool.AD_HOC_CLAUSES,
        TransferTool.ADMINISTRATIVE,
    }
)
OF_THE_UK = frozenset({TransferTool.UK_AGREEMENT, TransferTool.UK_ADDENDUM})
DEROGATIONS = frozenset(
    {
        TransferTool.EXPLICIT_CONSENT,
        TransferTool.CONTRACT_WITH_PERSON,
        TransferTool.CONTRACT_FOR_PERSON,
        TransferTool.PUBLIC_INTEREST,
        TransferTool.LEGAL_CLAIMS,
        TransferTool.VITAL_INTERESTS,
        TransferTool.PUBLIC_REGISTER,
        TransferTool.COMPELLING_INTERESTS,
    }
)
# Of these a public authority has none in the exercise of its public powers (49(3)).
NOT_FOR_PUBLIC_POWERS = frozenset(
    {
        TransferTool.EXPLICIT_CONSENT,
        TransferTool.CONTRACT_WITH_PERSON,
        TransferTool.CONTRACT_FOR_PERSON,
        TransferTool.COMPELLING_INTERESTS,
    }
)
# What only public authorities can agree on among themselves.
AMONG_AUTHORITIES = frozenset({TransferTool.PUBLIC_INSTRUMENT, TransferTool.ADMINISTRATIVE})
