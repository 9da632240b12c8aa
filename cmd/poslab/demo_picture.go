package main

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"

	xdraw "golang.org/x/image/draw"

	"posterm/internal/check"
	"posterm/internal/glyph"
	"posterm/txn"
)

// The layout of the picture, in pixels.
const (
	columnWidth = 496 // a piece of 58 mm paper with its backdrop
	outside     = 24
	captionHigh = 176
	glyphHigh   = 24
	titleScale  = 6 // quarters: hanzi of 36 pixels
	noteScale   = 4 // and of 24
)

// verdictInk is a warm yellow that reads well on the backdrop.
var verdictInk = color.RGBA{0xFF, 0xE0, 0x8A, 0xFF}

// strip is one column of the picture: pieces of paper one above the other.
type strip struct {
	title, note, verdict string
	pieces               []int // ids
}

// draw writes the merchant's paper of the three stories side by side.
func (w *world) draw(file string) error {
	strips, err := w.strips()
	if err != nil {
		return err
	}
	var columns [][]image.Image
	height := 0
	for _, s := range strips {
		column, high, err := w.pieces(s.pieces)
		if err != nil {
			return err
		}
		columns, height = append(columns, column), max(height, high)
	}
	canvas := image.NewRGBA(image.Rect(0, 0, len(strips)*columnWidth+2*outside, height+captionHigh+outside))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(columns[0][0].At(0, 0)), image.Point{}, draw.Src)
	for i, column := range columns {
		at := image.Pt(outside+i*columnWidth, 0)
		centred(canvas, strips[i].title, at.Add(image.Pt(columnWidth/2, 32)), titleScale, color.White)
		centred(canvas, strips[i].note, at.Add(image.Pt(columnWidth/2, 84)), noteScale, color.White)
		centred(canvas, strips[i].verdict, at.Add(image.Pt(columnWidth/2, 124)), noteScale, verdictInk)
		at.Y = captionHigh
		for _, piece := range column {
			draw.Draw(canvas, piece.Bounds().Add(at), piece, image.Point{}, draw.Src)
			at.Y += piece.Bounds().Dy()
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, canvas); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

// strips finds the paper that the picture shows.
func (w *world) strips() ([]strip, error) {
	strips := []strip{
		{title: "正常消费", note: "a normal sale", verdict: "已收款 PAID"},
		{title: "打到一半没纸了", note: "the paper ran out half way", verdict: "已收款 PAID"},
		{title: "重打印有标记", note: "a reprint is marked", verdict: "已收款 PAID, A MARKED COPY"},
		{title: "应答丢了，已冲正", note: "answer lost, then reversed", verdict: "未收款 NOT PAID"},
	}
	for _, p := range check.Read(w.lab.Printer.Slips(), slipFoot) {
		i := -1
		switch {
		case p.For == txn.Cardholder:
		case p.Form == txn.FormReversal:
			i = 3
		case p.Marked:
			i = 2
		case len(p.Pieces) > 1:
			i = 1
		default:
			i = 0
		}
		for _, piece := range p.Pieces {
			if i >= 0 {
				strips[i].pieces = append(strips[i].pieces, piece.ID)
			}
		}
	}
	for _, s := range strips {
		if len(s.pieces) == 0 {
			return nil, errors.New("picture: no paper for " + s.note)
		}
	}
	return strips, nil
}

// pieces gives the pictures of pieces of paper, and how high they are together.
func (w *world) pieces(ids []int) (images []image.Image, height int, err error) {
	for _, id := range ids {
		raw, err := w.lab.Printer.SlipPNG(id)
		if err != nil {
			return nil, 0, err
		}
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			return nil, 0, err
		}
		images, height = append(images, img), height+img.Bounds().Dy()
	}
	return images, height, nil
}

// centred writes a line with the printer's own glyphs, scaled in quarters.
func centred(canvas draw.Image, text string, middle image.Point, scale int, ink color.Color) {
	mask, width := image.NewAlpha(image.Rect(0, 0, columnWidth, glyphHigh)), 0
	for _, r := range text {
		m, known := glyph.Latin(r, glyph.FontA)
		if !known {
			m, _ = glyph.Hanzi(r)
		}
		for y := range m.Height {
			for x := range m.Width {
				if m.Row(y)<<x>>31 == 1 {
					mask.SetAlpha(width+x, y, color.Alpha{A: 0xFF})
				}
			}
		}
		width += m.Width
	}
	from := image.Rect(0, 0, width, glyphHigh)
	to := image.Rect(0, 0, width*scale/4, glyphHigh*scale/4)
	scaled := image.NewAlpha(to)
	xdraw.CatmullRom.Scale(scaled, to, mask, from, draw.Src, nil)
	draw.DrawMask(canvas, to.Add(middle).Sub(image.Pt(to.Dx()/2, 0)), image.NewUniform(ink), image.Point{}, scaled, image.Point{}, draw.Over)
}
