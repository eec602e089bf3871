"""What each table is for, in a sentence for somebody who opens the register twice a year."""

from django.utils.translation import gettext_lazy as _

# In the order in which a page lists them.
ABOUT = {
    # Activities
    "registry.processingactivity": _(
        "One entry for each thing that you do with personal data, such as a newsletter."
    ),
    "registry.purpose": _("Why each activity is done, and on which legal basis."),
    "registry.engagement": _("Who receives the data of an activity: vendors, bodies, others."),
    "registry.retentionrule": _("How long data is kept, and what happens then."),
    "registry.measureinplace": _("How data is protected, for one activity or for all."),
    "registry.dataprovision": _("Where data comes from, and whether people have to give it."),
    "registry.disclosure": _("When data is handed out besides, for example to authorities."),
    "registry.tracker": _("Cookies and the like on your websites."),
    "registry.acknowledgedfinding": _(
        "What the law still asks of approved entries: who sees to it, and until when."
    ),
    "registry.submission": _("Which entries were sent for approval, by whom and with which note."),
    "registry.suggestion": _("What the library suggests for an entry, until it gets a yes or no."),
    "registry.keptfile": _("Contracts and assessments as files, kept with their entries."),
    # Vendors
    "registry.processor": _("Companies that work with your data, with links and contacts."),
    "registry.processoragreement": _("Contracts on data processing, and when they expire."),
    "registry.transfer": _("Data that goes to other countries, and what permits it."),
    # People with access
    "registry.body": _("Boards, committees and teams."),
    "registry.seat": _("Who sits on them, from when to when."),
    "registry.person": _("People who sit there, under a short code."),
    "registry.accessgrant": _("Which data a body, a seat or a person may reach."),
    "registry.accessreview": _("When somebody looked through all access of a body."),
    "registry.accessdecision": _("What was decided then: keep, change or take away."),
    # Notices
    "registry.notice": _("Your privacy notices, each edition with its days."),
    "registry.passage": _("Single sentences of a notice."),
    "registry.statedfact": _("Which entry of the register a sentence speaks of."),
    "registry.promisedright": _("Rights that a notice promises."),
    "registry.transferpromise": _("How a notice says that data is protected abroad."),
    "registry.generalbasis": _("Legal bases that a notice names for everything."),
    "registry.supervisoryauthority": _("Authorities to which people can complain."),
    # Evidence
    "registry.evidenceevent": _("What was done beside edits: imports, sign-ins, redactions."),
    "registry.evidenceentry": _("The log, in which every version is sealed."),
    "registry.evidenceanchor": _("Checkpoints that were given to others."),
    # Settings
    "registry.organisation": _("Who you are: name, address, country."),
    "registry.contact": _("How people reach you about their data."),
    "registry.appointment": _("Data protection officer and representative, or why there is none."),
    "registry.handlingrule": _("Rules of your own on how data is handled."),
    "registry.datacategory": _("Kinds of data, such as e-mail addresses."),
    "registry.datasubjectcategory": _("Groups of people, such as members or donors."),
    "registry.securitymeasure": _("Ways to protect data, such as encryption."),
    "registry.legalbasis": _("What permits processing under Article 6. Comes with the register."),
    "registry.specialcategorycondition": _(
        "What permits the processing of sensitive data. Comes with the register."
    ),
    "registry.right": _("The rights of people under the law. Comes with the register."),
    "registry.country": _("Countries, and which law counts there. Comes with the register."),
    "registry.adequacydecision": _("Countries to which data may go without further ado."),
    "auth.user": _("Who may sign in."),
    "auth.group": _("What each role may do."),
}
