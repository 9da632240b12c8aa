package printer

// Sizes of commands that are skipped: those of one family or another have lengths of their own.

// counterSize is GS C: 30 m n, 31 aL aH bL bH n r, 32 nL nH, or 3B and five numbers that end with ; each.
func counterSize(a []byte) int {
	if len(a) == 0 {
		return 1
	}
	switch a[0] {
	case '1':
		return 7
	case ';':
		ends := 0
		for _, b := range a[1:] {
			if b == ';' {
				ends++
			}
		}
		if ends == 5 || len(a) > 64 {
			return len(a)
		}
		return len(a) + 1
	}
	return 3
}

// storedLogosSize is FS q: n, and of each of n logos xL xH yL yH and x*y*8 bytes.
func storedLogosSize(a []byte) int {
	if len(a) == 0 {
		return 1
	}
	at := 1
	for range a[0] {
		if len(a) < at+4 {
			return at + 4
		}
		at += 4 + word(a[at:])*word(a[at+2:])*8
		if at > argumentLimit {
			return at
		}
	}
	return at
}

// userMemorySize is FS g: 31 m a1 a2 a3 a4 nL nH and n bytes to write, or 32 and the same to read.
func userMemorySize(a []byte) int {
	switch {
	case len(a) < 8:
		return 8
	case a[0] == '1':
		return 8 + word(a[6:])
	}
	return 8
}

// tallImageSize is GS Q: 30 m xL xH yL yH and x*y bytes.
func tallImageSize(a []byte) int {
	if len(a) < 6 {
		return 6
	}
	return 6 + word(a[2:])*word(a[4:])
}

// panelCodeSize is ESC Z of Chinese models, a two-dimensional code: three settings, dL dH and d bytes.
func panelCodeSize(a []byte) int {
	if len(a) < 5 {
		return 5
	}
	return 5 + word(a[3:])
}

// panelImageSize is DC2 * of panel printers: rows, bytes in a row, data.
func panelImageSize(a []byte) int {
	if len(a) < 2 {
		return 2
	}
	return 2 + int(a[0])*int(a[1])
}

// panelImage is DC2 *. Bytes: 12 2A rows width data.
func (ip *interpreter) panelImage(a []byte) {
	rows, stride := int(a[0]), int(a[1])
	if rows > 0 && stride > 0 && ip.clear() {
		ip.printImage(&bitmap{stride * 8, rows, stride, append([]byte(nil), a[2:]...)}, 1, 1)
	}
}

// panelRowsSize is DC2 V of panel printers: nL nH rows of 48 bytes.
func panelRowsSize(a []byte) int {
	if len(a) < 2 {
		return 2
	}
	return 2 + word(a)*48
}

// panelRows is DC2 V. Bytes: 12 56 nL nH data.
func (ip *interpreter) panelRows(a []byte) {
	if rows := word(a); rows > 0 && ip.clear() {
		ip.printImage(&bitmap{384, rows, 48, append([]byte(nil), a[2:]...)}, 1, 1)
	}
}
