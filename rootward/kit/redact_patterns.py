"""What secrets and personal data look like: RE2 patterns over UTF-8 bytes, and the one scan that rules all of them out.

Every pattern comes in two strengths: the exact one, which finds, and a looser one, which goes into `QUICK`. The looser
one must match wherever the exact one does, also when the text is still JSON-escaped (`\\"`, `\\n`): it has no left
boundary that an escape could hide. Printable ASCII spelled as `\\u00XX`, and `\\/`, always count as a hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import re2

__all__ = [
    "BASIC", "BEARER", "BOUNDED_TOKEN", "CARD", "COOKIE_PAIRS", "EMAIL", "FLAG", "IBAN", "IBAN_LENGTHS", "ID_CONTEXT",
    "ID_NAME", "KEYWORD", "KUBERNETES_SECRET", "KUBERNETES_SECRET_DATA", "MIXED", "PHONE", "PLACEHOLDER", "PRIVATE_KEY",
    "PUBLIC_BLOCK", "QUICK", "RUN", "SECRET_NAME", "SIGNED_URL", "SQL", "SSN", "TOKENS", "TOKEN_ROWS", "URL_PASSWORD",
    "XML", "Pattern", "Span",
]  # fmt: skip

Span = tuple[int, int, str]
"""Start and end in bytes, and the kind of secret that stands there."""


class Match(Protocol):
    def span(self, group: int = 0) -> tuple[int, int]: ...
    def __getitem__(self, group: int) -> bytes | None: ...


class Pattern(Protocol):
    """The part of google-re2 in use; linear in the input whatever the pattern and the text are."""

    def search(self, text: bytes, pos: int = 0) -> Match | None: ...
    def fullmatch(self, text: bytes) -> Match | None: ...
    def finditer(self, text: bytes) -> Iterator[Match]: ...


def _compile(pattern: str) -> Pattern:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # byte for byte: a stray byte must not end a match
    options.log_errors = False
    compiled: Pattern = re2.compile(pattern.encode("ascii"), options)
    return compiled


# -- token formats -----------------------------------------------------------------------------------------------------
# (kind, how it begins, how it goes on). The beginning alone is the looser pattern, so it must be rare in ordinary text.
_HEX = "[0-9a-fA-F]"
_WORD = "[A-Za-z0-9_-]"
TOKEN_ROWS: tuple[tuple[str, str, str], ...] = (
    ("aws_key", "(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{8}", "[A-Z0-9]{8,}"),
    ("rootward_token", "rw[tsip]_[0-9a-z]{26}_", "[0-9A-Za-z]{43}"),
    ("github_token", "gh[oprsu]_[A-Za-z0-9]{8}", "[A-Za-z0-9]{20,}"),
    ("github_token", "github_pat_", "[A-Za-z0-9_]{20,}"),
    ("gitlab_token", "gl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent|oas)-", f"{_WORD}{{20,}}(?:\\.[0-9a-z.]{{9,}})?"),
    ("slack_token", "xox[a-z][.-]", "[A-Za-z0-9.-]{10,}"),
    ("slack_token", "xapp-[0-9]-", "[A-Za-z0-9-]{20,}"),
    ("slack_webhook", "hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/", "[A-Za-z0-9/_-]{8,}"),
    ("discord_webhook", "discord(?:app)?\\.com/api/webhooks/", f"[0-9]+/{_WORD}{{20,}}"),
    ("teams_webhook", "webhook\\.office\\.com/webhookb2/", "[A-Za-z0-9@/_-]{20,}"),
    ("stripe_key", "[rs]k_(?:live|test)_", "[A-Za-z0-9]{10,}"),
    ("stripe_key", "whsec_", "[A-Za-z0-9+/]{20,}={0,2}"),
    ("google_key", "AIza[A-Za-z0-9_-]{8}", f"{_WORD}{{27,}}"),
    ("google_token", "ya29\\.", "[A-Za-z0-9._-]{20,}"),
    ("google_secret", "GOCSPX-", f"{_WORD}{{20,}}"),
    ("anthropic_key", "sk-ant-", f"{_WORD}{{20,}}"),
    ("openai_key", "sk-(?:proj|svcacct|admin|None|service|or-v[0-9]|lf)-", f"{_WORD}{{20,}}"),
    ("openai_key", "sk-[A-Za-z0-9]{32}", "[A-Za-z0-9]*"),
    ("jwt", f"eyJ{_WORD}{{10}}", f"{_WORD}*(?:\\.{_WORD}{{10,}})(?:\\.{_WORD}*){{0,3}}"),
    ("grafana_token", "gl(?:sa|c)_", "[A-Za-z0-9+/_-]{20,}={0,2}"),
    ("grafana_token", "eyJrIjoi", "[A-Za-z0-9+/]{20,}={0,2}"),
    ("npm_token", "npm_[A-Za-z0-9]{16}", "[A-Za-z0-9]{20,}"),
    ("pypi_token", "pypi-AgE", f"{_WORD}{{40,}}"),
    ("sendgrid_key", "SG\\.[A-Za-z0-9_-]{16}", f"{_WORD}{{0,16}}\\.{_WORD}{{16,}}"),
    ("twilio_key", f"SK{_HEX}{{32}}", ""),
    ("mailgun_key", f"key-{_HEX}{{32}}", ""),
    ("azure_secret", "[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{4}", "[A-Za-z0-9_~.-]{25,}"),
    ("databricks_token", f"dapi{_HEX}{{32}}", "(?:-[0-9])?"),
    ("vault_token", "hv[brs]\\.[A-Za-z0-9_-]{8}", f"{_WORD}{{12,}}"),
    ("digitalocean_token", "do[oprt]_v1_", f"{_HEX}{{40,}}"),
    ("doppler_token", "dp\\.(?:pt|st|ct|sa|scim|audit)\\.", "[A-Za-z0-9._]{20,}"),
    ("shopify_token", "shp(?:at|ca|pa|ss)_", f"{_HEX}{{20,}}"),
    ("square_token", "sq0[a-z]{3}-", f"{_WORD}{{20,}}"),
    ("telegram_token", "[0-9]{8,10}:AA[A-Za-z0-9_-]{8}", f"{_WORD}{{23,}}"),
    ("newrelic_key", "NR(?:AK|JS|II|RA|SP)-", "[A-Za-z0-9]{20,}"),
    ("sentry_token", "sntry[su]_", "[A-Za-z0-9+/=_-]{20,}"),
    ("docker_token", "dckr_[a-z]{3}_", f"{_WORD}{{20,}}"),
    ("huggingface_token", "hf_[A-Za-z0-9]{16}", "[A-Za-z0-9]{12,}"),
    ("model_key", "(?:gsk_|xai-|pplx-|r8_|nvapi-|lsv2_[a-z]{2}_)[A-Za-z0-9_-]{16}", f"{_WORD}{{8,}}"),
    ("atlassian_token", "(?:ATATT3|ATCTT3|ATBB)", "[A-Za-z0-9_=-]{20,}"),
    ("linear_key", "lin_(?:api|oauth)_", "[A-Za-z0-9]{20,}"),
    ("notion_token", "(?:ntn_|secret_)[A-Za-z0-9]{32}", "[A-Za-z0-9]{8,}"),
    ("supabase_key", "(?:sbp_|sb_secret_)[A-Za-z0-9_]{8}", f"{_WORD}{{12,}}"),
    ("planetscale_token", "pscale_(?:tkn|pw|oauth)_", "[A-Za-z0-9._-]{20,}"),
    ("tailscale_key", "tskey-[a-z]+-", "[A-Za-z0-9-]{12,}"),
    ("terraform_token", "[A-Za-z0-9]{14}\\.atlasv1\\.", f"{_WORD}{{40,}}"),
    ("dynatrace_token", "dt0[a-z][0-9]{2}\\.[A-Z0-9]{8}", "[A-Z0-9]{16}\\.[A-Z0-9]{40,}"),
    ("pulumi_token", f"pul-{_HEX}{{40}}", ""),
    ("postman_key", "PMAK-", "[A-Za-z0-9-]{40,}"),
    ("rubygems_key", f"rubygems_{_HEX}{{16}}", f"{_HEX}{{20,}}"),
    ("ci_token", "(?:CCIPAT_|bkua_|HRKU-|nfp_|figd_|pnu_)[A-Za-z0-9_-]{8}", f"{_WORD}{{12,}}"),
    ("age_key", "AGE-SECRET-KEY-1", "[A-Z0-9]{20,}"),
)
TOKENS: tuple[tuple[str, Pattern], ...] = tuple((kind, _compile(begin + rest)) for kind, begin, rest in TOKEN_ROWS)

# A token begins the text or follows something that is not part of a word; an escape or a percent code also ends a word.
_LEFT = "(?:^|[^A-Za-z0-9]|\\\\[bfnrt]|\\\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2})"
BOUNDED_TOKEN = _compile(f"{_LEFT}({'|'.join(begin + rest for _, begin, rest in TOKEN_ROWS)})")

_KEY_LABEL = "[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?"
PRIVATE_KEY = _compile(f"(?s)-----BEGIN {_KEY_LABEL}-----(?:.*?-----END {_KEY_LABEL}-----|.*)")
PUBLIC_BLOCK = _compile(
    "(?s)-----BEGIN (?:[A-Z0-9 ]{0,30}CERTIFICATE(?: REQUEST)?|[A-Z0-9 ]{0,30}PUBLIC KEY)-----.*?-----END "
)

# -- secrets inside addresses ------------------------------------------------------------------------------------------
_STORES = (
    "postgres(?:ql)?|mysql2?|mariadb|mongodb(?:\\+srv)?|rediss?|valkeys?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|"
    "snowflake|nats|kafka|ldaps?|smtps?|s?ftp|oracle|cassandra|neo4j(?:\\+s)?|bolt"
)
URL_PASSWORD = _compile(
    "://[^\\s:/?#@\"'<>[]*:([^\\s/?#\"'<>]+)@"
    f"|(?i:(?:{_STORES})(?:\\+[a-z0-9]+)?)://[^\\s:/@\"'<>[]*:([^\\s,\"'<>]+)@"
    "|://([A-Za-z0-9_.~%-]{20,})@"
)
_URL_LOOSE = "://[^\\s:/?#@\"'<>]*:[^\\s\"'<>]+@|://[A-Za-z0-9_.~%-]{20}[A-Za-z0-9_.~%-]*@"
SIGNED_URL = _compile("(?i:[?&;]sig=|X-(?:Amz|Goog)-Signature=)([A-Za-z0-9%+/=_-]{20,})")
_SIGNED_URL_LOOSE = "(?i:[?&;]sig=|X-(?:Amz|Goog)-Signature=)[A-Za-z0-9%+/=_-]{8}"

# -- names that announce a secret --------------------------------------------------------------------------------------
_NAMES = (
    "passw(?:or)?ds?|passwd|passphrase|passcode|pass|pwd|pw|secret[_-]?id|secret|token|credentials?|cookies?|authorization|jwt"
    "|(?:api|app|application|access|account|auth|client|consumer|encryption|decryption|ingest|license|master|private|secret"
    "|session|shared|signing|ssh|storage|subscription|admin)[_. -]?keys?"
    "|(?:routing|integration)[_. -]?key|_auth|otp|cvv2?|cvc|ssn|social[_. -]?security(?:[_. -]?number)?"
    "|(?:credit[_. -]?)?card[_. -]?(?:number|no)|credit[_. -]?card"
)
_ENDING = "(?:[_.-]?(?:value|data|b64|base64|hash|hex|raw|plain(?:text)?|encoded|encrypted|str(?:ing)?))?[0-9]{0,3}"
_NAME = f"(?i:({_NAMES}){_ENDING})"
_LOOSE_NAME = f"(?i:(?:{_NAMES}){_ENDING})"
_ASSIGN = "(?:=>|:=|==|=|:|%3[dD]|%3[aA])"
SECRET_NAME = _compile(f"{_NAME}$")
KEYWORD = _compile(f"{_NAME}(\\\\*[\"'`\\]]+)?[ \\t]*({_ASSIGN})[ \\t]*")
FLAG = _compile(f"--(?:[A-Za-z0-9_.-]*[_.-])?{_NAME}[ \\t]+([^\\s\"'-][^\\s\"']*)")
XML = _compile(f"<[A-Za-z0-9_.:-]*?{_NAME}>([^<]+)<")
SQL = _compile("(?i:identified[ \\t]+by|password)[ \\t]+'([^']+)'")
BEARER = _compile("(?i:\\bbearer)[ \\t]+([A-Za-z0-9+/=._~-]{8,})")
BASIC = _compile("(?i:\\bbasic)[ \\t]+([A-Za-z0-9+/_-]{6,}={0,2})")
COOKIE_PAIRS = re.compile(rb"[^\s=;,\"']+=[^\s;\"']*(?:;[ \t]*[^\s=;,\"']+(?:=[^\s;\"']*)?)*")
_SPACE = "(?:[ \\t]|\\\\t)"
_NAMED_LOOSE = (
    f"{_LOOSE_NAME}(?:\\\\*[\"'`\\]]|{_SPACE}*(?:=|:|%3[dD]|%3[aA])|>)"
    f"|--[A-Za-z0-9_.-]*{_LOOSE_NAME}{_SPACE}"
    f"|(?i:identified{_SPACE}+by|password){_SPACE}+'"
    f"|(?i:bearer){_SPACE}+[A-Za-z0-9+/=._~-]{{8}}|(?i:basic){_SPACE}+[A-Za-z0-9+/_-]{{6}}"
)
_GAP = "(?:\\s|\\\\[nrt])*"
_KIND_SECRET = f'kind\\\\*"{_GAP}:{_GAP}\\\\*"Secret\\\\*"'
KUBERNETES_SECRET = _compile(_KIND_SECRET)
KUBERNETES_SECRET_DATA = _compile('(?s)\\\\*"(?:data|stringData)\\\\*"\\s*:\\s*\\{([^{}]*\\}|.*)')

# -- personal data -----------------------------------------------------------------------------------------------------
_LETTER = "[\\xc3-\\xdf][\\x80-\\xbf]"  # two-byte UTF-8: accented Latin, Greek, Cyrillic, Hebrew, Arabic
EMAIL = _compile(
    f"((?:[A-Za-z0-9_+-]|{_LETTER})(?:(?:[A-Za-z0-9._%+'-]|{_LETTER})*(?:[A-Za-z0-9_+-]|{_LETTER}))?)"
    "(?:@|%40)((?:[A-Za-z0-9-]+\\.)+([A-Za-z]{2,24}))"
)
_EMAIL_LOOSE = "[A-Za-z0-9_+\\x80-\\xff-](?:@|%40)(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2}"
CARD = _compile(
    "(?:^|[^0-9A-Za-z_.-])("
    "(?:[456][0-9]{3}|2[2-7][0-9]{2}|35[0-9]{2})([ -]?)[0-9]{4}([ -]?)[0-9]{4}([ -]?)[0-9]{4}"
    "|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}|3[0689][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{4}|4[0-9]{12})"
)
_CARD_LOOSE = "(?:^|[^0-9.]|\\\\u[0-9a-fA-F]{4})[2-6][0-9]{3}(?:[ -]?[0-9]){9}"
SSN = _compile("(?:^|[^0-9A-Za-z_.-])([0-8][0-9]{2}-[0-9]{2}-[0-9]{4})")
_SSN_LOOSE = "(?:^|[^0-9]|\\\\u[0-9a-fA-F]{4})[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}"
PHONE = _compile(
    "(?:^|[^0-9A-Za-z+/=_.%-])(\\+[1-9][0-9]{0,2}[ .-]?(?:\\([0-9]{1,5}\\)[ .-]?)?[0-9](?:[ .-]?[0-9]){5,13})"
)
_PHONE_LOOSE = "\\+[1-9][0-9 .()-]{7}"
IBAN_LENGTHS: dict[bytes, int] = {
    country: int(length)
    for country, length in re.findall(
        rb"([A-Z]{2})([0-9]{2})",
        b"AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 "
        b"ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        b"LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 "
        b"QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TN24 TR26 UA29 VA22 VG24 XK20 ",
    )
}
_COUNTRY = "|".join(code.decode() for code in IBAN_LENGTHS)
IBAN = _compile(f"(?:^|[^0-9A-Za-z_-])((?:{_COUNTRY})[0-9]{{2}}(?: ?[A-Z0-9]){{11,30}})")
_IBAN_LOOSE = f"(?:{_COUNTRY})[0-9]{{2}}(?: ?[A-Z0-9]){{11}}"

# -- random-looking tokens ---------------------------------------------------------------------------------------------
# MIXED is what every token taken for random must contain: a digit and twice a capital after a small letter, in one run.
RUN = _compile("[A-Za-z0-9+/_-]{20,}={0,2}")
_R, _RISE, _RISE_WITH_DIGIT = "[A-Za-z0-9+/_-]*", "[a-z][0-9]*[A-Z]", "[a-z][0-9]+[A-Z]"
_MIXED = "|".join(
    _R.join(parts)
    for parts in (
        ("[0-9]", _RISE, _RISE),
        (_RISE, "[0-9]", _RISE),
        (_RISE, _RISE, "[0-9]"),
        (_RISE_WITH_DIGIT, _RISE),
        (_RISE, _RISE_WITH_DIGIT),
    )
)
MIXED = _compile(_MIXED)

# -- what is left alone ------------------------------------------------------------------------------------------------
PLACEHOLDER = _compile(
    "(?:\\[redacted:[a-z0-9_]+\\])+|\\*{2,}|[xX]{3,}|\\.{3}|\\?"
    "|\\$\\{[^{}]*\\}|\\$\\([^()]*\\)|\\$[0-9]+|\\$[A-Z_]+|\\{\\{.*\\}\\}|%[sdrv]|%\\([a-z_]+\\)s|:[a-z_]+"
    "|(?i:[<\\[(](?:redacted|filtered|masked|hidden|removed|omitted|sensitive|secret|password|token|none|null|unset|empty)"
    "[^<>\\[\\]()]{0,40}[>\\])]|true|false|yes|no|null|none|nil|undefined|unset|<nil>)"
)
_ID_WORDS = (
    "id|ids|uid|uids|uuid|guid|sha|sha1|sha256|sha512|md5|commit|before|after|digest|digests|fingerprint|hash|hashes"
    "|checksum|revision|etag|version|ref|cursor|image|images|traceparent|tracestate|integrity"
)
# The last word of a name: alone, after a separator, or with a capital after a small letter; and forms like `traceid`.
ID_NAME = _compile(
    f"(?:^|.*[_./ -])(?i:{_ID_WORDS})"
    "|.*[a-z0-9](?:I[dD]s?|U[iI][dD]|Uuid|UUID|Guid|Sha|SHA|Hash|Digest|Revision|Version|Checksum|Commit)"
    "|(?i:.*(?:trace|span|request|req|correlation|event|session|message|msg|object|group|client|user|order|account"
    "|tenant|run|job|task|build|parent|container|image|instance|resource|transaction|delivery)id)"
)
ID_CONTEXT = re.compile(rb"([A-Za-z0-9_.\-]{1,60})\\*[\"']?[ \t]*[:=][ \t]*\\*[\"']?$")

QUICK = _compile(
    "|".join(
        (
            "\\\\/|\\\\u00[2-7]",
            *(begin for _, begin, _ in TOKEN_ROWS),
            "PRIVATE KEY",
            _URL_LOOSE,
            _SIGNED_URL_LOOSE,
            _NAMED_LOOSE,
            _KIND_SECRET,
            _EMAIL_LOOSE,
            _CARD_LOOSE,
            _SSN_LOOSE,
            _PHONE_LOOSE,
            _IBAN_LOOSE,
            _MIXED,
        )
    )
)
