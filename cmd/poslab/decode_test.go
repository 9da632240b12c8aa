package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

const frames = "../../testdata/frames"

func TestDecodeISO8583(t *testing.T) {
	file := filepath.Join(frames, "qr_sale_ecb.hex")
	text := lab(t, "", "decode", "iso8583", file)
	require.Zero(t, text.code, text.errs)
	require.Contains(t, text.out, "MTI 0200")

	var e struct {
		TPDU, Header, MTI string
		Fields            map[string]string
		Errors            []any
	}
	object := lab(t, "", "decode", "iso8583", "--json", file)
	require.Zero(t, object.code)
	require.Equal(t, 1, strings.Count(object.out, "\n"))
	require.NoError(t, json.Unmarshal([]byte(object.out), &e))
	require.Equal(t, "0200", e.MTI)
	require.NotNil(t, e.Errors)

	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, object, lab(t, string(raw), "decode", "iso8583", "--json"), "stdin is as good as a file")
	require.Equal(t, object, lab(t, string(unhex(raw)), "decode", "iso8583", "--json", "-"), "bytes are as good as hex")
}

func TestDecodeSaysWhereItStops(t *testing.T) {
	r := lab(t, "6000010000 603100310000 0200", "decode", "iso8583", "--json")
	require.Equal(t, exitError, r.code)
	require.Regexp(t, `poslab: byte \d+: `, r.errs)
	require.Contains(t, r.out, `"errors":[{"offset":`)

	r = lab(t, "1B40 41 1D01", "decode", "escpos")
	require.Equal(t, exitError, r.code)
	require.Contains(t, r.errs, "poslab: byte 3: unknown command 1D 01")
	require.Contains(t, r.out, "ESC @")
}

// A frame that was cut short is told as far as it goes, and how much is missing.
func TestDecodeAFrameCutShort(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(frames, "sale_chip.hex"))
	require.NoError(t, err)
	r := lab(t, string(raw[:2*100]), "decode", "iso8583")
	require.Equal(t, exitError, r.code)
	require.True(t, strings.HasPrefix(r.out, "报文 请求（被截断） · MESSAGE request (cut short)  MTI 0200\n"), r.out)
	require.Contains(t, r.out, "F11 受卡方系统跟踪号 trace: 000012")
	require.Contains(t, r.errs, "the frame is cut short: 100 bytes of 285, 185 are missing")
	r = lab(t, string(raw[:2*100]), "decode", "iso8583", "--json")
	require.Contains(t, r.out, `"missing":185}]`)
	require.Contains(t, r.out, `"mti":"0200"`)

	raw, err = os.ReadFile(filepath.Join(frames, "ascii87_sale.hex"))
	require.NoError(t, err)
	whole := unhex(raw)
	for _, n := range []int{30, 36, 60, len(whole) - 1} {
		r = lab(t, string(whole[:n]), "decode", "iso8583", "--profile", "ascii87", "--json")
		require.Equal(t, exitError, r.code)
		require.Contains(t, r.out, fmt.Sprintf(`"missing":%d}]`, len(whole)-n))
		require.Equal(t, r, lab(t, hex.EncodeToString(whole[:n]), "decode", "iso8583", "--profile", "ascii87", "--json"))
	}
}

