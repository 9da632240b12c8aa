// Package eslip gives customers their slip without paper: the e-slip 电子小票 of a transaction as a web
// page, as a picture and as a PDF of the width of the paper, made from the same lines as the paper.
//
// What anybody may rely on:
//
//  1. An e-slip is made from the journal when it is asked for, never from memory: what it says is durable,
//     and a void, refund or reversal since stands on it. It says 电子小票 E-SLIP and when it was made.
//  2. It is masked as on paper, and it carries 重打印 DUPLICATE when paper of the same copy was begun.
//     What brought no money is headed 未成功 NOT APPROVED, what nobody knows yet 结果不明 NOT KNOWN YET.
//  3. Pages are static: no scripts, no cookies, nothing from elsewhere, nothing to keep.
//  4. A link cannot be guessed (receipt/link) and expires. Whoever has it can see the slip: it is as
//     private as the paper.
//  5. The server only reads, waits for nothing but a commit, and bounds what it takes and does
//     (limits in server.go). Selling does not notice it.
package eslip

import "posterm/txn"

// Format is a form of an e-slip.
type Format string

// The formats.
const (
	HTML Format = "html"
	PNG  Format = "png"
	PDF  Format = "pdf"
)

// Formats are all of them, the page first.
var Formats = []Format{HTML, PNG, PDF}

// mediaTypes are what browsers call the formats.
var mediaTypes = map[Format]string{HTML: "text/html; charset=utf-8", PNG: "image/png", PDF: "application/pdf"}

// Paper is the paper that pictures and PDFs are as wide as.
type Paper struct {
	Width   int // mm
	Dots    int // across, 8 to the mm
	Columns int // narrow characters on a line
}

// margin is the paper beside the dots, on either side.
func (p Paper) margin() int { return max(0, p.Width*dotsPerMM-p.Dots) / 2 }

// dotsPerMM is 203 dpi.
const dotsPerMM = 8

// title heads pages and documents.
var title = txn.Words{ZH: "电子小票", EN: "E-slip"}
