#!/usr/bin/env python3
"""Checks a bundle of evidence about a firearms trace, without the program that made it.
Verifica una entrega de pruebas sobre un rastreo de armas, sin el programa que la hizo.

    python3 verify.py [--key NAME+NUMBER+KEY]... [FOLDER]

It needs Python 3.8 or later and its package `cryptography`. Give it the keys of both ledgers as you got them by
another way than with these files. It says of each file whether it holds, and ends with 0 when all do, else with 1.

Requiere Python 3.8 o posterior y su paquete `cryptography`. Indique las claves de ambas bitácoras tal como las
obtuvo por otra vía que con estos archivos. Dice de cada archivo si es correcto; termina con 0 si todos lo son, y si
no con 1.
"""
import argparse
import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import stat
import sys
from datetime import datetime, timezone

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("The package cryptography is missing / Falta el paquete cryptography: pip install cryptography")

MANIFEST = "MANIFEST.sha256"
FOLDERS = ("messages", "entries", "proofs", "keys", "policy", "openings")
LOOSE = re.compile(r"verify\.py|[A-Z]+\.[a-z]{2}\.txt")
MOST_BYTES = 1 << 20
LOG, WITNESS, MESSAGE = b"\x01", b"\x04", b"\xffdsse-ed25519"
# The order of the group; a signature whose second half is not below it is another form of one that is.
ORDER = 2**252 + 27742317777372353535851937790883648493
NAME = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


class Wrong(Exception):
    """What does not hold, in English and in Spanish."""

    def __init__(self, english, spanish):
        super().__init__(english)
        self.english, self.spanish = english, spanish


def need(holds, english, spanish):
    if not holds:
        raise Wrong(english, spanish)


def decoded(text, what="base64"):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    need(data is not None and base64.b64encode(data).decode() == text, f"{what} is malformed", f"{what} tiene mala forma")
    return data


