package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"posterm/comms/explain"
	"posterm/comms/message"
)

// decodeLimit is the most input that is read, in bytes. Chosen: a terminal's day, or a roll of paper.
const decodeLimit = 4 << 20

// decodeCmd is `poslab decode`.
type decodeCmd struct {
	Format  string `arg:"" help:"iso8583: frames of the acquirer link; escpos: bytes for a printer." enum:"iso8583,escpos"`
	File    string `arg:"" optional:"" help:"Bytes, or their hex digits: plain, or as hexdump, xxd, od and Wireshark write them; stdin when left out." placeholder:"FILE" type:"path"`
	Profile string `help:"Whose messages they are: ${profiles}." placeholder:"NAME" enum:"${profiles}" default:"${profile}"`
	JSON    bool   `name:"json" help:"One JSON object on one line; with iso8583 one for every frame."`
}

// explanation is something that can be told to people and to programs.
type explanation interface{ String() string }

// Run explains the bytes. What does not parse to its last byte is an error that
// says where and why; what was understood so far is printed all the same.
func (c *decodeCmd) Run(s *streams) error {
	raw, err := c.read(s.in)
	if err != nil {
		return err
	}
	explained, flaw := c.explain(raw)
	for i, e := range explained {
		if err == nil {
			err = c.tell(s.out, e, i > 0)
		}
	}
	if flaw != nil {
		flaw = advised(flaw, "offsets count bytes of the decoded input from 0; is it whole "+c.Format+" input?")
	}
	return errors.Join(err, flaw)
}

func (c *decodeCmd) tell(out io.Writer, e explanation, more bool) error {
	if c.JSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return enc.Encode(e)
	}
	if more {
		if _, err := fmt.Fprintln(out); err != nil {
			return err
		}
	}
	_, err := fmt.Fprint(out, e)
	return err
}

func (c *decodeCmd) explain(raw []byte) ([]explanation, error) {
	if c.Format == "escpos" {
		e, err := explainEscpos(unhex(raw))
		return []explanation{e}, err
	}
	spec, err := message.ByName(c.Profile)
	if err != nil {
		return nil, misuse(err, "poslab decode --help")
	}
	input := unhex(raw)
	if spec.Profile().Frame.Digits && explain.IsFrames(spec, raw) {
		input = raw // digits that are the message itself
	}
	frames, err := explain.Frames(spec, input)
	all := make([]explanation, 0, len(frames))
	for _, f := range frames {
		all = append(all, f)
	}
	return all, err
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