func TestDecodeESCPOS(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"initialise", "1B40", `{"offset":0,"name":"ESC @","bytes":"1B40","means":"初始化 initialise"}`},
		{"text", "C7A9B9BA 0A", `{"offset":0,"name":"text","text":"签购"},{"offset":4,"name":"LF","bytes":"0A","means":"打印并换行 print the line, feed"}`},
		{"a card number in text", "36323232303230303030303331323334", `{"offset":0,"name":"text","text":"622202******1234"}`},
		{"bytes that are no text", "FFFF", `{"offset":0,"name":"text","text":"FFFF"}`},
		{"cut after feeding", "1D564203", `{"offset":0,"name":"GS V","bytes":"1D564203","means":"切纸 cut，先走纸 after feeding to the cutter + 3"}`},
		{"cut at once", "1D5601", `{"offset":0,"name":"GS V","bytes":"1D5601","means":"切纸 cut"}`},
		{"size", "1D2111", `{"offset":0,"name":"GS !","bytes":"1D2111","means":"字符大小 character size 2×2"}`},
		{"process id", "1D284806003030 30303031", `{"offset":0,"name":"GS (","bytes":"1D28480600303030303031","means":"扩展功能 extended：处理编号 process id \"0001\""}`},
		{"QR", "1D286B0300315130", `{"offset":0,"name":"GS (","bytes":"1D286B0300315130","means":"扩展功能 extended：打印二维码 print the QR code"}`},
		{"barcode with NUL", "1D6B02 343030 00", `{"offset":0,"name":"GS k","bytes":"1D6B0234303000","means":"条码 barcode EAN-13 “400”"}`},
		{"barcode with length", "1D6B49 04 7B423132", `{"offset":0,"name":"GS k","bytes":"1D6B49047B423132","means":"条码 barcode CODE128 “12”"}`},
		{"raster", "1D763000 01000200 FF00", `{"offset":0,"name":"GS v 0","bytes":"1D76300001000200FF00","means":"点阵图像 raster image 8×2"}`},
		{"real-time status", "100404", `{"offset":0,"name":"DLE EOT","bytes":"100404","means":"实时请求状态 ask for status at once：纸 paper"}`},
		{"nothing", "", ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lab(t, tt.in, "decode", "escpos", "--json")
			require.Zero(t, r.code, r.errs)
			require.Equal(t, `{"commands":[`+tt.want+`],"errors":[]}`+"\n", r.out)
		})
	}
}

// An empty file is no error, and is not passed over in silence.
func TestDecodeNothing(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	r := lab(t, "", "decode", "escpos", empty)
	require.Equal(t, result{0, "没有字节 no bytes: nothing to explain\n", ""}, r)
	r = lab(t, "", "decode", "escpos", "--json", empty)
	require.Equal(t, result{0, `{"commands":[],"errors":[]}` + "\n", ""}, r)
}

func TestDecodeRefusesWhatIsTooLong(t *testing.T) {
	r := lab(t, strings.Repeat("x", decodeLimit+1), "decode", "escpos")
	require.Equal(t, exitUse, r.code)
	require.Contains(t, r.errs, "longer than")
}

// Frames of a capture come one after another, each on a line of its own.
func TestDecodeACapture(t *testing.T) {
	var capture string
	for _, name := range []string{"sale_chip", "sale_chip_answer", "reversal"} {
		raw, err := os.ReadFile(filepath.Join(frames, name+".hex"))
		require.NoError(t, err)
		capture += string(raw)
	}
	r := lab(t, capture, "decode", "iso8583", "--json")
	require.Zero(t, r.code, r.errs)
	require.Equal(t, 3, strings.Count(r.out, "\n"))
	for line := range strings.Lines(r.out) {
		require.True(t, json.Valid([]byte(line)))
	}
	r = lab(t, capture, "decode", "iso8583")
	require.Zero(t, r.code)
	require.Contains(t, r.out, "\n\n冲正（消费） 请求 · REVERSAL of SALE request  MTI 0400\n")
	r = lab(t, capture+"0012", "decode", "iso8583")
	require.Equal(t, exitError, r.code)
	require.Contains(t, r.errs, "the frame is cut short: 2 bytes of 20, 18 are missing")
	require.Contains(t, r.out, "消费 应答")
}

func TestDecodeAnotherProfile(t *testing.T) {
	file := filepath.Join(frames, "ascii87_reversal.hex")
	r := lab(t, "", "decode", "iso8583", "--profile", "ascii87", file)
	require.Zero(t, r.code, r.errs)
	require.Contains(t, r.out, "90.2 原始凭证号 original trace: 000012")
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, r, lab(t, string(unhex(raw)), "decode", "iso8583", "--profile", "ascii87"), "a message of digits is no hex")
	digits := "00200800" + "0000000000000000" // a message of nothing but digits
	r = lab(t, digits, "decode", "iso8583", "--profile", "ascii87", "--json")
	require.Zero(t, r.code, r.errs)
	require.Contains(t, r.out, `"mti":"0800","fields":{}`)
	require.Equal(t, exitUse, lab(t, "", "decode", "iso8583", "--profile", "visa").code)
}

