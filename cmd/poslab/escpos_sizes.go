package main

// The lengths of commands that few programs send.

// fontSize: ESC & y c1 c2, and for each character its width x and x*y bytes.
func fontSize(a []byte) int {
	if len(a) < 3 {
		return 3
	}
	at := 3
	for range int(a[2]) - int(a[1]) + 1 {
		if len(a) <= at {
			return at + 1
		}
		at += 1 + int(a[at])*int(a[0])
	}
	return at
}

// logosSize: FS q n, and n times xL xH yL yH and x*y*8 bytes.
func logosSize(a []byte) int {
	if len(a) == 0 {
		return 1
	}
	at := 1
	for range a[0] {
		if len(a) < at+4 {
			return at + 4
		}
		at += 4 + 8*(int(a[at])|int(a[at+1])<<8)*(int(a[at+2])|int(a[at+3])<<8)
	}
	return at
}

// memorySize: FS g 31 or 32, m, an address in four bytes, nL nH; 31 has n bytes of data.
func memorySize(a []byte) int {
	if len(a) < 8 || a[0] != '1' {
		return 8
	}
	return 8 + (int(a[6]) | int(a[7])<<8)
}

// counterSize: GS C 30 m n, 31 with six bytes, 32 nL nH, or ; and five numbers that end with ;.
func counterSize(a []byte) int {
	switch {
	case len(a) == 0:
		return 1
	case a[0] == '1':
		return 7
	case a[0] != ';':
		return 3
	}
	ends := 0
	for i, b := range a[1:] {
		if b == ';' {
			ends++
		}
		if ends == 5 || i > 62 {
			return i + 2
		}
	}
	return len(a) + 1
}

// panelCodeSize: ESC Z, three settings, dL dH and d bytes.
func panelCodeSize(a []byte) int {
	if len(a) < 5 {
		return 5
	}
	return 5 + (int(a[3]) | int(a[4])<<8)
}

// panelImageSize: DC2 * rows, bytes in a row, data.
func panelImageSize(a []byte) int {
	if len(a) < 2 {
		return 2
	}
	return 2 + int(a[0])*int(a[1])
}

// panelRowsSize: DC2 V nL nH and n rows of 48 bytes.
func panelRowsSize(a []byte) int {
	if len(a) < 2 {
		return 2
	}
	return 2 + 48*(int(a[0])|int(a[1])<<8)
}
