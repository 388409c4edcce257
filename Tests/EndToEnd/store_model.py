"""How the tables of a node keep what people wrote, written from docs/vault.md and not from the program: for tests that look into them."""
import base64
import hmac
import struct

DOMAIN = b"rastro-store-value/1"


def rotated(value, count):
    return (value << count | value >> (32 - count)) & 0xFFFFFFFF


def hchacha20(key, nonce):
    """The key of XChaCha20 for the first 16 bytes of a nonce (draft-irtf-cfrg-xchacha-03, 2.2)."""
    state = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key) + struct.unpack("<4I", nonce))
    rounds = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
              (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    for _ in range(10):
        for a, b, c, d in rounds:
            for one, two, other, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                state[one] = (state[one] + state[two]) & 0xFFFFFFFF
                state[other] = rotated(state[other] ^ state[one], turn)
    return struct.pack("<8I", *state[:4], *state[12:])


class Store:
    """The key of a node's tables."""

    def __init__(self, folder):
        with open(f"{folder}/keys/store.key", encoding="ascii") as file:
            heading, key = file.read().split("\n")[:2]
        assert heading == "rastro-key/1 store", heading
        self.values, self.texts = (hmac.digest(base64.b64decode(key), use, "sha256")
                                   for use in (b"rastro-store-values/1", b"rastro-store-texts/1"))

    @staticmethod
    def place(*parts):
        place = DOMAIN
        for part in parts:
            place += f"\n{len(part.encode())}:{part}".encode()
        return place

    def deciphered(self, sealed, column, row):
        """What a column keeps, or nothing for nothing."""
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
        if sealed is None:
            return None
        assert sealed[0] == 1, "another version"
        nonce, enciphered = sealed[1:25], sealed[25:]
        cipher = ChaCha20Poly1305(hchacha20(self.values, nonce[:16]))
        return cipher.decrypt(bytes(4) + nonce[16:], enciphered, self.place(column, row))

    def keyed(self, text, column):
        """The name under which a text is looked up."""
        return hmac.digest(self.texts, self.place(column) + text.encode(), "sha256")[:16]

    def add_to(self, tables):
        """Lets the statements of a connection decipher, and look up by a text."""
        tables.create_function("deciphered", 3, self.deciphered)
        tables.create_function("keyed", 2, self.keyed)
