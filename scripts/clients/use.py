"""Uses a Python client generated from the description: fetches two workbooks, records an entry, adds a photo to it and
fetches the photo back. Arguments: address, key, picture."""

import datetime
import io
import pathlib
import sys
import uuid

from client import AuthenticatedClient
from client.api.entries import add_files, record_entry, show_file
from client.api.me import show_me
from client.api.registers import show_template
from client.api.totals import show_totals_xlsx
from client.models import EntryContent, EntryContentValues, FilesContent
from client.types import File

address, key, picture = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=key)


def workbook(answer):
    content = answer.payload.read()
    assert content[:4] == b"PK\x03\x04", content[:200]


unit = show_me.sync(client=client).appointments[0].unit.uid
workbook(show_template.sync("tuyen-truyen", client=client, unit=unit))
workbook(show_totals_xlsx.sync(client=client))

entry = uuid.uuid4()
values = EntryContentValues.from_dict({"hinh-thuc": "sinh-hoat-to", "noi-dung": ["ma-tuy"], "luot": 46})
content = EntryContent(register="tuyen-truyen", unit=unit, day=datetime.date.today().isoformat(), values=values)
recorded = record_entry.sync(entry, client=client, body=content)
photo = File(payload=io.BytesIO(pathlib.Path(picture).read_bytes()), file_name="ảnh.png", mime_type="image/png")
added = add_files.sync(entry, client=client, body=FilesContent(seen_rev=recorded.rev, field="anh", file=[photo]))
kept = show_file.sync(added.files[0].id, client=client).payload.read()
assert kept[:3] == b"\xff\xd8\xff", kept[:200]
print("Python: two workbooks, one photo.")
