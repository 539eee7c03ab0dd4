"""The headers every answer of the site carries.

A page carries one inline style sheet, named by its hash; nothing else inline runs, and nothing is
asked of another host.
"""

from collections.abc import Iterable

HSTS = ("Strict-Transport-Security", "max-age=31536000")
FIXED_HEADERS: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
)


def content_security_policy(style_hashes: Iterable[str] = ()) -> str:
    """Return the policy that allows our own host and the inline sheets with these SHA-256 hashes.

    A hash is base64 text as the policy writes it, without the `sha256-` before it.
    """
    styles = " ".join(f"'sha256-{value}'" for value in style_hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def security_headers(policy: str, *, is_https: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers for an answer with this policy; over HTTPS also the promise to stay there.

    `is_https` comes from the public address in the settings, never from the request.
    """
    headers = (("Content-Security-Policy", policy), *FIXED_HEADERS)
    return (*headers, HSTS) if is_https else headers
