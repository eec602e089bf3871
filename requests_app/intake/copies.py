"""Whether two messages are copies of one: the same bytes, apart from what transport adds."""

import re
from collections.abc import Iterable
from email.message import EmailMessage
from hashlib import sha256
from itertools import chain

HEAD_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
# What servers, filters, lists and mailboxes write into a head on the way.
OF_TRANSPORT = re.compile(
    r"""
    (?:x-)?(?:received|envelope|original-(?:to|recipient)|delivered|delivery-date|rcpt-to|real-to
      |dkim|domainkey|arc|authentication|auth|sasl|spf|dmarc|bimi|spam|status|uidl?)(?:-.*)?
    | x-(?:abuse|amavis|amz|antiabuse|antispam|antivirus|apple|aws|barracuda|bogosity|cisco|clamav
      |cloudmark|cm|cmae|dspam|eop|eopattributedmessage|evolution|exchange|fetchmail|filter|forefront
      |forwarded|getmail|gm|gmail|gmx|google|greylist|hmailserver|imap|ironport|kaspersky|keywords
      |list|loop|mailman|mailscanner|me|microsoft|mimecast|mozilla|ms|originating|originalarrivaltime
      |policyd|proofpoint|provags|quarantine|queue|relay|rspamd?|scanned|ses|sieve|sophos|source
      |transport|ui|virus|yahoo|yandex|zoho)(?:-.*)?
    | x-(?:bess|bitdefender|ctasd|eset|fe|forti|fortimail|halon|ham|junk|mc|mdaemon|mga?|migadu|nai
      |originator|ovh|pm|pmx|ppe|pstn|sg|sonic|symantec|titan|tm|trend|trendmicro|tuid|vade|vr|zimbra
      |zm)(?:-.*)?
    # Whatever a filter is called, it says what it does.
    | x-.*(?:spam|virus|malware|phish|scan|quarantin|filter|deliver|receiv|envelope|queue|greylist
      |dkim|dmarc|spf|sender-?id).*
    | return-path | errors-to | resent-.* | list-.* | mailing-list | x-(?:mailinglist|beenthere)
    | content-length | lines
    """,
    re.VERBOSE | re.IGNORECASE,
)


def own_id(message: EmailMessage, body: bytes) -> str:
    """What tells a message from others that has no Message-ID."""
    digest = sha256(body)
    for name, value in message.raw_items():
        if not OF_TRANSPORT.fullmatch(name):
            line = f"{name.lower()}:{' '.join(str(value).split())}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
    return f"sha256:{digest.hexdigest()}"


def digest_of_body(begun: bytes, rest: Iterable[bytes] = ()) -> bytes:
    """Of all after the head, however its lines end. `rest` is what follows what has begun."""
    ends = (begun.find(end) + len(end) for end in HEAD_ENDS if end in begun)
    digest, line_ends = sha256(), b""
    for piece in chain([begun[min(ends, default=0) :]], rest):
        told = line_ends + piece.replace(b"\r", b"")
        kept = told.rstrip(b"\n")
        digest.update(kept)
        line_ends = told[len(kept) :]
    return digest.digest()
