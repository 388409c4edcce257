#!/usr/bin/env python3
"""Feeds broken files to `rastro check`, and keeps those that it can not bear.

    Fuzz/command.py RASTRO FOLDER [--seconds N] [--seed N]

A file is broken from a sound one by flipping, cutting, doubling and joining its bytes, inside an XLSX
also those of its parts. It may be answered (0) or refused (2), in words; a crash, a hang, more than
1 GB of memory or any other exit code is a finding, kept in FOLDER with the seed that made it.
"""
import argparse
import io
import os
import random
import resource
import subprocess
import sys
import time
import zipfile

LIMIT_SECONDS = 20
LIMIT_BYTES = 1 << 30
INTERESTING = [b"\0", b'"', b'""', b",", b";", b"\t", b"|", b"\r\n", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80",
               b"31/02/2020", b"1.23E+08", b"=1+1", b"\xf0\x9f\x94\xab", b"9" * 400, b"A" * 5000, b"<", b"&#0;",
               b"<c t=\"s\"><v>99999999999</v></c>", b"\xc3", b"[ILEGIBLE]", b"....", b"????"]

CSV = ("folio,fecha_aseguramiento,entidad,tipo_arma,marca,modelo,calibre,matricula,pais_origen,importador\n"
       "F-1,2020-05-01,Sonora,RIFLE,COLT,M4,5.56MM,AB123456,USA,\n"
       "F-2,01/05/2020,\"Nuevo León\",PISTOLA,GLOCK 19,,9 MM,\"ABC?23\",AUSTRIA,GLOCK INC\n"
       "F-3,Summer 2010,Michoacán,\"ESCOPETA\nlarga\",MOSSBERG,500,12 GA,[ILEGIBLE],,\n")


def workbook():
    """The smallest XLSX that holds the same kind of rows."""
    rows = [line.replace('"', "").split(",") for line in CSV.split("\n")[:3]]
    cells = "".join(
        f'<row r="{n + 1}">' + "".join(
            f'<c r="{chr(65 + i)}{n + 1}" t="inlineStr"><is><t>{cell}</t></is></c>' for i, cell in enumerate(row))
        + "</row>" for n, row in enumerate(rows))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml":
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml":
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def broken(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 2, 8, 64)))
        kind = rng.randrange(6)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = rng.choice(INTERESTING)
        elif kind == 3:
            data[at:at] = data[at:end] * rng.choice((2, 50))
        elif kind == 4:
            del data[at:]
        else:
            data[at:end] = bytes(rng.randrange(256) for _ in range(end - at))
    return bytes(data)


def case(rng):
    """A broken file and the end of its name."""
    kind = rng.randrange(5)
    if kind == 0:
        return broken(CSV.encode("utf-8"), rng), "csv"
    if kind == 1:
        encoding = rng.choice(("utf-16", "utf-16-be", "cp1252"))
        return broken(CSV.replace(",", rng.choice(",;\t|")).encode(encoding), rng), "csv"
    if kind == 2:
        return broken(packed(workbook()), rng), "xlsx"
    parts = workbook()
    name = rng.choice(sorted(parts))
    return packed({**parts, name: broken(parts[name].encode("utf-8"), rng)}), rng.choice(("xlsx", "csv"))


def verdict(rastro, path):
    """What is wrong with how the command took the file; `None` when nothing is."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES * 4, LIMIT_BYTES * 4))
    process = subprocess.Popen(
        [rastro, "check", path, "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"}, preexec_fn=limit)
    try:
        said = process.communicate(timeout=LIMIT_SECONDS)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"no answer within {LIMIT_SECONDS} s"
    if process.returncode not in (0, 2):
        return f"ended with code {process.returncode}"
    if process.returncode == 2 and b"rastro: " not in said:
        return "refused without a word"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rastro")
    parser.add_argument("folder")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    first = options.seed if options.seed is not None else int(time.time())
    ran = found = 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end and (options.seed is None or ran == 0):
        seed = first + ran
        data, ending = case(random.Random(seed))
        path = os.path.join(options.folder, f"case-{seed}.{ending}")
        with open(path, "wb") as file:
            file.write(data)
        wrong = verdict(options.rastro, path)
        ran += 1
        if wrong:
            found += 1
            print(f"{path}: {wrong}; again with --seed {seed}", flush=True)
        elif options.seed is None:
            os.remove(path)
    print(f"{ran} files from seed {first}")
    print(f"{ran - found} passed, {found} failed")
    return 1 if found or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
