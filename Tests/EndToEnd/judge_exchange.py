#!/usr/bin/env python3
"""Judges envelopes and canonical JSON by libraries that are not ours, for Tests/ExchangeTests/JudgedTests.swift.

    judge_exchange.py FOLDER

Reads from FOLDER what the tests have made and writes into it what the libraries make:

- keys: a line for each key: keyid, public key and seed in hexadecimal.
- ours/N.json: envelopes by all keys, each of which securesystemslib must accept with every key, and with none that
  is not among the signers; and must refuse when a byte of its payload or type is another.
- theirs/N.json: envelopes that securesystemslib makes of the same payloads and types.
- values/N.in and N.out: random JSON in a loose form, and what rfc8785 makes of it.

The exit code is 0 when all of it was as it should be.
"""
import base64
import copy
import json
import os
import random
import sys

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

VALUES = 2000


def read_keys(folder):
    pairs = []
    with open(os.path.join(folder, "keys"), encoding="utf-8") as file:
        for line in file:
            keyid, public, seed = line.split()
            key = SSlibKey(keyid, "ed25519", "ed25519", {"public": public})
            secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
            pairs.append((key, CryptoSigner(secret, key)))
    return pairs


def is_accepted(envelope, keys, threshold):
    try:
        envelope.verify(keys, threshold)
        return True
    except VerificationError:
        return False


def judge(folder, pairs):
    """How many envelopes were judged."""
    names = sorted(os.listdir(os.path.join(folder, "ours")))
    os.makedirs(os.path.join(folder, "theirs"))
    keys = [key for key, _ in pairs]
    stranger = SSlibKey(keys[0].keyid, "ed25519", "ed25519", keys[1].keyval)
    for name in names:
        with open(os.path.join(folder, "ours", name), "rb") as file:
            text = json.load(file)
        read = Envelope.from_dict(copy.deepcopy(text))
        signed = [key for key in keys if key.keyid in read.signatures]
        assert signed and is_accepted(read, signed, len(signed)), name
        if len(signed) < len(keys):
            assert not is_accepted(read, keys, len(signed) + 1), name
        assert not is_accepted(read, [stranger], 1), name
        for member in ("payload", "payloadType"):
            other = copy.deepcopy(text)
            if member == "payload":
                payload = bytearray(base64.b64decode(text["payload"]) or b"x")
                payload[len(payload) // 2] ^= 1
                other["payload"] = base64.b64encode(payload).decode()
            else:
                other["payloadType"] += "x"
            assert not is_accepted(Envelope.from_dict(other), signed, 1), (name, member)
        made = Envelope(read.payload, read.payload_type, {})
        for key, signer in pairs:
            if key in signed:
                made.sign(signer)
        with open(os.path.join(folder, "theirs", name), "w", encoding="utf-8") as file:
            json.dump(made.to_dict(), file)
    return len(names)


class Chance(random.Random):
    """Random values as JSON may hold them, and loose texts of them."""

    def text(self):
        kinds = [(0x20, 0x7E), (0, 0x1F), (0x7F, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
        units = []
        for _ in range(self.choice([0, 1, 2, 5, 20])):
            units.append(chr(self.randint(*self.choice(kinds))))
        return "".join(units) + self.choice(["", "\"", "\\", "/", "\u2028", "e\u0301", "\u00e9"])

    def value(self, depth):
        kind = self.randrange(8 if depth else 6)
        if kind == 0:
            return self.choice([None, True, False])
        if kind in (1, 2):
            bound = self.choice([10, 1 << 31, (1 << 53) - 1])
            return self.randint(-bound, bound)
        if kind < 6:
            return self.text()
        if kind == 6:
            return [self.value(depth - 1) for _ in range(self.randrange(6))]
        return {self.text(): self.value(depth - 1) for _ in range(self.randrange(6))}

    def loose(self, value):
        """A text of the value with blanks, escapes and an order that are not canonical."""
        blank = lambda: self.choice(["", "", " ", "\n\t", "\r "])  # noqa: E731
        if isinstance(value, dict):
            members = list(value.items())
            self.shuffle(members)
            inner = ",".join(blank() + self.loose(n) + blank() + ":" + self.loose(v) for n, v in members)
            return blank() + "{" + inner + blank() + "}" + blank()
        if isinstance(value, list):
            return blank() + "[" + ",".join(self.loose(one) for one in value) + blank() + "]" + blank()
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=self.random() < 0.5)
        return blank() + json.dumps(value) + blank()


def canonical(folder):
    """How many values were written."""
    os.makedirs(os.path.join(folder, "values"))
    chance = Chance(20_260_101)
    for number in range(VALUES):
        value = chance.value(4)
        with open(os.path.join(folder, "values", f"{number}.in"), "wb") as file:
            file.write(chance.loose(value).encode("utf-8"))
        with open(os.path.join(folder, "values", f"{number}.out"), "wb") as file:
            file.write(rfc8785.dumps(value))
    return VALUES


if __name__ == "__main__":
    place = sys.argv[1]
    print(judge(place, read_keys(place)), canonical(place))
