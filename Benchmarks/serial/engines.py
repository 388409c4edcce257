"""The peers of peers.py: each builds its index of the serials in a folder, and names candidates for a query."""
import importlib.util
import os
import re
import sqlite3
import sys

try:
    import numpy
    from rapidfuzz import process
    from rapidfuzz.distance import OSA
except ImportError:
    numpy = None  # `missing` says which library

WIDTH = 12         # bytes of a serial, zeros after its end
MOST_EDITS = 2
MOST_HITS = 1000   # of one question to a search engine or a database
FEW = 50           # hits that tantivy's store of documents gives sooner than its column, which each search opens anew
MASK = (1 << 64) - 1
HASH_LOW, HASH_HIGH = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F  # odd, otherwise arbitrary


class Peer:
    """Builds its index in `folder`; `bytes` is what it then takes."""
    libraries = ()
    wildcards = True
    bytes = 0

    def __init__(self, records, folder):
        self.records = records
        self.build(folder)

    def close(self):
        pass


def file_bytes(folder):
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))


class Lmdb(Peer):
    """Two serials one edit apart share themselves or a variant with one character less."""
    libraries = ("lmdb",)
    wildcards = False

    def build(self, folder):
        import lmdb
        keys, ids = self.pairs()
        starts = numpy.flatnonzero(numpy.r_[True, keys[1:] != keys[:-1]])
        ends = numpy.r_[starts[1:], len(keys)]
        names, values = keys[starts].astype(">u8").tobytes(), ids.tobytes()
        self.environment = lmdb.open(folder, map_size=(64 << 20) + len(self.records) * 1024, sync=False)
        with self.environment.begin(write=True) as writing:
            pairs = ((names[8 * i:8 * i + 8], values[4 * start:4 * end])
                     for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist())))
            writing.cursor().putmulti(pairs, append=True)
        self.environment.sync(True)
        self.bytes = os.path.getsize(os.path.join(folder, "data.mdb"))
        self.reading = self.environment.begin(buffers=True)

    def pairs(self):
        """The key of every serial and variant with the record it belongs to, by key."""
        characters = self.records.characters
        padded = numpy.zeros((len(characters), 16), numpy.uint8)
        padded[:, :WIDTH] = characters
        everyone = numpy.arange(len(characters), dtype=numpy.uint32)
        keys, ids = [self.hashes(padded)], [everyone]
        for at in range(WIDTH):
            present = characters[:, at] != 0
            if at:  # of equal neighbours, leaving out either gives the same variant
                present &= characters[:, at] != characters[:, at - 1]
            variant = padded[present]
            variant[:, at:WIDTH] = variant[:, at + 1:WIDTH + 1]
            keys.append(self.hashes(variant))
            ids.append(everyone[present])
        keys, ids = numpy.concatenate(keys), numpy.concatenate(ids)
        order = numpy.argsort(keys, kind="stable")
        return keys[order], ids[order]

    @staticmethod
    def hashes(padded):
        halves = padded.view("<u8")
        return halves[:, 0] * numpy.uint64(HASH_LOW) + halves[:, 1] * numpy.uint64(HASH_HIGH)

    def under(self, serial):
        low, high = (int.from_bytes(half, "little") for half in (serial[:8], serial[8:16]))
        key = (low * HASH_LOW + high * HASH_HIGH) & MASK
        found = self.reading.get(key.to_bytes(8, "big"))
        return numpy.frombuffer(found, numpy.uint32) if found else numpy.empty(0, numpy.uint32)

    def candidates(self, query):
        serial = query.text.encode()
        near = self.under(serial)
        exact = near[self.records.serials[near] == serial]
        if self.records.settles(query, exact):
            return exact
        variants = {serial[:at] + serial[at + 1:] for at in range(len(serial))}
        return numpy.concatenate([near, *map(self.under, variants)])

    def close(self):
        self.reading.abort()
        self.environment.close()


