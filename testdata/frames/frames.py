#!/usr/bin/env python3
"""Builds the frames of this folder that are not from public traces.

It is written from the field tables of the protocol notes (docs/design/PROTOCOL.md 2, 5, 6), not from the program's
encoder, and shares nothing with it: hex text is put together, openssl encrypts. Run it here; it writes NAME.hex.
All card numbers and keys are invented or public examples.
"""
import subprocess

TABLE = {  # field: (kind, digits of the length, size); x is text or bytes
    2: ("n", 2, 19), 3: ("n", 0, 6), 4: ("n", 0, 12), 11: ("n", 0, 6), 12: ("n", 0, 6), 13: ("n", 0, 4), 14: ("n", 0, 4),
    15: ("n", 0, 4), 22: ("n left", 0, 3), 23: ("n", 0, 3), 25: ("n", 0, 2), 26: ("n", 0, 2), 32: ("n", 2, 11),
    35: ("n", 2, 37), 37: ("x", 0, 12), 38: ("x", 0, 6), 39: ("x", 0, 2), 41: ("x", 0, 8), 42: ("x", 0, 15),
    44: ("x", 2, 25), 48: ("n", 3, 322), 49: ("x", 0, 3), 52: ("x", 0, 8), 53: ("n", 0, 16), 54: ("x", 3, 20),
    55: ("x", 3, 255), 59: ("x", 3, 600), 60: ("n", 3, 17), 61: ("n", 3, 29), 62: ("x", 3, 512), 63: ("x", 3, 163),
}
TMK = "0123456789ABCDEFFEDCBA9876543210"
MAK, LONG_MAK = "DAB36167E6DFB5EF", "73FE29329283FDF12540B6F80437C107"
PIK, TDK = "6BABB0BFD9544AF7D50DEAEA7A23E38F", "F351D490994603795C6EBEE8FAEBB481"
PAN, TERMINAL, MERCHANT = "6222020000000000018", "00010001", "104512541110001"


def cipher(name, key, data, decrypt=False):
    args = ["openssl", "enc", "-" + name, "-nopad", "-K", key] + (["-d"] if decrypt else [])
    return subprocess.run(args, input=bytes.fromhex(data), capture_output=True, check=True).stdout.hex().upper()


def des3(key, data, decrypt=False):
    return cipher("des-ede", key if len(key) == 32 else key * 2, data, decrypt)


def sm4(key, data):
    return cipher("sm4-ecb", key, data)


def field(n, v):
    """v: digits, with D in a track; str is text, bytes are bytes."""
    kind, dots, size = TABLE[n]
    if kind.startswith("n"):
        head = "" if dots == 0 else (f"{len(v):02d}" if dots == 2 else f"{len(v):04d}")
        assert len(v) <= size and (dots or len(v) == size), (n, v)
        if len(v) % 2:
            v = v + "0" if dots or "left" in kind else "0" + v
        return head + v
    raw = v if isinstance(v, bytes) else v.encode("gbk")
    if dots == 0:
        raw = raw.ljust(size)
    assert len(raw) <= size, (n, v)
    return ("" if dots == 0 else (f"{len(raw):02d}" if dots == 2 else f"{len(raw):04d}")) + raw.hex().upper()


