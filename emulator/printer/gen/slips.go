package main

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/emulator/printer"
)

// labelRows is the strip above each slip that says what it is.
const labelRows = 36

// cut feeds the slip past the cutter and ends it.
const cut = "\x1dVB\x10"

// mark heads and ends a reprint.
const mark = "\x1ba\x00\x1bE\x01***重打印凭证 DUPLICATE*** 第2次\x1bE\x00\n"

// sale is a short slip, as a terminal would send it, the first time or again with a mark.
func sale(mark string) ([]byte, error) {
	return simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(
		"\x1b@" + mark + "\x1ba\x01\x1d!\x11\x1bE\x01签购单\n\x1d!\x00\x1bE\x00POS SALES SLIP\n\x1ba\x00" +
			"--------------------------------\n商户名称: 海淀区中关村小吃店\n卡号: 622202******1234 /S\n" +
			"消费 SALE   凭证号 TRACE: 000012\n金额 AMOUNT:\n\x1ba\x02\x1d!\x11\x1bE\x01RMB 12.34\x1bE\x00\x1d!\x00\n" +
			"\x1ba\x01\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1\x1d(k\x1d\x001P0000001/000012/000000000017\x1d(k\x03\x001Q0" +
			"商户存根 MERCHANT COPY\n\x1ba\x00" + mark + cut))
}

// weather is the same slip at four temperatures, above at the full voltage, below at 90 %.
func weather(b *bench, face font.Face) (image.Image, error) {
	data, err := sale("")
	if err != nil {
		return nil, err
	}
	var rows [][]image.Image
	for _, supply := range []float64{100, 90} {
		var row []image.Image
		for _, ambient := range []float64{25, 0, -10, -20} {
			if err := b.print(printer.Faults{AmbientC: &ambient, SupplyPercent: &supply}, data, printer.EventSlip); err != nil {
				return nil, err
			}
			s := b.last()
			one, err := b.labelled(face, fmt.Sprintf("%g C, %g %% volts: %.2f, %s", ambient, supply, s.DensityMin, s.Legibility), s.ID)
			if err != nil {
				return nil, err
			}
			row = append(row, one)
		}
		rows = append(rows, row)
	}
	return sheet(rows), nil
}

// faulty is that slip from broken heaters, at a roll's end, printed again, and from a jam.
func faulty(b *bench, face font.Face) (image.Image, error) {
	data, err := sale("")
	if err != nil {
		return nil, err
	}
	dead := []int{40, 41, 150, 151, 152, 290, 330}
	if err := b.print(printer.Faults{HeadDeadDots: &dead}, data, printer.EventSlip); err != nil {
		return nil, err
	}
	row, err := b.newest(face, 1, "seven heaters are broken")
	if err != nil {
		return nil, err
	}
	if err := b.print(printer.Faults{PaperOutAfterRows: ptr(200)}, data, printer.EventOffline); err != nil {
		return nil, err
	}
	b.LoadPaper()
	if err := b.await(printer.EventSlip); err != nil {
		return nil, err
	}
	torn, err := b.newest(face, 2, "the roll ended here", "the rest, on the next roll")
	if err != nil {
		return nil, err
	}
	again, err := sale(mark)
	if err == nil {
		err = b.print(printer.Faults{}, again, printer.EventSlip)
	}
	if err != nil {
		return nil, err
	}
	reprint, err := b.newest(face, 1, "its reprint, marked")
	if err != nil {
		return nil, err
	}
	stuck := append(bytes.TrimSuffix(data, []byte(cut)), "\x1d(H\x06\x00000001"...)
	if err := b.print(printer.Faults{JamAfterRows: ptr(150)}, stuck, printer.EventConfirmed); err != nil {
		return nil, err
	}
	if err := b.print(printer.Faults{}, []byte("\x1bd\x05"+cut), printer.EventSlip); err != nil {
		return nil, err
	}
	jam, err := b.newest(face, 1, "the paper stuck, no sensor told")
	return sheet([][]image.Image{slices.Concat(row, torn, reprint, jam)}), err
}

// newest draws the newest pieces of paper under their labels.
func (b *bench) newest(face font.Face, n int, labels ...string) (drawn []image.Image, err error) {
	slips := b.Slips()
	for i, s := range slips[len(slips)-n:] {
		one, err := b.labelled(face, labels[i], s.ID)
		if err != nil {
			return nil, err
		}
		drawn = append(drawn, one)
	}
	return drawn, nil
}

// labelled draws a slip with some words above it.
func (b *bench) labelled(face font.Face, label string, id int) (image.Image, error) {
	raw, err := b.SlipPNG(id)
	if err != nil {
		return nil, err
	}
	decoded, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	slip, ok := decoded.(*image.Paletted)
	if !ok {
		return nil, fmt.Errorf("slip %d has no palette", id)
	}
	size := slip.Bounds().Size()
	img := image.NewPaletted(image.Rect(0, 0, size.X, size.Y+labelRows), slip.Palette)
	draw.Draw(img, slip.Bounds().Add(image.Pt(0, labelRows)), slip, image.Point{}, draw.Src)
	write(img, face, (size.X-12*len(label))/2, labelRows-6, slip.Palette[len(slip.Palette)-1], label)
	return img, nil
}

// sheet sets pictures in rows, all of them on one ground.
func sheet(rows [][]image.Image) image.Image {
	var width, height int
	for _, row := range rows {
		w, h := extent(row)
		width, height = max(width, w), height+h
	}
	first := rows[0][0].(*image.Paletted)
	img := image.NewPaletted(image.Rect(0, 0, width, height), first.Palette)
	y := 0
	for _, row := range rows {
		x := 0
		for _, one := range row {
			draw.Draw(img, one.Bounds().Add(image.Pt(x, y)), one, image.Point{}, draw.Src)
			x += one.Bounds().Dx()
		}
		_, h := extent(row)
		y += h
	}
	return img
}

// extent is the room that pictures side by side need.
func extent(row []image.Image) (width, height int) {
	for _, one := range row {
		width, height = width+one.Bounds().Dx(), max(height, one.Bounds().Dy())
	}
	return width, height
}