// What tools and people write hex as.
func TestUnhex(t *testing.T) {
	want := "\x00\x69\x60\x06\x60\x10\x00\x06\x13\x10\x03\x11\x10\x08\x02\x00\x30\x20"
	zeros := "\x60" + strings.Repeat("\x00", 63) + "\x01"
	odd := want + "\x31"
	text := "0123456789abcdef0123456789abcdefface"
	for name, tt := range map[string]struct{ in, want string }{
		"hexdump, numbers":    {"0000000 6900 0660 1060 0600 1013 1103 0810 0002\n0000010 2030 0031                              \n0000013\n", odd},
		"hexdump -x":          {"0000000    6900    0660    1060    0600    1013    1103    0810    0002\n0000010    2030\n0000012\n", want},
		"od, octal numbers":   {"0000000 064400 003140 010140 003000 010023 010403 004020 000002\n0000020 020060 000061\n0000023\n", odd},
		"od -t x4":            {"0000000 06606900 06001060 11031013 00020810\n0000020 00312030\n0000023\n", odd},
		"xxd -g1":             {"00000000: 00 69 60 06 60 10 00 06 13 10 03 11 10 08 02 00  .i`.`...........\n00000010: 30 20 31                                         0 1\n", odd},
		"xxd -c 10":           {"00000000: 0069 6006 6010 0006 1310  .i`.`.....\n0000000a: 0311 1008 0200 3020 31   ......0 1\n", odd},
		"xxd -i":              {"unsigned char w_bin[] = {\n  0x00, 0x69, 0x60, 0x06, 0x60, 0x10, 0x00, 0x06, 0x13, 0x10, 0x03, 0x11,\n  0x10, 0x08, 0x02, 0x00, 0x30, 0x20\n};\nunsigned int w_bin_len = 18;\n", want},
		"characters like hex": {"00000000: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef\n00000010: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef\n00000020: 6661 6365                                face\n", text},
		"the same, -g1":       {"00000000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n00000010: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n00000020: 66 61 63 65                                      face\n", text},
		"two packets":         {"0000   00 69 60 06 60 10 00 06 13 10 03 11 10 08 02 00   .i`.`...........\n0010   30 20                                             0 \n\n0000   31                                                1\n", odd},
		"a remark and colons": {"# from the gateway's log\n00:69:60:06:60:10:00:06:13:10:03:11:10:08:02:00:30:20\n", want},
		"a remark and xxd":    {"# xxd sale.bin\n00000000: 1b40                                     .@\n", "\x1b@"},
		"plain":               {"0069600660100006131003111008020 0\n3020", want},
		"lower case, spaces":  {" 00 69 60 06 60 10 00 06\t13 10 03 11 10 08 02 00\r\n30 20\n", want},
		"remarks":             {"# a sale\n0069600660100006131003111008020 0 3020\n  # end\n", want},
		"source code":         {"{0x00, 0x69, 0x60, 0x06, 0x60, 0x10, 0x00, 0x06,\n 0x13, 0x10, 0x03, 0x11, 0x10, 0x08, 0x02, 0x00, 0x30, 0x20};", want},
		"a string of C":       {`"\x00\x69\x60\x06\x60\x10\x00\x06\x13\x10\x03\x11\x10\x08\x02\x00\x30\x20"`, want},
		"colons":              {"00:69:60:06:60:10:00:06:13:10:03:11:10:08:02:00:30:20", want},
		"a list":              {"[00-69-60-06-60-10-00-06-13-10-03-11-10-08-02-00-30-20]", want},
		"hexdump -C":          {"00000000  00 69 60 06 60 10 00 06  13 10 03 11 10 08 02 00  |.i`.`...........|\n00000010  30 20                                             |0 |\n00000012\n", want},
		"xxd":                 {"00000000: 0069 6006 6010 0006 1310 0311 1008 0200  .i`.`...........\n00000010: 3020                                     0 \n", want},
		"xxd, one line":       {"00000000: 1b40                                     .@\n", "\x1b@"},
		"od -A x -t x1":       {"000000 00 69 60 06 60 10 00 06 13 10 03 11 10 08 02 00\n000010 30 20\n000012\n", want},
		"od -t x1":            {"0000000 00 69 60 06 60 10 00 06 13 10 03 11 10 08 02 00\n0000020 30 20\n0000022\n", want},
		"od -A d -t x1":       {"0000000 00 69 60 06 60 10 00 06 13 10 03 11 10 08 02 00\n0000016 30 20\n0000018\n", want},
		"Wireshark":           {"0000   00 69 60 06 60 10 00 06 13 10 03 11 10 08 02 00   .i`.`...........\n0010   30 20                                             0 \n", want},
		"tcpdump -x":          {"\t0x0000:  0069 6006 6010 0006 1310 0311 1008 0200\n\t0x0010:  3020\n", want},
		"lines that are left": {"00000000  60 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |`...............|\n00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000040  01                                                |.|\n00000041\n", zeros},
	} {
		require.Equal(t, tt.want, string(unhex([]byte(tt.in))), name)
	}
	for _, raw := range []string{"", "\n", "abc", "hello", "\x1b@", "1B 4G", "00000000  60 zz\n", "#\n", "0x", "# 60\nhello\n",
		"00000000: 00000000 01101001  .i\n00000002: 01100000 00000110  `.\n00000004: 00110001            1\n"} {
		require.Equal(t, raw, string(unhex([]byte(raw))))
	}
}

