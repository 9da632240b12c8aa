package line

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"posterm/comms/frame"
)

// response is what matters of the answer to a POST (RFC 9112). The parser is our own:
// it is all that is needed of HTTP, it takes less than its grammar allows, and the
// standard library's would make the program half a megabyte larger.
type response struct {
	status  int
	length  int // of the body; -1 when none was announced
	chunked bool
	close   bool // the host ends the connection after the body
}

// bodyLimit is the largest frame with its length, which has at most four bytes.
const bodyLimit = 4 + frame.Limit

const statusOK = 200

// Refusals of the parser. They never repeat a byte of the host.
var (
	errNoHTTP = errors.New("no HTTP answer")
	errCut    = errors.New("HTTP answer cut off")
	errLarge  = fmt.Errorf("%w: a body of more than %d bytes", frame.ErrTooLarge, bodyLimit)
)

// readHead reads status line and headers.
func readHead(in *bufio.Reader) (response, error) {
	r := response{length: -1}
	text, err := readLine(in)
	if err != nil {
		return r, err
	}
	version, rest, _ := strings.Cut(text, " ")
	code, _, _ := strings.Cut(rest, " ")
	if version != "HTTP/1.1" && version != "HTTP/1.0" || len(code) != len("200") {
		return r, errNoHTTP
	}
	if r.status, err = digits(code, 10); err != nil || r.status < 100 {
		return r, errNoHTTP
	}
	r.close = version == "HTTP/1.0"
	for {
		text, err := readLine(in)
		if err != nil {
			return r, err
		}
		if text == "" {
			return r, r.agree()
		}
		if err := r.header(text); err != nil {
			return r, err
		}
	}
}

// header takes one of them; those that say nothing about the body are passed over.
func (r *response) header(text string) error {
	name, value, found := strings.Cut(text, ":")
	if !found || name == "" || strings.ContainsFunc(name, notToken) || strings.ContainsFunc(value, control) {
		return errNoHTTP // also a folded line, which is obsolete
	}
	value = strings.Trim(value, " \t")
	switch strings.ToLower(name) {
	case "content-length":
		n, err := digits(value, 10)
		if err != nil || r.length >= 0 {
			return errNoHTTP
		}
		r.length = n
	case "transfer-encoding":
		if r.chunked || !strings.EqualFold(value, "chunked") {
			return errNoHTTP
		}
		r.chunked = true
	case "connection":
		for word := range strings.SplitSeq(value, ",") {
			r.close = r.close || strings.EqualFold(strings.Trim(word, " \t"), "close")
		}
	}
	return nil
}

// notToken: what no name of a header has.
func notToken(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

func control(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }

// agree: with two ways to find the end of the body, somebody on the line may see
// another end than we do.
func (r *response) agree() error {
	switch {
	case r.chunked && r.length >= 0:
		return errNoHTTP
	case r.length > bodyLimit:
		return errLarge
	case r.length < 0 && !r.chunked:
		r.close = true
	}
	return nil
}

// body reads it to its end.
func (r *response) body(in *bufio.Reader) ([]byte, error) {
	switch {
	case r.chunked:
		return readChunks(in)
	case r.length >= 0:
		body := make([]byte, r.length)
		_, err := io.ReadFull(in, body)
		return body, ended(err)
	}
	body, err := io.ReadAll(io.LimitReader(in, bodyLimit+1))
	if err == nil && len(body) > bodyLimit {
		err = errLarge
	}
	return body, err
}

func readChunks(in *bufio.Reader) (body []byte, err error) {
	for {
		text, err := readLine(in)
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(text, ";") // an extension says nothing to us
		n, err := digits(strings.TrimRight(size, " \t"), 16)
		switch {
		case err != nil:
			return nil, errNoHTTP
		case n == 0:
			text, err := readLine(in)
			if err == nil && text != "" {
				err = errNoHTTP // a trailer: nobody asked for one
			}
			return body, err
		case n > bodyLimit-len(body):
			return nil, errLarge
		}
		at := len(body)
		body = append(body, make([]byte, n)...)
		if _, err := io.ReadFull(in, body[at:]); err != nil {
			return nil, ended(err)
		}
		if text, err = readLine(in); err != nil || text != "" {
			return nil, firstOf(err, errNoHTTP)
		}
	}
}

// readLine reads up to the end of a line, CR LF, which is left out. The reader's
// budget bounds it.
func readLine(in *bufio.Reader) (string, error) {
	text, err := in.ReadString('\n')
	if err != nil {
		return "", ended(err)
	}
	text, found := strings.CutSuffix(text, "\r\n")
	if !found {
		return "", errNoHTTP
	}
	return text, nil
}

// digits reads a number without sign, at most eight digits.
func digits(s string, base int) (int, error) {
	const most, bits = 8, 31
	if len(s) > most || strings.HasPrefix(s, "+") {
		return 0, errNoHTTP
	}
	n, err := strconv.ParseUint(s, base, bits)
	return int(n), err
}

// ended calls the end of the connection what it is in the middle of an answer.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return err
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// timedOut says whether a deadline of ours ended the reading.
func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
