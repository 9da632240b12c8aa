package escpos

import "slices"

// rasterHead is the length of GS v 0 before its dots.
const rasterHead = 8

// RasterInPad is how many bytes of dots a raster may have that Pad(0) still ends.
const RasterInPad = padText - rasterHead

// Raster is GS v 0, ordinary density, at the beginning of a line only: rows of stride bytes (1 to
// 255), leftmost dot in the high bit, at most 255 rows. The dots are Quiet.
// Bytes, one row of 16 dots, the first and the last black: 1D 76 30 00 02 00 01 00 80 01.
func Raster(stride int, dots []byte) []byte {
	out := []byte{0x1D, 'v', '0', 0, byte(stride), 0, byte(len(dots) / stride), 0}
	return append(out, Quiet(dots)...)
}

// Quiet alters one dot wherever dots would be read as a real-time command, which printers
// execute on reception even within a raster (PRINTER.md 1.5): DLE before EOT, ENQ or DC4 becomes
// 18, one dot more, beside a black one. Bytes: 10 04 becomes 18 04. The argument is not changed.
func Quiet(dots []byte) []byte {
	out := slices.Clone(dots)
	for i := range len(out) - 1 {
		if out[i] == 0x10 && (out[i+1] == 0x04 || out[i+1] == 0x05 || out[i+1] == 0x14) {
			out[i] = 0x18
		}
	}
	return out
}

// FeedDots is ESC J n: print the line, feed n dots, 0 to 255. Bytes, 96 dots: 1B 4A 60.
func FeedDots(n int) []byte { return []byte{0x1B, 'J', byte(n)} }

// CodePage is ESC t n. Bytes, PC437: 1B 74 00.
func CodePage(n int) []byte { return []byte{0x1B, 't', byte(n)} }

// Heat is ESC 7: dots heated at once, 8 x (n+1); heat time and interval in 10 us. Some makes
// print its arguments as text, so a profile must ask for it.
// Bytes, as switched on: 1B 37 07 50 02.
func Heat(dots, time, interval int) []byte {
	return []byte{0x1B, '7', byte(dots), byte(time), byte(interval)}
}

// Density is GS ( K, function 49: -5 (faint) to 8 (dark). Bytes, 4: 1D 28 4B 02 00 31 04.
func Density(n int) []byte { return []byte{0x1D, '(', 'K', 2, 0, 49, byte(n)} }

// Speed is GS ( K, function 50: 1 (slowest) to 13, 0 as the printer is set up.
// Bytes, slowest: 1D 28 4B 02 00 32 01.
func Speed(n int) []byte { return []byte{0x1D, '(', 'K', 2, 0, 50, byte(n)} }