// FuzzUnhex: whatever is given, what comes out is no larger than what a dump may leave out,
// and plain digits of anything come back.
func FuzzUnhex(f *testing.F) {
	f.Add([]byte("00000000  60 00  |`.|\n*\n003fffff  00\n"))
	f.Add([]byte("0x60, 0x00"))
	f.Add([]byte("0000000 6900 0060\n0000003\n\n0000000 064400\n0000002\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		require.LessOrEqual(t, len(unhex(in)), max(len(in), decodeLimit+bytesInLine))
		if len(in) > 0 {
			require.Equal(t, in, unhex(hex.AppendEncode(nil, in)))
		}
	})
}

// Every row of the table can be told, whatever its arguments are.
func TestTableOfCommands(t *testing.T) {
	for first := range escposTable {
		name, _, _ := printer.Command(first[0], first[1], nil)
		for _, fill := range []string{"\x00", "\x01", "\x03", "\xFF"} {
			in := string(first[:]) + strings.Repeat(fill, 1000) + "\x00"
			p, n, err := nextPiece([]byte(in))
			if err != nil { // a length beyond the input
				require.ErrorContains(t, err, name+" ends early")
				continue
			}
			require.Equal(t, name, p.Name)
			require.LessOrEqual(t, n, len(in))
			require.NotEmpty(t, p.Means)
		}
	}
}

// Whatever the bytes are: every one is accounted for, up to the flaw.
func FuzzExplainEscpos(f *testing.F) {
	f.Add([]byte("\x1b@\x1d!\x11POS\n\x1d!\x00\x1dVB\x00\x1d(H\x06\x0000ABCD"))
	f.Add([]byte("\x1dv1"))
	f.Add([]byte("\x1bD\x01\x02\x00\x1d8L\xff\xff\xff\xff\x10\x14\x08"))
	f.Fuzz(func(t *testing.T, in []byte) {
		e, err := explainEscpos(in)
		at := -1
		for _, p := range e.Commands {
			require.Greater(t, p.Offset, at)
			at = p.Offset
		}
		require.Less(t, at, len(in))
		require.Equal(t, err != nil, len(e.Errors) == 1)
		_ = e.String()
	})
}
