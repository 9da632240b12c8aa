package panel

import (
	"strings"

	"posterm/terminal"
	"posterm/txn"
)

// Deal is a transaction with what a page needs to tell it.
type Deal struct {
	View     terminal.View `json:"view"`
	Kind     Both          `json:"kind"`
	Verdict  Both          `json:"verdict"` // to be read from afar
	Said     Both          `json:"said"`
	Next     Both          `json:"next"`
	Guide    Guide         `json:"guide"`
	Response Both          `json:"response"`
	Tone     Tone          `json:"tone"`
	Paper    PaperVerdict  `json:"paper"`
}

// Guide is the terminal's own guidance, as every door tells it. What does not apply is empty.
type Guide struct {
	Not   Both `json:"not"`   // what not to do
	Else  Both `json:"else"`  // how else the customer can pay, unless Next says so
	Desk  Both `json:"desk"`  // what the service desk asks for, while nobody knows the outcome
	Phone Both `json:"phone"` // and its number
}

func dealOf(v terminal.View, desk terminal.Service) Deal {
	g := v.Guide()
	return Deal{
		View: v, Kind: both(v.Kind.Words()), Verdict: both(g.Large), Said: both(v.Words.Said), Next: both(v.Words.Next), Guide: guide(v, g, desk),
		Response: both(v.Response.Words()), Tone: verdictTones[v.Verdict], Paper: paperOf(v),
	}
}

func guide(v terminal.View, g terminal.Guidance, desk terminal.Service) Guide {
	told := Guide{Not: both(g.Not), Else: both(g.Else)}
	if strings.Contains(v.Words.Next.ZH, g.Else.ZH) {
		told.Else = both(txn.Words{})
	}
	if g.Desk {
		told.Desk, told.Phone = both(desk.Asks(v)), both(desk.Number())
	}
	return told
}
