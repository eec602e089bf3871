"""Ways to tamper with rows and their versions: what is done, and the words it is found in."""

VERSIONS = "registry_historicalprocessor"
LINKS = "registry_historicalprocessor_processing_countries"
LIVE = "registry_processor"
LIVE_LINKS = "registry_processor_processing_countries"
CHANGED = "differs from what was sealed"
UNRECORDED = "was changed without a version"


def a_column(name: str, value: str) -> tuple[list[str], str]:
    return (
        [f"UPDATE {VERSIONS} SET {name} = {value} WHERE history_id = {{v}}"],
        rf"version {{v}}, entry \d+, {name}: {CHANGED}",
    )


def a_row_of_today(number: str) -> tuple[list[str], str]:
    return (
        [
            (
                f"INSERT INTO {LIVE} (id, name, legal_name, website, privacy_policy_url, "
                "subprocessor_list_url, terms_url, location_as_published, processing_certainty, "
                "may_process_elsewhere, processing_as_published, privacy_contact, is_public, "
                "is_international, "
                f"remarks, absences) VALUES ({number}, 'New {number}', '', '', '', '', '', '', "
                "'stated', 'no', '', '', TRUE, FALSE, '', '{{}}')"
            )
        ],
        f"{number}: has no version",
    )


# Of a row each: statements, and what is said of it. `{v}` is its first version, `{n}` its newest,
# `{pk}` the row, `{entry}` the entry of the first version, `{other}` another row.
OF_A_ROW: dict[str, tuple[list[str], str]] = {
    "a text": a_column("website", "'https://evil.example'"),
    "a text to other letters": a_column("legal_name", "upper(legal_name)"),
    "a text to another form of the same letters": a_column("legal_name", "'Cafe\u0301'"),
    "a space behind a text": a_column("name", "name || ' '"),
    "a text that was empty": a_column("remarks", "'It was agreed on the telephone.'"),
    "a text made empty": a_column("legal_name", "''"),
    "a text blanked as if it were redacted": a_column("name", "'[removed]'"),
    "a yes to a no": a_column("is_public", "NOT is_public"),
    "a day": a_column("retired_on", "'2019-01-01'"),
    "a reference": a_column("country_id", "{country}"),
    "a reference taken away": a_column("country_id", "NULL"),
    "what is why fields are empty": a_column("absences", """'{{"website": "none"}}'"""),
    "the row it belongs to": a_column("id", "{other}"),
    "a later moment": a_column("history_date", "'2038-01-19 03:14:07+00:00'"),
    "an earlier moment": a_column("history_date", "'2018-05-25 00:00:00+00:00'"),
    "since when it holds": a_column("holds_from", "'2018-05-25'"),
    "since when the newest holds": (
        [f"UPDATE {VERSIONS} SET holds_from = '2018-05-25' WHERE history_id = {{n}}"],
        rf"version {{n}}, entry \d+, holds_from: {CHANGED}",
    ),
    "the order of two states": (
        [
            f"UPDATE {VERSIONS} SET holds_from = '2018-05-25' WHERE history_id = {{v}}",
            f"UPDATE {VERSIONS} SET holds_from = '0001-01-01' WHERE history_id = {{n}}",
        ],
        f"{{pk}}, version {{v}}, name: {UNRECORDED}",
    ),
    "the author": a_column("history_author", "'somebody else'"),
    "the account": a_column("history_user_id", "4711"),
    "the reason": a_column("history_change_reason", "'A slip of the pen'"),
    "the kind of version": a_column("history_type", "'-'"),
    "a link taken from a version": (
        [f"DELETE FROM {LINKS} WHERE history_id = {{v}} AND country_id = {{country}}"],
        f"version {{v}}, .*processing_countries: {CHANGED}",
    ),
    "a link added to a version": (
        [
            (
                f"INSERT INTO {LINKS} (id, processor_id, country_id, history_id) "
                "VALUES (999, {pk}, {third}, {v})"
            )
        ],
        f"version {{v}}, .*processing_countries: {CHANGED}",
    ),
    "a link led elsewhere": (
        [
            (
                f"UPDATE {LINKS} SET country_id = {{third}} WHERE history_id = {{v}} "
                "AND country_id = {country}"
            )
        ],
        f"version {{v}}, .*processing_countries: {CHANGED}",
    ),
    "the number of a link": (
        [f"UPDATE {LINKS} SET id = id + 5000 WHERE history_id = {{v}}"],
        f"version {{v}}, .*processing_countries.rows: {CHANGED}",
    ),
    "the beginning of a link": (
        [f"UPDATE {LINKS} SET processor_id = {{other}} WHERE history_id = {{v}}"],
        "version {v}, processing_countries: a row of it belongs to another version",
    ),
    "a link moved to another version": (
        [
            (
                f"UPDATE {LINKS} SET history_id = {{n}} WHERE history_id = {{v}} "
                "AND country_id = {country}"
            )
        ],
        f"version {{v}}, .*processing_countries: {CHANGED}",
    ),
    "a version deleted": (
        [
            f"DELETE FROM {LINKS} WHERE history_id = {{v}}",
            f"DELETE FROM {VERSIONS} WHERE history_id = {{v}}",
        ],
        "version {v}, entry .*: was deleted",
    ),
    "the newest version deleted": (
        [
            f"DELETE FROM {LINKS} WHERE history_id = {{n}}",
            f"DELETE FROM {VERSIONS} WHERE history_id = {{n}}",
        ],
        "version {n}, entry .*: was deleted",
    ),
    "a version inserted": (
        [f"UPDATE {VERSIONS} SET history_id = history_id + 90000 WHERE history_id = {{n}}"],
        "version 9{n:04d}: has no entry",
    ),
    "two versions swapped": (
        [
            f"UPDATE {VERSIONS} SET history_id = -1 WHERE history_id = {{v}}",
            f"UPDATE {VERSIONS} SET history_id = {{v}} WHERE history_id = {{n}}",
            f"UPDATE {VERSIONS} SET history_id = {{n}} WHERE history_id = -1",
        ],
        f"version {{v}}, .*name: {CHANGED}",
    ),
    "a text of today": (
        [f"UPDATE {LIVE} SET website = 'https://evil.example' WHERE id = {{pk}}"],
        f"{{pk}}, version {{n}}, website: {UNRECORDED}",
    ),
    "a reference of today": (
        [f"UPDATE {LIVE} SET country_id = {{third}} WHERE id = {{pk}}"],
        f"{{pk}}, version {{n}}, country_id: {UNRECORDED}",
    ),
    "an older state put back": (
        [
            (
                f"UPDATE {LIVE} SET name = (SELECT name FROM {VERSIONS} WHERE history_id = {{v}}) "
                "WHERE id = {pk}"
            )
        ],
        f"{{pk}}, version {{n}}, name: {UNRECORDED}",
    ),
    "a link of today taken away": (
        [f"DELETE FROM {LIVE_LINKS} WHERE processor_id = {{pk}} AND country_id = {{country}}"],
        f"{{pk}}, version {{n}}, processing_countries: {UNRECORDED}",
    ),
    "a link of today added": (
        [f"INSERT INTO {LIVE_LINKS} (processor_id, country_id) VALUES ({{pk}}, {{third}})"],
        f"{{pk}}, version {{n}}, processing_countries: {UNRECORDED}",
    ),
    "a row of today deleted": (
        [
            f"DELETE FROM {LIVE_LINKS} WHERE processor_id = {{pk}}",
            f"DELETE FROM {LIVE} WHERE id = {{pk}}",
        ],
        "{pk}: has versions, but the row itself is missing",
    ),
    "a row of today inserted": a_row_of_today("88{pk:04d}"),
    "a row of today inserted below zero": a_row_of_today("-88{pk:04d}"),
    "the key of an entry": (
        ["UPDATE registry_evidencekey SET key = {other_key} WHERE seq = {entry}"],
        f"version {{v}}, entry {{entry}}, name: {CHANGED}",
    ),
    "the key of an entry deleted": (
        ["DELETE FROM registry_evidencekey WHERE seq = {entry}"],
        "entry {entry}: its key is missing",
    ),
    "the key of an entry destroyed": (
        ["UPDATE registry_evidencekey SET key = NULL WHERE seq = {entry}"],
        "entry {entry}, name: its salt is missing, and no redaction explains it",
    ),
    "a field blanked and its salt destroyed": (
        [
            (
                "UPDATE registry_evidencekey SET key = NULL, salts = '{salts_without_name}' "
                "WHERE seq = {entry}"
            ),
            f"UPDATE {VERSIONS} SET name = '[removed]' WHERE history_id = {{v}}",
        ],
        "entry {entry}, name: its salt is missing, and no redaction explains it",
    ),
    "a redaction invented": (
        [
            (
                "INSERT INTO registry_evidenceredaction (entry_id, field, redacted_by_id) "
                "VALUES ({entry}, 'website', {redaction})"
            )
        ],
        "entry {entry}, website: the list of redactions differs",
    ),
    "a version left unlocked": (
        [f"""INSERT INTO registry_evidenceunlock ("table", "row") VALUES ('{VERSIONS}', {{v}})"""],
        "version {v}: was left unlocked",
    ),
}
