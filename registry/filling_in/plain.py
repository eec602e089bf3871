"""What the forms ask for, in words for somebody who opens the register twice a year.

First what to write, then for whom it is asked, last the article. What a column is called in lists
and files stays the word of the law: that of the table.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

HELP = {
    "processingactivity": {
        "description": _("What is done, in a sentence or two that a new colleague understands."),
        "organisation": _("Whose record it stands in."),
        "role": _(
            "Controller: you decide what is done, and why. Processor: you do it for somebody else, "
            "as they say."
        ),
        "other_controllers": _(
            "Who decides together with you. If you work for others: for whom. Else leave it empty."
        ),
        "arrangement": _(
            "Only with joint controllers: who of you does what for the people concerned, and where "
            "that is written down (Article 26)."
        ),
        "processing_categories": _(
            "Only if you work for others: what you do for each of them, for example “hosting” "
            "(Article 30(2)(b))."
        ),
        "union_law": _(
            "Only for organisations outside the Union: why its law applies to this activity."
        ),
        "united_kingdom_law": _(
            "If people in the United Kingdom are concerned: why its law applies."
        ),
        "data_subjects": _(
            "Groups of people, for example “members” or “donors”. Do not name people."
        ),
        "data_categories": _("Kinds of data, for example “e-mail addresses”. Not the data itself."),
        "storage_location": _("Programs, folders, paper: as you would tell a new colleague."),
        "is_mandatory": _("Whether people have to give the data, to get what they want or by law."),
        "mandatory_consequence": _(
            "What happens if they do not, for example “no receipt can be sent” (Article 13(2)(e))."
        ),
        "is_occasional": _(
            "No, if it is done regularly, such as each month or with each order (Article 30(5))."
        ),
        "is_automated": _(
            "Yes, if a machine decides about people, or builds profiles of them, and no person "
            "looks at it (Articles 22 and 13(2)(f))."
        ),
        "automated_logic": _("How the machine decides, and what follows from it for the person."),
        "automated_exception": _(
            "Such decisions are forbidden, unless one of these lets them (Article 22(2))."
        ),
        "assessment_url": _("A link to it, where it is kept in your files or on the web."),
    },
    "processor": {
        "name": _("As you call it. The public list shows this name."),
        "legal_name": _("The company behind it, if it is called otherwise: “Example Mail Ltd”."),
        "country": _("Where the company has its seat."),
        "is_international": _(
            "Tick for organisations of states, such as the European Patent Organisation. Not for "
            "companies that work in many countries. Sending data to it is a transfer, wherever it "
            "sits (Article 4(26))."
        ),
        "processing_countries": _(
            "Where its computers stand, and from where its staff sees the data."
        ),
        "processing_certainty": _(
            "Stated: the company says so. Assumed: it is so to the best of your knowledge."
        ),
        "may_process_elsewhere": _("Tick if its contract lets it use other countries too."),
        "location_as_published": _(
            "What your privacy notice says of it, word for word, for example “U.S.”. Leave empty "
            "if it says nothing."
        ),
        "processing_as_published": _(
            "What your privacy notice says about where the data is kept, word for word."
        ),
        "subprocessor_list_url": _("Its page that names the companies which work for it in turn."),
        "is_public": _(
            "Lets the public list show it. It is shown once an activity names it as a recipient "
            "with a day under “listed from”."
        ),
    },
    "processoragreement": {
        "organisation": _("Who of you signed it."),
        "expires_on": _("Leave empty if it runs until somebody ends it."),
        "covers_instructions": _("It works with the data only as you tell it to, in writing."),
        "covers_confidentiality": _("Its people have to keep to themselves what they see."),
        "covers_security": _("It protects the data."),
        "covers_sub_processors": _("It asks or tells you before other companies work for it."),
        "covers_rights": _("It helps you to answer people who ask about their data."),
        "covers_duties": _("It helps you with security, breaches and assessments."),
        "covers_return": _("At the end it deletes the data, or gives it back."),
        "covers_audit": _("It shows you that it keeps to this, and lets you check."),
        "sub_processing": _("Whether it asks you each time before it uses another company."),
        "kept_at": _("Where the signed contract is: a folder, a program, a cabinet."),
        "document_url": _("A link to its text."),
    },
    "engagement": {
        "processor": _("A company that works for you. Fill in one of these three."),
        "body": _("A board, committee or team of yours."),
        "role": _(
            "Processor: works for you, as you say. Separate controller and third party: do with "
            "the data what they decide themselves. Inside the organisation: staff and bodies."
        ),
        "sub_processor_of": _(
            "If it works for another processor, and not for you directly: for which one."
        ),
        "data_categories": _("Leave empty if it gets all data of the activity."),
        "state": _("Planned: it gets no data yet."),
        "listed_until": _("Last day on the public page. Leave empty while it is to stay there."),
    },
    "transfer": {
        "organisation": _("Who sends the data, or lets it be seen from there."),
        "processor": _("Who gets it: a company that works for you. Fill in this or the body."),
        "body": _("Who gets it: a board, committee or team with people abroad."),
        "country": _(
            "Where the data goes, or from where it is seen. Of an international organisation: "
            "where it has its seat."
        ),
        "country_certainty": _(
            "Stated: they say so. Assumed: it is so to the best of your knowledge."
        ),
        "tool": _(
            "What permits it. Look for an adequacy decision for the country first; most others "
            "rest on standard clauses in the contract."
        ),
        "adequacy_decision": _("Only with that tool: which decision."),
        "clauses": _("Only with standard clauses: which edition is in the contract."),
        "module": _("Who sends to whom. With a processor of yours: controller to processor."),
        "concluded_on": _("The day on which the clauses were signed."),
        "derogation_law": _(
            "Only for important public interest: which law recognises it, of the Union, of a "
            "member state or of the United Kingdom (Article 49(4))."
        ),
        "authority_told_on": _("Only for compelling interests: when you told the authority."),
        "people_told_on": _("Only for compelling interests: when you told the people concerned."),
        "impact_assessment": _(
            "Whether you looked at the law and practice there, and what came of it. Asked for with "
            "standard clauses and the other safeguards of Article 46."
        ),
        "supplementary_measures": _(
            "What protects the data besides, for example encryption with keys that stay with you."
        ),
    },
}
# Labels that only somebody who knows the law by heart understands.
LABELS = {
    "processingactivity": {
        "union_law": _("why the GDPR applies"),
        "united_kingdom_law": _("why the UK GDPR applies"),
        "automated_exception": _("what permits these decisions"),
        "assessment_url": _("where the assessment is"),
    },
    "transfer": {
        "organisation": _("exporter (who sends)"),
        "processor": _("importer (who receives): processor"),
        "body": _("importer (who receives): body"),
        "law": _("under which law"),
        "tool": _("transfer tool (what permits it)"),
        "concluded_on": _("clauses signed on"),
    },
}


def words_for(model: str, field: str) -> dict[str, str]:
    """For the field of a form, by the name of its table. Empty where its own words are plain."""
    help_text, label = HELP.get(model, {}).get(field), LABELS.get(model, {}).get(field)
    found = {"help_text": help_text, "label": label and capfirst(label)}
    return {name: words for name, words in found.items() if words}
