"""An independent model of Shamir's secret sharing: products by tables of logarithms, joining by linear equations.

    judge_shares.py part SECRET THRESHOLD COUNT SET COEFFICIENTS     the shares' values, in hexadecimal
    judge_shares.py join INDEX:VALUES...                             what is shared
    judge_shares.py products                                         the sum of all products, and all of them hashed
"""
import hashlib
import sys

EXP, LOG = [0] * 255, [0] * 256
value = 1
for power in range(255):
    EXP[power], LOG[value] = value, power
    value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)
    value &= 0xFF


def times(a, b):
    return 0 if a == 0 or b == 0 else EXP[(LOG[a] + LOG[b]) % 255]


def over(a, b):
    return 0 if a == 0 else EXP[(LOG[a] - LOG[b]) % 255]


def solve(rows):
    """The first unknown of as many equations as unknowns, by elimination."""
    size = len(rows)
    for column in range(size):
        pivot = next(r for r in range(column, size) if rows[r][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [over(x, rows[column][column]) for x in rows[column]]
        for r in range(size):
            if r != column and rows[r][column]:
                factor = rows[r][column]
                rows[r] = [x ^ times(factor, y) for x, y in zip(rows[r], rows[column])]
    return rows[0][size]


def powers(x, count):
    row = [1]
    for _ in range(count - 1):
        row.append(times(row[-1], x))
    return row


def part(secret, threshold, count, name, coefficients):
    check = hashlib.sha256(b"rastro-shared-secret/1\n" + name + secret).digest()[:4]
    shared = secret + check
    for x in range(1, count + 1):
        values = []
        for place, constant in enumerate(shared):
            poly = [constant] + list(coefficients[place * (threshold - 1):(place + 1) * (threshold - 1)])
            total = 0
            for c, p in zip(poly, powers(x, threshold)):
                total ^= times(c, p)
            values.append(total)
        body = bytes([1, threshold, x]) + name + bytes(values)
        print((body + hashlib.sha256(b"rastro-share/1\n" + body).digest()[:4]).hex())


def main():
    if sys.argv[1] == "part":
        secret, name, coefficients = (bytes.fromhex(sys.argv[n]) for n in (2, 5, 6))
        part(secret, int(sys.argv[3]), int(sys.argv[4]), name, coefficients)
    elif sys.argv[1] == "join":
        shares = [(int(i), bytes.fromhex(v)) for i, v in (a.split(":") for a in sys.argv[2:])]
        size = len(shares)
        print(bytes(solve([powers(x, size) + [v[place]] for x, v in shares])
                    for place in range(len(shares[0][1]))).hex())
    else:
        table = bytes(times(a, b) for a in range(256) for b in range(256))
        print(hashlib.sha256(table).hexdigest())


main()
