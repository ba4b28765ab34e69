# SPDX-License-Identifier: EUPL-1.2
"""The documents of the OpenRosa protocols, version 1.0, as ODK Collect reads them.

https://docs.getodk.org/openrosa/. A device knows forms by their id alone, and we must know for which thing an answer
is (the return of one service): so each thing has its own form id on the device, the form's id followed by the owner's
kind and number, "csf__campaigns.return.12".
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from hashlib import md5
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr, unescape

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST_SPACE = "http://openrosa.org/xforms/xformsList"
MANIFEST_SPACE = "http://openrosa.org/xforms/xformsManifest"
RESPONSE_SPACE = "http://openrosa.org/http/response"
HEADER = '<?xml version="1.0" encoding="UTF-8"?>'
TIE = "__"
OWNED_ID = re.compile(rf"(?P<form>.+){TIE}(?P<kind>[a-z_]+\.[a-z]+)\.(?P<owner>\d{{1,18}})")
ROOT_START = re.compile(rb"<[A-Za-z_][^<>]*>")
ID_ATTRIBUTE = re.compile(rb"""(\sid\s*=\s*)(["'])(.*?)\2""", re.DOTALL)
VERSION_ATTRIBUTE = re.compile(rb"""(\sversion\s*=\s*)(["'])(.*?)\2""", re.DOTALL)


@dataclass(frozen=True)
class ListedForm:
    """A form that a device may fetch; `manifest_url` is empty where no file goes with it."""

    form_id: str
    name: str
    version: str
    digest: str
    download_url: str
    manifest_url: str = ""


@dataclass(frozen=True)
class ListedFile:
    """A file that goes with a form."""

    name: str
    digest: str
    download_url: str


def digest_of(content: bytes) -> str:
    """What tells a device that something changed, as the protocol writes it; nothing is protected by it."""
    return f"md5:{md5(content, usedforsecurity=False).hexdigest()}"


def form_list(forms: Iterable[ListedForm]) -> bytes:
    """The answer to GET formList."""
    lines = [HEADER, f'<xforms xmlns="{LIST_SPACE}">']
    for form in forms:
        lines += [
            "<xform>",
            f"<formID>{escape(form.form_id)}</formID>",
            f"<name>{escape(form.name)}</name>",
            f"<version>{escape(form.version)}</version>",
            f"<hash>{escape(form.digest)}</hash>",
            f"<downloadUrl>{escape(form.download_url)}</downloadUrl>",
        ]
        if form.manifest_url:
            lines.append(f"<manifestUrl>{escape(form.manifest_url)}</manifestUrl>")
        lines.append("</xform>")
    lines.append("</xforms>")
    return "\n".join(lines).encode()


def manifest(files: Iterable[ListedFile]) -> bytes:
    """The answer to GET of a form's manifest."""
    lines = [HEADER, f'<manifest xmlns="{MANIFEST_SPACE}">']
    lines += [
        f"<mediaFile><filename>{escape(file.name)}</filename><hash>{escape(file.digest)}</hash>"
        f"<downloadUrl>{escape(file.download_url)}</downloadUrl></mediaFile>"
        for file in files
    ]
    lines.append("</manifest>")
    return "\n".join(lines).encode()


def response(message: str, *, nature: str = "") -> bytes:
    """What the device shows; natures: submit_success, submit_error."""
    kind = f" nature={quoteattr(nature)}" if nature else ""
    return (
        f'{HEADER}\n<OpenRosaResponse xmlns="{RESPONSE_SPACE}"><message{kind}>{escape(message)}</message>'
        "</OpenRosaResponse>"
    ).encode()


def owned_id(form_id: str, kind: str, owner_id: int) -> str:
    """The form's id on the device, for one owner."""
    return f"{form_id}{TIE}{kind}.{owner_id}"


def split_id(text: str) -> tuple[str, str, int] | None:
    """Form id, kind and number of the owner; None for an id that we did not give."""
    found = OWNED_ID.fullmatch(text)
    return (found["form"], found["kind"], int(found["owner"])) if found else None


def for_device(xform: str, form_id: str, device_id: str, name: str) -> bytes:
    """The XForm under the id and the title that the device shall know it by."""
    title = re.sub(
        r"(<h:title>).*?(</h:title>)", lambda found: found[1] + escape(name) + found[2], xform, count=1, flags=re.DOTALL
    )
    own = re.compile(rf"(<instance>\s*<[^<>]*?\sid=)(['\"]){re.escape(escape(form_id))}\2")
    return own.sub(lambda found: f"{found[1]}{quoteattr(device_id)}", title, count=1).encode()


def sent_id(xml: bytes) -> str:
    """The id that an instance carries on its first element, "" where it has none."""
    return _text(_in_root(xml, ID_ATTRIBUTE))


def sent_version(xml: bytes) -> str:
    """The version that an instance carries on its first element, "" where it has none."""
    return _text(_in_root(xml, VERSION_ATTRIBUTE))


def under_id(xml: bytes, form_id: str) -> bytes:
    """The instance under the form's own id; not one other byte changes."""
    found = _in_root(xml, ID_ATTRIBUTE)
    if found is None:
        return xml
    return xml[: found.start()] + found[1] + quoteattr(form_id).encode() + xml[found.end() :]


def _in_root(xml: bytes, attribute: re.Pattern[bytes]) -> re.Match[bytes] | None:
    root = ROOT_START.search(xml[:4096])
    return attribute.search(xml, root.start(), root.end()) if root else None


def _text(found: re.Match[bytes] | None) -> str:
    return unescape(found[3].decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}) if found else ""


def collect_settings(server: str, username: str, token: str, project: str) -> str:
    """What ODK Collect reads from a QR code: JSON, compressed, as base 64."""
    settings = {
        "general": {"protocol": "odk_default", "server_url": server, "username": username, "password": token},
        "admin": {},
        "project": {"name": project},
    }
    return base64.b64encode(zlib.compress(json.dumps(settings, separators=(",", ":")).encode())).decode()
