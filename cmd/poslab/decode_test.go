package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
		{"QR", "1D286B0300315130", `{"offset":0,"name":"GS (","bytes":"1D286B0300315130","means":"扩展功能 extended：二维码 QR code, function 181"}`},
		{"barcode with NUL", "1D6B02 343030 00", `{"offset":0,"name":"GS k","bytes":"1D6B0234303000","means":"条码 barcode \"400\""}`},
		{"barcode with length", "1D6B49 04 7B423132", `{"offset":0,"name":"GS k","bytes":"1D6B49047B423132","means":"条码 barcode \"{B12\""}`},
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

func TestDecodeRefusesWhatIsTooLong(t *testing.T) {
	r := lab(t, strings.Repeat("x", decodeLimit+1), "decode", "escpos")
	require.Equal(t, exitUse, r.code)
	require.Contains(t, r.errs, "longer than")
}

func TestUnhex(t *testing.T) {
	require.Equal(t, []byte{0x1B, 0x40}, unhex([]byte(" 1b\n40\t")))
	for _, raw := range []string{"", "\n", "abc", "hello", "\x1b@", "1B 4G"} {
		require.Equal(t, raw, string(unhex([]byte(raw))))
	}
}

// Every row of the table can be told, whatever its arguments are.
func TestTableOfCommands(t *testing.T) {
	for first, c := range escposTable {
		for _, fill := range []string{"\x00", "\x01", "\x03", "\xFF"} {
			in := string(first[:]) + strings.Repeat(fill, 1000) + "\x00"
			p, n, err := nextPiece([]byte(in))
			if err != nil { // a length beyond the input
				require.ErrorContains(t, err, c.name+" ends early")
				continue
			}
			require.Equal(t, c.name, p.Name)
			require.LessOrEqual(t, n, len(in))
			require.NotEmpty(t, p.Means)
		}
	}
}

// Whatever the bytes are: every one is accounted for, up to the flaw.
func FuzzExplainEscpos(f *testing.F) {
	f.Add([]byte("\x1b@\x1d!\x11POS\n\x1d!\x00\x1dVB\x00\x1d(H\x06\x0000ABCD"))
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