def mac(body):
    data = body + "00" * (-(len(body) // 2) % 8)
    block = 0
    for i in range(0, len(data), 16):
        block ^= int(data[i:i + 16], 16)
    text = f"{block:016X}".encode().hex()
    one = des3(MAK, text[:16])
    two = des3(MAK, f"{int(one, 16) ^ int(text[16:], 16):016X}")
    return two[:8].encode().hex().upper()


def frame(name, mti, fields, sealed=False, chip=False, answer=False, requirement="0"):
    bits = sum(1 << (64 - n) for n in fields) | (1 if sealed else 0)
    body = mti + f"{bits:016X}" + "".join(field(n, fields[n]) for n in sorted(fields))
    if sealed:
        body += mac(body)
    tpdu = "6000000001" if answer else "6000010000"
    header = f"{'61' if chip else '60'}310{requirement}310000"
    whole = tpdu + header + body
    with open(name + ".hex", "w") as out:
        out.write(f"{len(whole) // 2:04X}{whole}\n")


def base(trace, **more):
    return {11: trace, 41: TERMINAL, 42: MERCHANT} | {int(k[1:]): v for k, v in more.items()}


def answered(f, **more):
    keep = {n: f[n] for n in (3, 4, 11, 25, 41, 42, 49, 60) if n in f}
    return keep | {12: "201503", 13: "1121", 15: "1121", 32: "00010000", 37: "000000000017", 39: "00"} | {int(k[1:]): v for k, v in more.items()}


def tlv(tag, value):
    size = len(value) // 2
    return tag + (f"{size:02X}" if size < 128 else f"81{size:02X}") + value


def key_block(form):
    wrap, zeros = (sm4, "00" * 16) if form == "006" else (des3, "00" * 8)
    out = ""
    for key in [PIK, LONG_MAK if form == "006" else MAK] + ([TDK] if form != "003" else []):
        out += wrap(TMK, key).ljust(32, "0") + wrap(key, zeros)[:8]
    return bytes.fromhex(out)


def tag59(tag, value):
    value = value if isinstance(value, bytes) else value.encode("gbk")
    return tag.encode() + f"{len(value):03d}".encode() + value


CHIP = "".join(tlv(t, v) for t, v in [
    ("9F26", "A1B2C3D4E5F60718"), ("9F27", "80"), ("9F10", "07010103A0A802010A010000005000" + "9C1D2E3F"), ("9F37", "5A6B7C8D"),
    ("9F36", "01A4"), ("95", "0080048000"), ("9A", "261121"), ("9C", "00"), ("9F02", "000000001234"), ("5F2A", "0156"),
    ("82", "7C00"), ("9F1A", "0156"), ("9F03", "000000000000"), ("9F33", "E0F8C8"), ("9F34", "420302"), ("9F35", "22"),
    ("9F1E", "3030303130303031"), ("84", "A000000333010101"), ("9F09", "0020"), ("9F41", "00000012"), ("9F63", "30303031313233340000000000000000"),
])

sale = base("000012", f3="000000", f4="000000001234", f22="051", f23="001", f25="00", f26="12", f35=PAN + "D3012220123456789",
            f49="156", f52=bytes.fromhex(des3(PIK, f"{int('06123456FFFFFFFF', 16) ^ int('0000' + PAN[-13:-1], 16):016X}")),
            f53="2600000000000000", f55=bytes.fromhex(CHIP), f60="2200000100060")
frame("sale_chip", "0200", sale, sealed=True, chip=True)
frame("sale_chip_answer", "0210", answered(
    sale, f2=PAN, f14="3012", f23="001", f38="123456", f44="01020000   00010000   ",
    f55=bytes.fromhex(tlv("91", "1122334455667788" + "3030") + tlv("72", tlv("9F18", "00000001") + tlv("86", "04DA8E00090011223344AABBCC"))),
    f63="CUP交易成功"), sealed=True, chip=True, answer=True)
undo = {n: sale[n] for n in (3, 4, 11, 22, 23, 25, 41, 42, 49, 60)} | {2: PAN, 14: "3012", 39: "98", 61: "000001000012"}
frame("reversal", "0400", undo, sealed=True)
frame("reversal_answer", "0410", answered(undo, f2=PAN), sealed=True, answer=True)
declined = answered(sale, f39="A0")
frame("declined_a0", "0210", declined, answer=True, requirement="3")

code = base("000013", f3="000000", f4="000000000100", f22="032", f25="00", f49="156", f60="2200000100060",
            f59=tag59("A2", tag59("01", "04") + tag59("02", "0000123456789") + tag59("05", "1.0.3   ")) + tag59("A3", "6212345678901234567"))
frame("qr_sale", "0200", code, sealed=True)
frame("qr_sale_answer", "0210", answered(code, f59=tag59("A4", "20261121000000000017"), f63="CUP"), sealed=True, answer=True)
frame("qr_void", "0200", code | {3: "200000", 11: "000014", 37: "000000000017", 59: tag59("A4", "20261121000000000017"), 60: "2300000100060",
      61: "000001000013"}, sealed=True)
frame("sale_sm4", "0200", {n: sale[n] for n in sale if n not in (52, 55)} | {22: "021", 53: "2400000000000000",
      59: tag59("A1", bytes.fromhex(sm4(PIK, "06123456FFFFFFFF" * 2)))}, sealed=True)

refund = base("000015", f2=PAN, f3="200000", f4="000000000500", f14="3012", f22="012", f25="00", f37="000000000017", f49="156",
              f60="2500000100060", f61="0000000000001120", f63="000")
frame("refund", "0220", refund, sealed=True)
frame("refund_answer", "0230", answered(refund, f2=PAN, f63="CUP"), sealed=True, answer=True)
complete = base("000016", f2=PAN, f3="000000", f4="000000011500", f14="3012", f22="012", f25="06", f38="654321", f49="156",
                f60="2000000100060", f61="0000000000001120")
frame("complete", "0200", complete, sealed=True)
balance = base("000017", f3="310000", f22="022", f25="00", f35=PAN + "D3012220123456789", f49="156", f53="0600000000000000", f60="0100000100060")
frame("balance_answer", "0210", answered(balance, f2=PAN, f54="1002156C000000050000", f63="CUP"), sealed=True, answer=True)
enquiry = base("000018", f3="690000", f25="00", f49="156", f60="0200000100060", f61="000001000012")
frame("enquiry_answer", "0210", answered(enquiry, f4="000000001234", f38="123456", f63="CUP51"), sealed=True, answer=True)

wallet = base("000019", f3="450000", f4="000000000880", f22="032", f25="01", f49="156", f59=tag59("A5", "0001000120261121000001"),
              f60="7000000100060", f62="134567890123456789")
frame("wallet_pay", "0200", wallet, sealed=True)
query = {n: wallet[n] for n in wallet if n != 62} | {3: "690000", 11: "000020", 60: "7100000100060"}
frame("order_query_answer", "0210", answered(query, f39="W1", f59=tag59("A5", "0001000120261121000001")), sealed=True, answer=True)

totals = base("000021", f48="000000001234001000000000500001" + "0" + "000000002000001000000000000000" + "0", f49="156", f60="00000001201", f63="01 ")
frame("settle", "0500", totals)
frame("settle_answer", "0510", answered(totals, f48="000000001334002000000000500001" + "2" + "000000002000001000000000000000" + "1", f63="01 "), answer=True)
listed = "03" + "00" + "000012" + PAN.zfill(20) + "000000001234" + "01" + "000009" + "4000000000000002".zfill(20) + "000000002000" \
    + "00" + "000013" + "0" * 20 + "000000000100"
frame("batch_list", "0320", base("000022", f48=listed, f60="00000001201"))
frame("batch_end", "0320", base("000023", f48="0003", f60="00000001202"))

hello = base("000001", f60="00000001003", f62="Sequence No12310400000042", f63="001")
frame("signin", "0800", hello)
for form in ("003", "004", "006"):
    frame("signin_answer_" + form, "0810", answered(hello, f60="00000007" + form, f62=key_block(form)), answer=True)
frame("echo", "0820", base("000002", f60="00000001301"))
ask = base("000003", f60="00000001372", f62="100")
frame("capk_query", "0820", ask)
frame("capk_query_answer", "0830", answered(ask, f62=b"1" + bytes.fromhex(
    tlv("9F06", "A000000333") + tlv("9F22", "03") + tlv("DF05", "3230323431323331") + tlv("9F06", "A000000333") + tlv("9F22", "57") + tlv("DF05", "3230333031323331"))), answer=True)
want = base("000004", f60="00000001370", f62=bytes.fromhex(tlv("9F06", "A000000333") + tlv("9F22", "57")))
frame("capk_download_answer", "0810", answered(want, f62=b"1" + bytes.fromhex(
    tlv("9F06", "A000000333") + tlv("9F22", "57") + tlv("DF05", "3230333031323331") + tlv("DF06", "07") + tlv("DF07", "04")
    + tlv("DF02", "C0" + "A5" * 31 + "5A" * 32) + tlv("DF03", "00112233445566778899AABBCCDDEEFF00112233"))), answer=True)


def ascii87(name, mti, fields, sizes):
    bits = sum(1 << (128 - n) for n in fields) | (1 << 127 if max(fields) > 64 else 0)
    bitmap = f"{bits:032X}"[:32 if max(fields) > 64 else 16]
    text = "".join((f"{len(v):0{sizes[n]}d}" if n in sizes else "") + v for n, v in sorted(fields.items()))
    body = (mti + bitmap + text).encode()
    with open(name + ".hex", "w") as out:
        out.write((f"{len(body):04d}".encode() + body).hex().upper() + "\n")


LENGTHS = {2: 2, 32: 2, 35: 2, 60: 3}
common = {7: "1121121503", 12: "201503", 13: "1121", 41: TERMINAL, 42: MERCHANT, 60: "000001"}
ascii87("ascii87_sale", "0200", common | {3: "000000", 4: "000000001234", 11: "000012", 22: "022", 35: PAN + "=3012220123456789", 49: "156"}, LENGTHS)
ascii87("ascii87_reversal", "0400", common | {2: PAN, 3: "000000", 4: "000000001234", 7: "1121121603", 11: "000012", 14: "3012", 22: "022", 39: "98",
        49: "156", 90: "0200" + "000012" + "1121121503" + "0" * 22}, LENGTHS)
ascii87("ascii87_signin_answer", "0810", common | {11: "000001", 39: "00", 70: "001"}, LENGTHS)
