package eslip

import (
	"bytes"
	"fmt"
	"unicode/utf16"
)

// pdf is a document of one page as wide as the paper that holds the slip's dots (PDF 1.4, ISO 32000-1): a
// catalogue, a list of pages, the page, what it draws, the picture, and who it is. It has no fonts and no
// text: what it shows is what the paper shows.
func (s sheet) pdf(title string) []byte {
	wide, high := points(s.width), points(s.height)
	content := fmt.Sprintf("q %s 0 0 %s 0 0 cm /Slip Do Q", wide, high)
	d := &pdfWriter{}
	d.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n") // the second line says that there are bytes beyond ASCII
	d.object("<< /Type /Catalog /Pages 2 0 R >>")
	d.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	d.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Resources << /XObject << /Slip 5 0 R >> >> /Contents 4 0 R >>", wide, high))
	d.stream("", []byte(content))
	d.stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode ",
		s.width, s.height), deflated(s.white()))
	d.object(fmt.Sprintf("<< /Title <%X> /Producer (posterm) >>", utf16Title(title)))
	d.end()
	return d.Bytes()
}

// points writes dots in points of 1/72 inch, in thousandths: 464 dots are 164.409.
func points(dots int) string {
	thousandths := (dots*72_000*10 + dotsPerMM*127) / (dotsPerMM * 254) // an inch is 25.4 mm
	return fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)
}

// utf16Title is a text as documents hold those beyond Latin: UTF-16 after its mark, big endian.
func utf16Title(s string) []byte {
	out := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// pdfWriter writes objects one after the other and remembers where each begins.
type pdfWriter struct {
	bytes.Buffer
	at []int
}

func (d *pdfWriter) object(body string) {
	d.at = append(d.at, d.Len())
	fmt.Fprintf(d, "%d 0 obj\n%s\nendobj\n", len(d.at), body)
}

func (d *pdfWriter) stream(dict string, data []byte) {
	d.object(fmt.Sprintf("<< %s/Length %d >>\nstream\n%s\nendstream", dict, len(data), data))
}

// end writes where the objects are. Each line of the table has 20 bytes; the last object says who it is.
func (d *pdfWriter) end() {
	table := d.Len()
	fmt.Fprintf(d, "xref\n0 %d\n0000000000 65535 f \n", len(d.at)+1)
	for _, at := range d.at {
		fmt.Fprintf(d, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(d, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(d.at)+1, len(d.at), table)
}
