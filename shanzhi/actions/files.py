"""Files handed in under fields: kept under the name of their content, which is the value of the field."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shanzhi.core.access import MAY, Actor
from shanzhi.core.kinds import Refused
from shanzhi.papers.names import safe_name
from shanzhi.papers.uploads import clean_upload

LARGEST = 20 * 1024 * 1024
FOLDER = "kept"


def keep_file(*, actor: Actor, data: bytes, name: str) -> str:
    """Keeps a file of a known kind, pictures drawn anew, and gives its SHA-256; nothing points at it yet.

    raises: Refused("not_allowed"), Refused("file_too_large"), codes of papers.uploads.clean_upload.
    """
    if actor.role not in MAY["keep_records"] and actor.role not in MAY["move_case"]:
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    if len(data) > LARGEST:
        raise Refused("file_too_large", "“{name}”超过 20 MB，请压缩或分成几份再附上。", name=safe_name(name))
    kept = clean_upload(data, name).data
    sha256 = hashlib.sha256(kept).hexdigest()
    path = f"{FOLDER}/{sha256}"
    if default_storage.exists(path) and default_storage.size(path) != len(kept):
        default_storage.delete(path)  # what a power cut left of an earlier try
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(kept))
    return sha256


def kept_file(sha256: str, title: str) -> tuple[bytes, str]:
    """A kept file with a name for it; who may have it was decided before.

    raises: Refused("not_found").
    """
    path = f"{FOLDER}/{sha256}"
    if not default_storage.exists(path):
        raise Refused("not_found", "没有找到这份文件，请与管理员联系，从备份中恢复。")
    with default_storage.open(path) as file:
        data = bytes(file.read())
    return data, clean_upload(data, title).name
