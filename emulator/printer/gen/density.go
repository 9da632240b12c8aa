package main

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/font"

	"posterm/emulator/printer"
)

// The plot's frame in pixels, and what its axes span.
const (
	plotW, plotH   = 1000, 620
	left, right    = 90, 40
	top, bottom    = 60, 80
	coldest        = -30
	warmest        = 60
	densest        = 140 // density in 1/100
	tickC, tickOD  = 10, 20
	dashOn, dashed = 6, 10 // of so many points of a dashed curve so many are drawn
)

// Places in the plot's palette.
const (
	white = iota
	black
	grid
	illegible
	marginal
	pale
	blue
	orange
	red
)

var plotColours = color.Palette{
	color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}, color.RGBA{0x22, 0x22, 0x26, 0xFF}, color.RGBA{0xD8, 0xD8, 0xD8, 0xFF},
	color.RGBA{0xF6, 0xD5, 0xD5, 0xFF}, color.RGBA{0xFA, 0xE6, 0xD0, 0xFF}, color.RGBA{0xFB, 0xF5, 0xD6, 0xFF},
	color.RGBA{0x1B, 0x5E, 0xA8, 0xFF}, color.RGBA{0xD0, 0x7A, 0x12, 0xFF}, color.RGBA{0xB0, 0x20, 0x2C, 0xFF},
	color.RGBA{0x77, 0x77, 0x7A, 0xFF}, color.RGBA{0xBB, 0xBB, 0xBE, 0xFF}, // for the edges of letters
}

// curve is one line of the plot.
type curve struct {
	supply float64
	help   string // compensation by the firmware
	ink    uint8
	words  string
}

var curves = []curve{
	{100, "off", blue, "100 % of the voltage"},
	{95, "off", orange, " 95 %"},
	{90, "off", red, " 90 %"},
	{100, "on", blue, "- - 100 %, thermistor read"},
	{90, "on", red, "- -  90 %, thermistor read"},
}

// density draws how dark a dot gets, by temperature, for some voltages. Dashed: with a longer pulse in the cold.
func density(b *bench, face font.Face) (image.Image, error) {
	img := image.NewPaletted(image.Rect(0, 0, plotW, plotH), plotColours)
	frame(img, face)
	for n, c := range curves {
		lastY := 0
		for x := left; x <= plotW-right; x++ {
			celsius := coldest + float64(x-left)*(warmest-coldest)/(plotW-left-right)
			err := b.print(printer.Faults{AmbientC: &celsius, SupplyPercent: ptr(c.supply), Compensation: &c.help},
				[]byte("x\n\x1dV\x00"), printer.EventSlip)
			if err != nil {
				return nil, err
			}
			y := plotY(int(b.last().DensityMin*100 + 0.5))
			b.DeletePaper()
			if c.help == "off" || x%dashed < dashOn {
				stroke(img, x, lastY, y, c.ink)
			}
			lastY = y
		}
		write(img, face, 640, plotY(87)+24*n, plotColours[c.ink], c.words)
	}
	return img, nil
}

// stroke draws three dots thick from the height of the point before to this one's.
func stroke(img *image.Paletted, x, from, to int, ink uint8) {
	if from == 0 {
		from = to
	}
	for y := min(from, to) - 1; y <= max(from, to)+1; y++ {
		img.SetColorIndex(x, y, ink)
		img.SetColorIndex(x+1, y, ink)
	}
}

func plotX(celsius int) int { return left + (celsius-coldest)*(plotW-left-right)/(warmest-coldest) }
func plotY(od int) int      { return plotH - bottom - od*(plotH-top-bottom)/densest }

// frame draws axes, grid, and behind them what people can do with such print.
func frame(img *image.Paletted, face font.Face) {
	bands := map[printer.Legibility]uint8{printer.Illegible: illegible, printer.Marginal: marginal, printer.Pale: pale}
	named := map[printer.Legibility]bool{}
	for od := range densest {
		verdict := printer.Judge(float64(od) / 100)
		for y := plotY(od + 1); y < plotY(od); y++ {
			for x := left; x <= plotW-right; x++ {
				img.SetColorIndex(x, y, bands[verdict])
			}
		}
	}
	for od := 0; od <= densest; od += tickOD {
		for x := left; x <= plotW-right; x++ {
			img.SetColorIndex(x, plotY(od), grid)
		}
		write(img, face, 35, plotY(od)+6, plotColours[black], fmt.Sprintf("%.1f", float64(od)/100))
	}
	for c := coldest; c <= warmest; c += tickC {
		for y := plotY(densest); y <= plotY(0); y++ {
			img.SetColorIndex(plotX(c), y, grid)
		}
		write(img, face, plotX(c)-16, plotH-bottom+28, plotColours[black], fmt.Sprintf("%3d", c))
	}
	for od := range densest {
		if verdict := printer.Judge(float64(od) / 100); !named[verdict] {
			named[verdict] = true
			write(img, face, plotW-right-120, plotY(od)-4, plotColours[black], string(verdict))
		}
	}
	write(img, face, left, 36, plotColours[black], "optical density of a dot, by temperature of printer and paper")
	write(img, face, plotW/2-40, plotH-18, plotColours[black], "degrees Celsius")
}
