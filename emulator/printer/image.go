package printer

// rasterSize: 30 m xL xH yL yH, then x*y bytes. Another letter than 30 is a command this printer has not.
func rasterSize(a []byte) int {
	switch {
	case len(a) == 0:
		return 1
	case a[0] != '0':
		return 1
	case len(a) < 6:
		return 6
	}
	return 6 + word(a[2:])*word(a[4:])
}

// raster is GS v 0. Bytes: 1D 76 30 m xL xH yL yH data; m bit 0 double width, bit 1 double height; x in
// bytes. It works at the beginning of a line only.
func (ip *interpreter) raster(a []byte) {
	if a[0] != '0' || !ip.clear() {
		ip.unsupported("GS v")
		return
	}
	mode, width, height := digit(a[1], 3, 0), word(a[2:])*8, word(a[4:])
	if width == 0 || height == 0 {
		return
	}
	img := &bitmap{width, height, width / 8, append([]byte(nil), a[6:]...)}
	ip.printImage(img, 1+mode&1, 1+mode>>1)
}

// printImage prints a bitmap, aligned, every dot sx by sy, clipped to the print area.
func (ip *interpreter) printImage(img *bitmap, sx, sy int) {
	if span := ip.span(); sx != 1 || sy != 1 || img.width > span {
		scaled := newBitmap(min(img.width*sx, span), img.height*sy)
		scaled.paste(img, 0, 0, sx, sy)
		img = scaled
	}
	ip.printBlock(img, ip.indent(img.width), nil)
}

// columnImageSize: m nL nH, then n columns of one or three bytes.
func columnImageSize(a []byte) int {
	if len(a) < 3 {
		return 3
	}
	columns := word(a[1:])
	if a[0] == 32 || a[0] == 33 {
		columns *= 3
	}
	return 3 + columns
}

// columnImage is ESC *. Bytes: 1B 2A m nL nH data; m 0/1 are 8 dots high in single and double density,
// 20/21 hex 24 dots. It joins the line like a character; single densities are stretched to the head's dots.
func (ip *interpreter) columnImage(a []byte) {
	mode, columns, data := a[0], word(a[1:]), a[3:]
	bytesHigh, sx, sy := 1, 2, 3
	switch mode {
	case 0:
	case 1:
		sx = 1
	case 32:
		bytesHigh, sy = 3, 1
	case 33:
		bytesHigh, sx, sy = 3, 1, 1
	default:
		ip.unsupported("ESC * mode")
		return
	}
	columns = min(columns, ip.width)
	if columns == 0 {
		return
	}
	img := newBitmap(columns, bytesHigh*8)
	for x := range columns {
		for y := range bytesHigh * 8 {
			if data[x*bytesHigh+y/8]&(0x80>>(y%8)) != 0 {
				img.set(x, y)
			}
		}
	}
	if ip.line.count >= textLimit {
		ip.flush(ip.spacing)
	}
	ip.line.add(img, sx, sy)
}

// longGraphicsSize: letter, four length bytes, data.
func longGraphicsSize(a []byte) int {
	if len(a) < 5 {
		return 5
	}
	return 5 + (word(a[1:]) | word(a[3:])<<16)
}

// longGraphics is GS 8 L, the long form of GS ( L. Bytes: 1D 38 4C p1 p2 p3 p4 data.
func (ip *interpreter) longGraphics(a []byte) {
	if a[0] != 'L' {
		ip.unsupported("GS 8 " + printable(a[0]))
		return
	}
	ip.graphics(a[5:])
}

// graphics is the data of GS ( L: function 112 stores a raster, 50 (and 2) prints it.
// Bytes: 30 70 a bx by c xL xH yL yH data, x in dots; 30 32.
func (ip *interpreter) graphics(a []byte) {
	switch {
	case len(a) >= 10 && a[0] == '0' && a[1] == 112:
		ip.store(a[2:])
	case len(a) == 2 && a[0] == '0' && (a[1] == 50 || a[1] == 2):
		if ip.stored != nil && ip.clear() {
			ip.printImage(ip.stored, ip.storedX, ip.storedY)
		}
		ip.stored = nil
	default:
		ip.unsupported("GS ( L")
	}
}

// store keeps a raster for function 50. Colours other than 1 (31) print in it too: there is one ink.
func (ip *interpreter) store(a []byte) {
	width, height := word(a[4:]), word(a[6:])
	stride := (width + 7) / 8
	if a[0] != '0' || width == 0 || height == 0 || len(a)-8 < stride*height {
		ip.unsupported("GS ( L store")
		return
	}
	ip.stored = &bitmap{width, height, stride, append([]byte(nil), a[8:8+stride*height]...)}
	ip.storedX, ip.storedY = 1+(int(a[1])-1)&1, 1+(int(a[2])-1)&1
}