def canonical(value):
    """The bytes of JSON by RFC 8785, of texts, whole numbers, truth values, lists and objects."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return b"{" + b",".join(canonical(name) + b":" + canonical(value[name]) for name in names) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a member stands there twice", "un miembro aparece dos veces")
    return dict(pairs)


def no_fraction(_):
    raise Wrong("a number is not whole", "un número no es entero")


def read_json(data, is_canonical=True):
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_float=no_fraction, parse_constant=no_fraction)
        same = canonical(value) == data
    except (ValueError, RecursionError):
        raise Wrong("it is no JSON", "no es JSON") from None
    need(isinstance(value, dict), "it is no JSON object", "no es un objeto JSON")
    need(same or not is_canonical, "its JSON is not canonical (RFC 8785)", "su JSON no es canónico (RFC 8785)")
    return value


def sha256(data):
    return hashlib.sha256(data).digest()


class Key:
    """A public key with its name, as one line of text."""

    def __init__(self, text, kinds=(LOG, WITNESS, MESSAGE)):
        parts = text.split("+", 2)
        need(len(parts) == 3, "a key is malformed", "una clave tiene mala forma")
        data = decoded(parts[2], "a key")
        kind = next((kind for kind in kinds if data[:len(kind)] == kind), None)
        need(kind is not None and len(data) == len(kind) + 32, "a key is of another kind", "una clave es de otra clase")
        number = sha256(parts[0].encode() + b"\n" + data)[:4].hex()
        need(parts[1] == number, "a key's number is another key's", "el número de una clave es de otra")
        self.text, self.name, self.kind, self.number, self.bytes = text, parts[0], kind, number, data[len(kind):]

    def check(self, signature, message):
        is_right = len(signature) == 64 and int.from_bytes(signature[32:], "little") < ORDER
        if is_right:
            try:
                Ed25519PublicKey.from_public_bytes(self.bytes).verify(signature, message)
            except (InvalidSignature, ValueError):
                is_right = False
        need(is_right, f"the signature of {self.name} {self.number} is wrong",
             f"la firma de {self.name} {self.number} es incorrecta")


class Note:
    """A text with signatures below it (C2SP signed-note)."""

    def __init__(self, data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Wrong("a note is no text", "una nota no es texto") from None
        head, blank, tail = text.rpartition("\n\n")
        lines = tail.split("\n")
        need(blank and lines.pop() == "" and lines, "a note is malformed", "una nota tiene mala forma")
        need(not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text), "a note is malformed", "una nota tiene mala forma")
        self.text, self.signatures = head + "\n", []
        for line in lines:
            found = re.fullmatch(r"\u2014 ([^ +]+) ([^ ]+)", line)
            need(found, "a signature line is malformed", "una línea de firma tiene mala forma")
            data = decoded(found[2], "a signature")
            need(len(data) > 4, "a signature is malformed", "una firma tiene mala forma")
            self.signatures.append((found[1], data[:4].hex(), data[4:]))

    def of(self, key):
        found = [blob for name, number, blob in self.signatures if (name, number) == (key.name, key.number)]
        need(found, f"the signature of {key.name} is missing", f"falta la firma de {key.name}")
        return found

    def verify(self, key):
        for blob in self.of(key):
            key.check(blob, self.text.encode())

    def cosigned(self, key):
        """When a witness cosigned it, in seconds (C2SP tlog-cosignature)."""
        times = []
        for blob in self.of(key):
            times.append(int.from_bytes(blob[:8], "big"))
            key.check(blob[8:], f"cosignature/v1\ntime {times[-1]}\n{self.text}".encode())
        return max(times)


class Manifest:
    """The keys of a node, by its own word (trace-keys/v1)."""

    def __init__(self, data):
        self.note = Note(data)
        lines = self.note.text.split("\n")
        need(lines[0] == "trace-keys/v1", "it is no list of keys", "no es una lista de claves")
        words = [line.split(" ") for line in lines[1:-1]]
        many = lambda name: [line[1:] for line in words if line[0] == name]
        try:
            (self.node,), = many("node")
            (serial,), = many("serial")
            (start, end), = many("valid")
            (log,), = many("log")
            self.serial, self.start, self.end = int(serial), int(start) * 1000, int(end) * 1000
            self.witnesses = [Key(key, (WITNESS,)) for key, in many("witness") + many("mirror")]
            self.messages = {key.name + "+" + key.number: key for key in (Key(key, (MESSAGE,)) for key, in many("msg"))}
            self.revoked = {reference: int(time) * 1000 for reference, time, _ in many("revoked")}
        except ValueError:
            raise Wrong("a list of keys is malformed", "una lista de claves tiene mala forma") from None
        self.log = Key(log, (LOG,))
        names = [key.name for key in (self.log, *self.witnesses, *self.messages.values())]
        need(all(name.startswith(self.node + "/") for name in names), "a key is named as another node's",
             "una clave lleva el nombre de otro nodo")


def root_of(leaf, index, size, hashes):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    need(0 <= index < size, "the proof's place is not in the tree", "el lugar de la prueba no está en el árbol")
    first, last, found = index, size - 1, leaf
    for one in hashes:
        need(last > 0, "the proof is too long", "la prueba es demasiado larga")
        if first & 1 or first == last:
            found = sha256(b"\1" + one + found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + one)
        first, last = first >> 1, last >> 1
    need(last == 0, "the proof is too short", "la prueba es demasiado corta")
    return found


def commitment(opening, label, value):
    code = hmac.new(opening, b"trace-commit/1\n" + label.encode() + b"\n" + value.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(code).rstrip(b"=").decode()


class Bundle:
    def __init__(self, folder, keys):
        self.folder, self.given = folder, keys
        self.files, self.verdicts = {}, {}
        self.manifests, self.entries, self.messages, self.digests = {}, {}, {}, set()
        self.export = None
        self.cosignatures = []

    # What is said

    def judge(self, path, check, *arguments):
        """Checks something of a file; the first thing that does not hold is its verdict."""
        try:
            check(path, *arguments)
            self.verdicts.setdefault(path, None)
        except Wrong as wrong:
            self.verdicts[path] = self.verdicts.get(path) or wrong
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            malformed = Wrong("it is not of its form", "no tiene su forma")
            self.verdicts[path] = self.verdicts.get(path) or malformed

    def below(self, folder):
        return [path for path in sorted(self.files) if path.startswith(folder + "/")]

    def run(self):
        self.judge(MANIFEST, self.read_all)
        for path in self.below("keys"):
            self.judge(path, self.read_keys)
        self.judge("keys/", self.check_keys)
        for path in self.below("entries"):
            self.judge(path, self.check_entry)
        for path in self.below("proofs"):
            self.judge(path, self.check_proof)
        for path in self.below("messages"):
            self.judge(path, self.check_message)
        for path in self.below("messages"):
            self.judge(path, self.check_logged)
        for path in self.below("policy"):
            self.judge(path, self.check_policy)
        self.judge("EXPORT", self.check_export)
        for path in self.below("openings"):
            self.judge(path, self.check_opening)
        return not any(self.verdicts.values())

    # Files

    def read_all(self, _):
        for at, folders, names in os.walk(self.folder):
            inner = os.path.relpath(at, self.folder).replace(os.sep, "/")
            for name in folders + names:
                path = name if inner == "." else f"{inner}/{name}"
                kind = os.lstat(os.path.join(at, name)).st_mode
                if stat.S_ISDIR(kind):
                    need(inner == "." and name in FOLDERS, f"a folder is too much: {path}", f"sobra una carpeta: {path}")
                    continue
                need(stat.S_ISREG(kind), f"it is no file: {path}", f"no es un archivo: {path}")
                need(inner != "." or name == MANIFEST or LOOSE.fullmatch(name), f"a file is too much: {path}",
                     f"sobra un archivo: {path}")
                with open(os.path.join(at, name), "rb") as file:
                    self.files[path] = file.read(MOST_BYTES * 32)
        need(MANIFEST in self.files, "it is missing", "falta")
        data = self.files.pop(MANIFEST)
        listed = re.findall(rb"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)\n", data)
        need(b"".join(digest + b"  " + path + b"\n" for digest, path in listed) == data, "it is malformed", "tiene mala forma")
        paths = [path for _, path in listed]
        need(paths == sorted(set(paths)), "it is not in its order", "no está en su orden")
        self.lines = [(path.decode(), digest.decode()) for digest, path in listed]
        wanted = dict(self.lines)
        for path in sorted(set(self.files) | set(wanted)):
            self.judge(path, self.check_digest, wanted.get(path))

    def check_digest(self, path, digest):
        need(path in self.files, "the file is missing", "falta el archivo")
        need(digest, "it is not in the list of files", "no está en la lista de archivos")
        need(sha256(self.files[path]).hex() == digest, "its SHA-256 is another than in the list of files",
             "su SHA-256 es otro que en la lista de archivos")
        need("/" in path or len(self.files[path]) > 0, "it is empty", "está vacío")

    # Keys

    def read_keys(self, path):
        manifest = Manifest(self.files[path])
        need(path == f"keys/{manifest.node}.{manifest.serial}.note", "it has another's name", "lleva el nombre de otro")
        manifest.note.verify(manifest.log)
        self.manifests.setdefault(manifest.node, {})[manifest.serial] = manifest

    def check_keys(self, _):
        need(self.manifests, "there are none", "no hay ninguna")
        known = {}
        for manifests in self.manifests.values():
            last = None
            for serial in sorted(manifests):
                manifest = manifests[serial]
                if last is not None:
                    need(serial == last.serial + 1, "a list of keys is missing", "falta una lista de claves")
                    manifest.note.verify(last.log)
                last = manifest
                for key in (manifest.log, *manifest.witnesses, *manifest.messages.values()):
                    known[key.text] = key
        for key in self.given:
            need(key.text in known, f"the key given, {key.name} {key.number}, is none of these files'",
                 f"la clave indicada, {key.name} {key.number}, no es ninguna de estos archivos")

    def unchecked(self):
        """The nodes whose ledger's key was not given."""
        given = {key.text for key in self.given}
        return [node for node, manifests in sorted(self.manifests.items())
                if not all(manifest.log.text in given for manifest in manifests.values())]

    def cosigners(self, node):
        """The keys by which others cosign a node's ledger: where two ledgers' keys were given, theirs alone count."""
        vouched = set(self.manifests) - set(self.unchecked())
        others = vouched if len(vouched) > 1 else set(self.manifests)
        return [key for other in sorted(others - {node}) for manifest in self.manifests[other].values()
                for key in manifest.witnesses]

    def latest(self, node):
        need(node in self.manifests, f"the keys of {node} are missing", f"faltan las claves de {node}")
        return self.manifests[node][max(self.manifests[node])]

    # Entries of the ledgers

    def check_entry(self, path):
        found = re.fullmatch(rf"entries/({NAME})\.(0|[1-9][0-9]*)\.json", path)
        need(found, "it has another's name", "lleva el nombre de otro")
        node, index = found[1], int(found[2])
        entry = read_json(self.files[path])
        need(entry["v"] == 1 and entry["node"] == node, "it is another node's", "es de otro nodo")
        need(re.fullmatch(UUID, entry["id"]) and isinstance(entry["kind"], str) and isinstance(entry["t"], int),
             "it is not of its form", "no tiene su forma")
        need(f"proofs/{node}.{index}.tlog-proof" in self.files, "its proof is missing", "falta su prueba de inclusión")
        need(entry["id"] not in self.entries, "another has its identifier", "otro tiene su identificador")
        self.entries[entry["id"]] = (path, node, index, entry)

    def check_proof(self, path):
        found = re.fullmatch(rf"proofs/({NAME})\.(0|[1-9][0-9]*)\.tlog-proof", path)
        need(found, "it has another's name", "lleva el nombre de otro")
        node, index = found[1], int(found[2])
        leaf = self.files.get(f"entries/{node}.{index}.json")
        need(leaf is not None, "its entry is missing", "falta su asiento")
        head, blank, rest = self.files[path].partition(b"\n\n")
        lines = head.decode("ascii").split("\n")
        need(blank and lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {index}"], "it is malformed", "tiene mala forma")
        hashes = [decoded(line, "a hash") for line in lines[2:]]
        need(all(len(one) == 32 for one in hashes), "a hash is malformed", "un hash tiene mala forma")
        note = Note(rest)
        checkpoint = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([^\n]+)\n", note.text)
        need(checkpoint, "its checkpoint is malformed", "su punto de control tiene mala forma")
        log = self.latest(node).log
        need(checkpoint[1] == log.name, "its checkpoint is another ledger's", "su punto de control es de otra bitácora")
        note.verify(log)
        root = root_of(sha256(b"\0" + leaf), index, int(checkpoint[2]), hashes)
        need(root == decoded(checkpoint[3], "a root"), "it does not prove its entry", "no prueba su asiento")
        signed = {(name, number) for name, number, _ in note.signatures}
        times = [note.cosigned(key) for key in self.cosigners(node) if (key.name, key.number) in signed]
        need(times, "no other government has cosigned it", "ningún otro gobierno lo cofirmó")
        self.cosignatures.append(max(times))

    # Messages

    def check_message(self, path):
        found = re.fullmatch(rf"messages/({NAME})\.({UUID})\.(dsse|erased)\.json", path)
        need(found, "it has another's name", "lleva el nombre de otro")
        issuer, identifier, form = found.groups()
        data = self.files[path]
        if form == "erased":
            said = read_json(data)
            need(set(said) == {"digest", "erased", "id", "iss", "typ"} and said["erased"] is True
                 and (said["iss"], said["id"]) == (issuer, identifier), "it is not of its form", "no tiene su forma")
            self.messages[identifier] = (path, said["digest"], said, True)
            return
        envelope = read_json(data, is_canonical=False)
        need(set(envelope) == {"payloadType", "payload", "signatures"} and envelope["signatures"],
             "it is no DSSE envelope", "no es un sobre DSSE")
        kind, payload = envelope["payloadType"], decoded(envelope["payload"], "the payload")
        signed = b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)
        message = read_json(payload)
        need((message["iss"], message["id"]) == (issuer, identifier), "it has another's name", "lleva el nombre de otro")
        for one in envelope["signatures"]:
            self.key(issuer, one["keyid"], message["iat"]).check(decoded(one["sig"], "a signature"), signed)
        self.messages[identifier] = (path, sha256(data).hex(), message, False)

    def key(self, node, reference, time):
        """A node's key for messages at a time."""
        need(node in self.manifests, f"the keys of {node} are missing", f"faltan las claves de {node}")
        for serial in sorted(self.manifests[node]):
            manifest = self.manifests[node][serial]
            if reference in manifest.messages and manifest.start <= time < manifest.end:
                revoked = self.latest(node).revoked.get(reference)
                need(revoked is None or time < revoked, "its key was revoked by then", "su clave ya estaba revocada")
                return manifest.messages[reference]
        raise Wrong("it is signed by a key that did not count then", "lo firma una clave que entonces no valía")

    def check_logged(self, path):
        one = next((one for one in self.messages.values() if one[0] == path), None)
        if one is None:
            return
        _, digest, message, is_erased = one
        logged = {entry.get("msg") for _, _, _, entry in self.entries.values()}
        if message["typ"] == "RECEIPT":
            # Its own entry is in the ledger of whoever got it, which may come later than these files.
            need(message["body"]["msg"] in logged, "what it is a receipt of is in no ledger",
                 "aquello de lo que es recibo no consta en ninguna bitácora")
            return
        need(digest in logged, "no ledger has it", "no consta en ninguna bitácora")
        if is_erased:
            need(any(entry["kind"] == "ERASE" and entry.get("re") == message["id"]
                     for _, _, _, entry in self.entries.values()),
                 "no ledger says that it was erased", "ninguna bitácora dice que se borró")

    # The policy, and the entry about the bundle

    def check_policy(self, path):
        node = path[len("policy/"):].rpartition(".")[0]
        if path.endswith(".policy"):
            need(f"policy/{node}.note" in self.files, "its note is missing", "falta su nota")
            return
        note = Note(self.files[path])
        found = re.fullmatch(rf"trace-policy/v1\nnode ({NAME})\ntime ([0-9]+)\npolicy ([0-9a-f]{{64}})\nexport ({UUID})\n",
                             note.text)
        need(path.endswith(".note") and found and found[1] == node, "it is not of its form", "no tiene su forma")
        note.verify(self.latest(node).log)
        policy = self.files.get(f"policy/{node}.policy")
        need(policy is not None and sha256(policy).hex() == found[3], "it is about another policy", "es sobre otra política")
        need(self.export is None, "there are two", "hay dos")
        self.export = found[4], found[3], int(found[2])

    def check_export(self, _):
        need(self.export, "no note says which entry is about these files", "ninguna nota dice qué asiento trata de ellos")
        identifier, policy, time = self.export
        need(identifier in self.entries, "the entry about these files is missing", "falta el asiento sobre estos archivos")
        path, _, _, entry = self.entries[identifier]
        need(entry["kind"] == "EXPORT" and entry["decision"] == "permit" and (entry["policy"], entry["t"]) == (policy, time),
             "the entry about these files says something else", "el asiento sobre estos archivos dice otra cosa")
        content = "".join(f"{digest}  {one}\n" for one, digest in self.lines
                          if one != path and (one.split("/")[0] in ("messages", "entries", "keys", "openings")
                                              or one.endswith(".policy")))
        need(sha256(content.encode()).hex() == entry["x-content"], "the ledger has it that other files were put together",
             "según la bitácora se reunieron otros archivos")

    def check_opening(self, path):
        said = read_json(self.files[path])
        opening = decoded(said["opening"], "the opening")
        need(len(opening) == 32, "the opening is malformed", "la apertura tiene mala forma")
        made = commitment(opening, said["label"], said["value"])
        need(made == said["commitment"], "it opens another commitment", "abre otro compromiso")
        if "message" in said:
            need(path == f"openings/{said['message']}.{said['path']}.json" and said["label"] == said["path"],
                 "it has another's name", "lleva el nombre de otro")
            _, _, message, is_erased = self.messages[said["message"]]
            need(not is_erased and any((field["f"], field["c"]) == (said["path"], made) for field in message["sealed"]),
                 "its message commits to something else", "su mensaje se compromete con otra cosa")
        else:
            need(path == f"openings/{said['entry']}.{said['member']}.json", "it has another's name", "lleva el nombre de otro")
            need({"case": "case", "subj": "vault.record"}.get(said["member"]) == said["label"], "it has another label",
                 "tiene otra etiqueta")
            need(self.entries[said["entry"]][3].get(said["member"]) == made, "its entry commits to something else",
                 "su asiento se compromete con otra cosa")


