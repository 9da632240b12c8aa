package main

import (
	"cmp"
	"fmt"
)

// control is a byte below 20 (hex) that stands alone.
type control struct{ name, means string }

var controls = map[byte]control{
	0x00: {"NUL", "不起作用 ignored"},
	0x09: {"HT", "跳到制表位 next tab stop"},
	0x0A: {"LF", "打印并换行 print the line, feed"},
	0x0C: {"FF", "打印（页模式） print, leave page mode"},
	0x0D: {"CR", "不起作用 ignored"},
	0x18: {"CAN", "清除页缓冲 cancel page data"},
}

// escposCommand is a command of a printer, by its first two bytes.
type escposCommand struct {
	name  string
	means string
	// size is how many bytes belong to the command after its first two. Args is all
	// that follows them; when that is too short to tell, size is at least one more.
	size func(args []byte) int
	// detail adds what the arguments say; nil: nothing.
	detail func(args []byte) string
}

func (c escposCommand) tell(args []byte) string {
	if c.detail == nil {
		return c.means
	}
	return c.means + c.detail(args)
}

// The ways arguments tell their length.

func bytesOf(n int) func([]byte) int { return func([]byte) int { return n } }

// extended: a letter, a length in two bytes, low first, and that many bytes.
func extended(a []byte) int {
	if len(a) < 3 {
		return 3
	}
	return 3 + int(a[1]) + int(a[2])<<8
}

// untilNUL: everything up to a NUL.
func untilNUL(a []byte) int {
	for i, b := range a {
		if b == 0 {
			return i + 1
		}
	}
	return len(a) + 1
}

// cutSize: GS V 65, 66, 97, 98, 103 and 104 carry one more byte, the feed.
func cutSize(a []byte) int {
	if len(a) > 0 && a[0] >= 65 {
		return 2
	}
	return 1
}

// barcodeSize: GS k m below 65 ends with NUL, above it the length comes first.
func barcodeSize(a []byte) int {
	switch {
	case len(a) == 0:
		return 1
	case a[0] < 65:
		return 1 + untilNUL(a[1:])
	case len(a) == 1:
		return 2
	}
	return 2 + int(a[1])
}

// rasterSize: GS v 0 m xL xH yL yH and x*y bytes.
func rasterSize(a []byte) int {
	if len(a) < 6 {
		return 6
	}
	return 6 + (int(a[2])|int(a[3])<<8)*(int(a[4])|int(a[5])<<8)
}

// columnSize: ESC * m nL nH and n columns of 1 or 3 bytes.
func columnSize(a []byte) int {
	if len(a) < 3 {
		return 3
	}
	column := 1
	if a[0] >= 32 {
		column = 3
	}
	return 3 + column*(int(a[1])|int(a[2])<<8)
}

// longSize: GS 8 L and four bytes of length.
func longSize(a []byte) int {
	if len(a) < 5 {
		return 5
	}
	return 5 + int(a[1]) + int(a[2])<<8 + int(a[3])<<16 + int(a[4])<<24
}

// downloadSize: GS * x y and x*y*8 bytes.
func downloadSize(a []byte) int {
	if len(a) < 2 {
		return 2
	}
	return 2 + 8*int(a[0])*int(a[1])
}

// realTimeSize: DLE DC4 1 and 2 with two bytes, 3 with five, 7 with one, 8 with its seven fixed ones.
func realTimeSize(a []byte) int {
	if len(a) == 0 {
		return 1
	}
	return cmp.Or(map[byte]int{1: 3, 2: 3, 3: 6, 7: 2, 8: 8}[a[0]], 1)
}

// The ways arguments are told.

func number(a []byte) string { return fmt.Sprintf(" %d", a[0]) }

func word(a []byte) string { return fmt.Sprintf(" %d", int(a[0])|int(a[1])<<8) }

func onOff(a []byte) string {
	if a[0]&1 != 0 {
		return "：开 on"
	}
	return "：关 off"
}

func oneOf(names ...string) func([]byte) string {
	return func(a []byte) string {
		if n := int(a[0] &^ 0x30); n < len(names) {
			return "：" + names[n]
		}
		return number(a)
	}
}

func cutDetail(a []byte) string {
	if len(a) == 2 {
		return fmt.Sprintf("，先走纸 after feeding to the cutter + %d", a[1])
	}
	return ""
}

func sizeDetail(a []byte) string {
	return fmt.Sprintf(" %d×%d", a[0]>>4&7+1, a[0]&7+1)
}

func functionDetail(a []byte) string {
	if a[0] == 'H' && len(a) >= 9 {
		return fmt.Sprintf("：处理编号 process id %q", a[5:9])
	}
	if a[0] == 'k' && len(a) >= 5 {
		return symbolDetail(a[3:])
	}
	return fmt.Sprintf(" %q", a[0])
}

func rasterDetail(a []byte) string {
	return fmt.Sprintf(" %d×%d", 8*(int(a[2])|int(a[3])<<8), int(a[4])|int(a[5])<<8)
}
