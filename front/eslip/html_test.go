package eslip

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/canary"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the golden pages; read the diff before committing it")

// Covers: R39, R77.
func TestGoldenPages(t *testing.T) {
	all := []struct {
		name    string
		txn     roll.Txn
		attempt roll.Attempt
	}{
		{"approved", sale(), customer},
		{"approved_with_paper", sale(), marked},
		{"voided", voided(), customer},
		{"reversed", reversed(), undone},
		{"not_approved", declined(), no},
		{"no_result", became(roll.InDoubt), no},
	}
	for _, tt := range all {
		for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
			t.Run(tt.name+"_"+lang.String(), func(t *testing.T) {
				got, err := Make(slip(tt.txn, tt.attempt, lang), HTML, lang, thin)
				require.NoError(t, err)
				file := filepath.Join("testdata", tt.name+"_"+lang.String()+".html")
				if *update {
					require.NoError(t, os.WriteFile(file, got, 0o644))
				}
				want, err := os.ReadFile(file)
				require.NoError(t, err)
				require.Equal(t, string(want), string(got))
				wellFormed(t, got)
			})
		}
	}
}

// wellFormed wants every element closed, in order, nothing that acts, and nothing from elsewhere.
func wellFormed(t *testing.T, page []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(page)))
	d.Entity = xml.HTMLEntity
	headings := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		e, begins := token.(xml.StartElement)
		if !begins {
			continue
		}
		require.NotContains(t, []string{"script", "iframe", "img", "link", "form", "input", "object", "b"}, e.Name.Local)
		if e.Name.Local == "h1" {
			headings++
		}
		for _, a := range e.Attr {
			require.NotRegexp(t, "^on|^style$", a.Name.Local)
			if a.Name.Local == "href" || a.Name.Local == "src" {
				require.NotContains(t, a.Value, "//")
			}
		}
	}
	require.Equal(t, 1, headings)
}

// TestPagesSayEveryLine: what stands on the slip stands on the page, in its order.
func TestPagesSayEveryLine(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		s := slip(voided(), marked, lang)
		page, err := Make(s, HTML, lang, thin)
		require.NoError(t, err)
		rest := string(page)
		for _, l := range s.Lines {
			for _, text := range []string{l.Text, l.Right} {
				escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(receipt.Clean(text))
				_, after, found := strings.Cut(rest, escaped)
				require.True(t, found, "%q", text)
				rest = after
			}
		}
	}
}

func TestASummaryStandsOnThePage(t *testing.T) {
	s := receipt.Slip{Lines: []receipt.Line{{Text: "电子小票 E-SLIP", Align: receipt.Center, Big: true}, {QR: "POSTERM1:TEST"}}}
	page, err := Make(s, HTML, txn.Chinese, thin)
	require.NoError(t, err)
	require.Contains(t, string(page), `<svg role="img" aria-label="QR" viewBox="0 0 29 29"><path d="M4 4h7v1h-7z`)
	wellFormed(t, page)
	_, err = Make(receipt.Slip{Lines: []receipt.Line{{QR: strings.Repeat("x", 4000)}}}, HTML, txn.Chinese, thin)
	require.ErrorContains(t, err, "QR code")
}

// TestNoSecrets: in no format does the card's number stand, nor the key of the links.
func TestNoSecrets(t *testing.T) {
	scan, err := canary.New(canary.Digits("card", testPAN.Digits()), canary.Octets("link key", links.Key))
	require.NoError(t, err)
	for _, f := range Formats {
		for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
			data, err := Make(slip(sale(), customer, lang), f, lang, thin)
			require.NoError(t, err)
			require.Empty(t, scan.Bytes(string(f), data))
		}
	}
	require.Empty(t, scan.Bytes("token", []byte(token())))
	text := receipt.Text(slip(sale(), customer, txn.Chinese), 32) // what is drawn
	require.Empty(t, scan.Bytes("text", []byte(text)))
	require.NotContains(t, links.Key.String()+links.Key.GoString(), string(links.Key))
}