def moment(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def tell(bundle, is_sound):
    for path, wrong in sorted(bundle.verdicts.items()):
        print(f"{'OK/CORRECTO' if wrong is None else 'WRONG/INCORRECTO':17} {path}")
        if wrong is not None:
            print(f"  {wrong.english}\n  {wrong.spanish}")
    print()
    for node in sorted(bundle.manifests):
        manifest = bundle.latest(node)
        for key in (manifest.log, *manifest.witnesses, *manifest.messages.values()):
            given = any(key.text == one.text for one in bundle.given)
            print(f"key/clave {key.name} {key.number} " + ("(given/indicada)" if given else "(keys/)"))
    if bundle.cosignatures:
        print(f"cosigned/cofirmado: {moment(min(bundle.cosignatures))} - {moment(max(bundle.cosignatures))}")
    for node in bundle.unchecked():
        print(f"\nATTENTION: the ledger key of {node} comes from these files alone. It was not checked against\n"
              "anything outside: whoever made up the files could have made up the key.")
        print(f"ATENCIÓN: la clave de la bitácora de {node} viene solo de estos archivos. No se cotejó con nada\n"
              "de fuera: quien inventara los archivos pudo inventar la clave.")
    print("\nThere is no trusted time stamp (RFC 3161) in this bundle.")
    print("Esta entrega no tiene sello de tiempo confiable (RFC 3161).")
    if is_sound and bundle.unchecked():
        print("\nALL FILES FIT TOGETHER, but see ATTENTION above.\nTODOS LOS ARCHIVOS CONCUERDAN, pero vea ATENCIÓN arriba.")
    elif is_sound:
        print("\nALL FILES HOLD. / TODOS LOS ARCHIVOS SON CORRECTOS.")
    else:
        print("\nNOT SOUND: do not rely on these files. / NO ES ÍNTEGRA: no se fíe de estos archivos.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", action="append", default=[], metavar="NAME+NUMBER+KEY")
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    asked = parser.parse_args()
    try:
        keys = [Key(text.strip()) for text in asked.key]
    except Wrong as wrong:
        sys.exit(f"--key: {wrong.english} / {wrong.spanish}")
    bundle = Bundle(asked.folder, keys)
    is_sound = bundle.run()
    tell(bundle, is_sound)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
