package main

import (
	"fmt"
	"unicode/utf8"
)

// symbolDetail tells GS ( k: which code, which function. The data are cn fn parameters.
func symbolDetail(a []byte) string {
	if a[0] != '1' {
		return fmt.Sprintf("：其他二维码 another two-dimensional code, function %d", 100+int(a[1]))
	}
	switch fn, rest := a[1], a[2:]; {
	case fn == 'A' && len(rest) > 0:
		return fmt.Sprintf("：二维码类型 QR code model %d", rest[0]&^0x30)
	case fn == 'C' && len(rest) > 0:
		return fmt.Sprintf("：二维码模块大小 QR code module %d", rest[0])
	case fn == 'E' && len(rest) > 0 && int(rest[0])-'0' >= 0 && int(rest[0])-'0' < 4:
		return fmt.Sprintf("：二维码纠错等级 QR code error correction %c", "LMQH"[rest[0]-'0'])
	case fn == 'P' && len(rest) > 0:
		return fmt.Sprintf("：二维码内容 QR code data “%s”", dataText(rest[1:]))
	case fn == 'Q':
		return "：打印二维码 print the QR code"
	case fn == 'R':
		return "：请求二维码大小 ask for the QR code's size"
	}
	return fmt.Sprintf("：二维码 QR code, function %d", 100+int(a[1]))
}

// symbologies of GS k by their number, form A and form B.
var symbologies = []string{"UPC-A", "UPC-E", "EAN-13", "EAN-8", "CODE39", "ITF", "CODABAR", "CODE93", "CODE128"}

// barcodeDetail tells GS k: which code, which data.
func barcodeDetail(a []byte) string {
	which, data := int(a[0]), a[1:max(1, len(a)-1)]
	if which >= 65 {
		which, data = which-65, a[2:]
	}
	if which >= len(symbologies) {
		return fmt.Sprintf("：未知条码 unknown code %d", which)
	}
	return fmt.Sprintf(" %s “%s”", symbologies[which], barcodeText(which, data))
}

// barcodeText is what a scanner reads: CODE128 names its sets, {A {B {C, and in set C a byte is two digits.
func barcodeText(which int, data []byte) string {
	if symbologies[which] != "CODE128" {
		return dataText(data)
	}
	text := make([]byte, 0, len(data))
	for _, s := range code128(data, 0) {
		text = append(text, s.c)
	}
	return dataText(text)
}

// dataText is the data of a code as scanners give it: UTF-8, else as text.
func dataText(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	return readable(data)
}

func panelCodeDetail(a []byte) string { return fmt.Sprintf(" “%s”", dataText(a[5:])) }
