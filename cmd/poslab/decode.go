package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"posterm/comms/message"
)

// decodeLimit is the most input that is read, in bytes. Chosen: a thousand frames, or a roll of paper.
const decodeLimit = 4 << 20

// decodeCmd is `poslab decode`.
type decodeCmd struct {
	Format string `arg:"" help:"iso8583: one frame of the acquirer link; escpos: bytes for a printer." enum:"iso8583,escpos"`
	File   string `arg:"" optional:"" help:"Bytes, or their hex digits with any white space; stdin when left out." placeholder:"FILE" type:"path"`
	JSON   bool   `name:"json" help:"One JSON object on one line."`
}

// Run explains the bytes. What does not parse to its last byte is an error that
// says where and why; what was understood so far is printed all the same.
func (c *decodeCmd) Run(s *streams) error {
	raw, err := c.read(s.in)
	if err != nil {
		return err
	}
	explained, flaw := c.explain(unhex(raw))
	if c.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		err = enc.Encode(explained)
	} else {
		_, err = fmt.Fprint(s.out, explained)
	}
	if flaw != nil {
		flaw = advised(flaw, "offsets count bytes of the decoded input from 0; is it one whole "+c.Format+" input?")
	}
	return errors.Join(err, flaw)
}

func (c *decodeCmd) explain(input []byte) (fmt.Stringer, error) {
	if c.Format == "escpos" {
		return explainEscpos(input)
	}
	return message.Explain(input)
}

func (c *decodeCmd) read(in io.Reader) ([]byte, error) {
	if c.File != "" && c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, misuse(err, "FILE holds the bytes, or their hex digits; leave it out to read stdin")
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, decodeLimit+1))
	switch {
	case err != nil:
		return nil, misuse(err, "FILE holds the bytes, or their hex digits; leave it out to read stdin")
	case len(raw) > decodeLimit:
		return nil, misuse(fmt.Errorf("input is longer than %d bytes", decodeLimit), "give a part of it")
	}
	return raw, nil
}

// unhex gives the bytes behind hex digits. Input is hex when it holds nothing but
// an even number of hex digits and white space; everything else is the bytes themselves.
func unhex(raw []byte) []byte {
	digits := bytes.Join(bytes.Fields(raw), nil)
	decoded := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(decoded, digits); err != nil || len(digits) == 0 {
		return raw
	}
	return decoded
}
