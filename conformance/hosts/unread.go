package hosts

import (
	"bytes"
	"fmt"
	"strings"

	"posterm/card"
	"posterm/comms/frame"
)

// unread tells bytes that are no message: in hex, and as text where they are one. The numbers of the cards that the
// examination sends are hidden; a host knows no others of it.
func (x *exam) unread(raw []byte) string {
	said := fmt.Sprintf("%d bytes", len(raw))
	if len(raw) >= restLimit {
		said, raw = said+" or more", raw[:restLimit]
	}
	hex := fmt.Sprintf("%X", raw)
	text := string(raw)
	for _, secret := range x.secrets() {
		stars := strings.Repeat("*", len(secret))
		hex = strings.ReplaceAll(hex, strings.ReplaceAll(secret, "=", "D"), stars)
		hex = strings.ReplaceAll(hex, fmt.Sprintf("%X", secret), strings.Repeat("**", len(secret)))
		text = strings.ReplaceAll(text, secret, stars)
	}
	var b strings.Builder
	b.WriteString(said + ":")
	for i := 0; i < len(hex); i += 2 {
		b.WriteString(" " + hex[i:i+2])
	}
	if legible(raw) {
		fmt.Fprintf(&b, " %q", text)
	}
	return b.String()
}

// secrets are the tracks and numbers of the cards, longest first.
func (x *exam) secrets() (list []string) {
	cards := []card.Presented{x.Card}
	if x.DeclineCard != nil {
		cards = append(cards, *x.DeclineCard)
	}
	for _, p := range cards {
		for _, secret := range []string{p.Card.Track2.Digits(), p.Card.PAN.Digits()} {
			if secret != "" {
				list = append(list, secret)
			}
		}
	}
	return list
}

// legible says whether bytes are text.
func legible(raw []byte) bool {
	strange := bytes.IndexFunc(raw, func(r rune) bool { return (r < ' ' || r > '~') && r != '\r' && r != '\n' && r != '\t' })
	return len(raw) > 0 && strange < 0
}

// clues are what other machines begin with, where the terminal's side expects a length.
var clues = []struct{ begins, zh, en string }{
	{"HTTP/", "对方说的是 HTTP（--wrapper http？）", "this is HTTP: --wrapper http?"},
	{"SSH-", "对方是 SSH 服务器", "this is an SSH server"},
	{"220", "对方是邮件或 FTP 服务器", "this is a mail or FTP server"},
	{"\x15\x03", "对方要 TLS（--tls？）", "this is TLS: --tls?"},
	{"\x02", "长度之前有 STX（--wrapper stx？）", "there is an STX before the length: --wrapper stx?"},
}

// clue guesses what a host is that says something else than messages of this profile; empty: no idea.
func (x *exam) clue(raw []byte) (zh, en string) {
	for _, c := range clues {
		if bytes.HasPrefix(raw, []byte(c.begins)) {
			return "；" + c.zh, "; " + c.en
		}
	}
	format := x.Profile.Frame
	if _, _, err := (frame.Format{Digits: !format.Digits, Bare: format.Bare}).DecodeFirst(raw); err == nil {
		return "；长度的写法属于另一种报文规范（--profile？）", "; its length is written as another profile has it: --profile?"
	}
	if _, missing, err := format.DecodeCut(raw); err == nil && len(raw) < restLimit {
		return fmt.Sprintf("；长度比来的字节多 %d", missing), fmt.Sprintf("; its length promises %d bytes more than came", missing)
	}
	return "", ""
}