class Tantivy(Peer):
    libraries = ("tantivy",)

    def build(self, folder):
        import tantivy
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("serial", tokenizer_name="raw", index_option="basic")
        schema.add_integer_field("id", stored=True, fast=True)
        self.schema, self.questions = schema.build(), tantivy.Query
        index = tantivy.Index(self.schema, path=folder)
        writer = index.writer(heap_size=1 << 29)
        for number, serial in enumerate(self.records.serials.tolist()):
            writer.add_document(tantivy.Document(serial=serial.decode(), id=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()
        self.bytes = file_bytes(folder)

    def search(self, question):
        found = [address for _, address in self.searcher.search(question, MOST_HITS, count=False).hits]
        if len(found) > FEW:
            return self.searcher.fast_field_values("id", found)
        return [self.searcher.doc(address)["id"][0] for address in found]

    def candidates(self, query):
        if query.wild:
            return self.search(self.questions.regex_query(self.schema, "serial", query.regex))
        found = self.search(self.questions.term_query(self.schema, "serial", query.text, "basic"))
        for distance in range(1, MOST_EDITS + 1):
            if self.records.settles(query, found):
                break
            found += self.search(self.questions.fuzzy_term_query(
                self.schema, "serial", query.text, distance=distance, transposition_cost_one=True))
        return found


class RapidFuzz(Peer):
    def build(self, folder):
        self.serials = self.records.serials.tolist()
        some = self.serials[:100_000]
        self.bytes = len(self.serials) * (8 + sum(map(sys.getsizeof, some)) / len(some))

    def candidates(self, query):
        if query.wild:
            fits = re.compile(query.regex.encode()).fullmatch
            return [number for number, serial in enumerate(self.serials) if fits(serial)]
        found = process.extract(query.text.encode(), self.serials, scorer=OSA.distance, score_cutoff=MOST_EDITS,
                                limit=MOST_HITS)
        return [number for _, _, number in found]


class SqliteBtree(Peer):
    def build(self, folder):
        self.connection = sqlite3.connect(os.path.join(folder, "records.db"))
        self.connection.executescript("pragma journal_mode=off; pragma synchronous=off; pragma mmap_size=17179869184;"
                                      "create table records(id integer primary key, serial text)")
        self.connection.executemany("insert into records values(?, ?)", (
            (number, serial.decode()) for number, serial in enumerate(self.records.serials.tolist())))
        self.connection.execute("create index serials on records(serial)")
        self.index()
        self.connection.commit()
        self.bytes = file_bytes(folder)

    def index(self):
        pass

    def ask(self, statement, text):
        return [row[0] for row in self.connection.execute(f"{statement} limit {MOST_HITS}", (text,))]

    def candidates(self, query):
        return self.ask(f"select id from records where serial {'glob' if query.wild else '='} ?", query.text)

    def close(self):
        self.connection.close()


class SqliteFts5(SqliteBtree):
    def index(self):
        self.connection.executescript("create virtual table pieces using fts5(serial, content='records',"
                                      "content_rowid='id', tokenize='trigram');"
                                      "insert into pieces(pieces) values('rebuild');"
                                      "insert into pieces(pieces) values('optimize')")

    def candidates(self, query):
        if query.wild:
            return self.ask("select rowid from pieces where serial glob ?", query.text)
        exact = super().candidates(query)
        pieces = {query.text[at:at + 3] for at in range(len(query.text) - 2)}
        if not pieces or self.records.settles(query, exact):
            return exact
        likely = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
        return exact + self.ask("select rowid from pieces where pieces match ? order by rank", likely)


PEERS = {"lmdb": Lmdb, "tantivy": Tantivy, "rapidfuzz": RapidFuzz, "sqlite_btree": SqliteBtree,
         "sqlite_fts5": SqliteFts5}


def missing(name):
    """What a peer lacks, in words, or nothing."""
    for library in ("numpy", "rapidfuzz", *PEERS[name].libraries):
        if importlib.util.find_spec(library) is None:
            return f"the library {library} is not installed: pip install {library}"
    if name == "sqlite_fts5":
        try:
            sqlite3.connect(":memory:").execute("create virtual table t using fts5(x, tokenize='trigram')")
        except sqlite3.OperationalError:
            return f"SQLite {sqlite3.sqlite_version}, which this Python has, can not index trigrams"
    return ""
