// Command gen prints the pictures of docs/paper.md on the emulated printer: the curves of density by
// temperature and voltage, one slip in eight kinds of weather, and what else can go wrong with it.
//
// Nothing is drawn that was not printed: every point of a curve is the density of a slip. The same
// program gives the same pictures on every machine. Run it through go generate.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"posterm/emulator/printer"
)

func main() {
	out := flag.String("out", "docs/images", "folder for the pictures")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run prints everything and writes the pictures into a folder that exists.
func run(dir string) error {
	face, err := lettering(20)
	if err != nil {
		return err
	}
	for _, picture := range []struct {
		name string
		draw func(*bench, font.Face) (image.Image, error)
	}{
		{"paper_density.png", density},
		{"paper_weather.png", weather},
		{"paper_faults.png", faulty},
	} {
		b, err := newBench()
		if err != nil {
			return err
		}
		img, err := picture.draw(b, face)
		b.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", picture.name, err)
		}
		var out bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img); err != nil {
			return fmt.Errorf("%s: %w", picture.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, picture.name), out.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// lettering is the face of axes and labels.
func lettering(size float64) (font.Face, error) {
	parsed, err := opentype.Parse(gomono.TTF)
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

// write puts words into a picture, their baseline at y.
func write(img *image.Paletted, face font.Face, x, y int, ink color.Color, words string) {
	d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(words)
}

// bench is a printer with a hand that feeds it.
type bench struct {
	*printer.Printer
	events <-chan printer.Event
	cancel context.CancelFunc
}

func newBench() (*bench, error) {
	p, err := printer.New(printer.Options{})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &bench{p, p.Subscribe(ctx), cancel}, nil
}

// Close ends the printer.
func (b *bench) Close() {
	b.cancel()
	b.Printer.Close()
}

// oneWay is a line from a host that never listens.
type oneWay struct{ io.Reader }

func (oneWay) Write(p []byte) (int, error) { return len(p), nil }
func (oneWay) Close() error                { return nil }

// print makes the printer healthy, breaks it as asked, prints, and returns when something of that kind happened.
func (b *bench) print(f printer.Faults, data []byte, until string) error {
	b.ClearFaults()
	if err := b.SetFaults(f); err != nil {
		return err
	}
	b.Serve(context.Background(), oneWay{bytes.NewReader(data)})
	return b.await(until)
}

func (b *bench) await(kind string) error {
	for e := range b.events {
		if e.Type == kind {
			return nil
		}
	}
	return fmt.Errorf("the printer ended before %q", kind)
}

// last is the newest finished slip.
func (b *bench) last() printer.Slip {
	slips := b.Slips()
	return slips[len(slips)-1]
}

func ptr[T any](v T) *T { return &v }
