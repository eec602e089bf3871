"""A reply that nobody wrote, or a bounce. It must neither open a request nor be answered.

Automatic is what says so about itself. That a message came through a list, or asks for no automatic
reply, says nothing about who wrote it: people would wait in vain.
"""

import re
import unicodedata
from email.message import EmailMessage

from requests_app.intake.headers import text_of

BEFORE_COLON = re.compile("([^:：]*)")
IN_BRACKETS = re.compile(r"\s*[\[(]+([^\[\]()]+)[\])]")
# What filters and gateways put before a subject.
TAGS = re.compile(
    r"\s*(?:[\[({*]+\s*(?:external|extern|ext|spam|caution|bulk|suspected spam)"
    r"[^\])}*:]{0,30}[\])}*:]+"
    r"|(?:external|extern|ext)\s*[:：])",
    re.IGNORECASE,
)
COMMENT = re.compile(r"\([^()]*\)")
TOKEN = re.compile(r"[\w-]*")
# X-Autoreply, X-Auto-Reply-From, X-Mail-Autoresponder, X-Autorespond …
SAYS_AUTOMATIC = re.compile(
    r"x-(?:[a-z0-9]+-)*auto-?(?:repl(?:y|ied)|respond(?:er)?|response|generated)"
    r"(?:-(?:from|to|by|id|reply))?"
    r"|x-failed-recipients|x-vacation(?:-.*)?"
)
DENIED = {"", "no", "none", "false", "0", "off"}
# Headers that some programs write, and what in them says that nobody wrote the message.
OTHER_SIGNS = {
    "X-FC-MachineGenerated": "true",
    "X-POST-MessageClass": "autoresponder",
    "Delivered-To": "autoresponder",
}
AUTO_REPLIES = {"auto_reply", "auto-reply", "autoreply"}
NOBODY = {"", "mailer-daemon"}
DAEMONS = {"mailer-daemon", "mail daemon"}
REPORTS = {"multipart/report", "message/delivery-status", "message/disposition-notification"}
# What programs write before the colon of a subject, or as the whole of it. Nothing that a person
# might begin a request with: employees ask about their absences.
SUBJECTS = """
    automatic reply, automatic response, automated reply, automated response, auto reply
    auto response, autoreply, autoresponse, out of office, out of office reply, out of the office
    ooo, out of office autoreply, out of office auto reply, out of office notification
    vacation reply
    automatische Antwort, automatische Rückantwort, automatische Abwesenheitsnachricht, Autoantwort
    Abwesenheitsnotiz, Abwesenheitsnachricht, Abwesenheitsmeldung, Abwesenheitsassistent
    réponse automatique, réponse automatisée, absence du bureau, message d'absence
    respuesta automática, fuera de la oficina, fuera de oficina, resposta automática
    fora do escritório, risposta automatica, fuori sede, fuori ufficio, resposta automàtica
    erantzun automatikoa, automatisch antwoord, automatische beantwoording, afwezigheidsbericht
    afwezigheidsmelding, autosvar, automatiskt svar, frånvaromeddelande, automatisk svar
    fraværsmelding, fraværsbesked, automaattinen vastaus, sjálfvirkt svar, automatyczna odpowiedź
    odpowiedź automatyczna, autoodpowiedź, poza biurem, automatická odpověď, mimo kancelář
    automatická odpoveď, automatikus válasz, házon kívül, răspuns automat, samodejni odgovor
    automatski odgovor, аутоматски одговор, automaatvastus, automaatne vastus, automātiskā atbilde
    automātiska atbilde, automatinis atsakymas, freagra uathoibríoch, tweġiba awtomatika
    përgjigje automatike, otomatik yanıt, otomatik cevap, αυτόματη απάντηση, εκτός γραφείου
    автоматичен отговор, автоматический ответ, автоответ, автоматична відповідь, автовідповідь
    автоматски одговор, аўтаматычны адказ, תשובה אוטומטית, מענה אוטומטי, رد تلقائي, الرد التلقائي
    پاسخ خودکار, स्वचालित उत्तर, การตอบกลับอัตโนมัติ, trả lời tự động, balasan otomatis,
    自动答复, 自动回复, 自動回覆, 自動回復, 自動答覆, 自動応答, 自動返信
    자동 회신, 자동 응답, 부재중 자동 회신
"""


def is_automatic(message: EmailMessage) -> bool:
    def said(name: str) -> str:
        return text_of(message, name).lower()

    local = said("From").rpartition("<")[2].partition("@")[0].strip()
    return (
        TOKEN.match(COMMENT.sub("", said("Auto-Submitted")).strip(' "'))[0] not in {"", "no"}
        or any(said(name) in AUTO_REPLIES for name in ["Precedence", "X-Precedence", "Preference"])
        or _is_from_nobody(message)
        or local in DAEMONS
        or any(
            SAYS_AUTOMATIC.fullmatch(name.lower()) and said(name) not in DENIED
            for name in dict.fromkeys(message.keys())
        )
        or any(said(name).endswith(sign) for name, sign in OTHER_SIGNS.items())
        or message.get_content_type() in REPORTS
        or _is_subject_of_machines(said("Subject"))
    )


def _is_from_nobody(message: EmailMessage) -> bool:
    path = text_of(message, "Return-Path")
    return path.startswith("<") and path.strip("<> ").partition("@")[0].lower() in NOBODY


def _is_subject_of_machines(subject: str) -> bool:
    """Such as “Automatic reply: My data”. What begins with “Re:” somebody wrote."""
    while tag := TAGS.match(subject):
        subject = subject[tag.end() :]
    said = IN_BRACKETS.match(subject) or BEFORE_COLON.match(subject)
    return _folded(said[1]) in FOLDED_SUBJECTS


def _folded(text: str) -> str:
    """Without accents, points and hyphens, in single spaces."""
    # Without the dots of i, because capitals of Turkish differ by them.
    text = text.casefold().replace("’", "'").replace("\u0131", "i")
    letters = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[-_‐‑\[\]()]+", " ", kept).split())


FOLDED_SUBJECTS = frozenset(map(_folded, re.split(r",\n|[,\n]", SUBJECTS.strip())))
