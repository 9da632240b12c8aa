package roll

import (
	"encoding/json"
	"time"

	"posterm/txn"
)

// asJSON is a row between two programs: {"seq":5,"batch":1,"txn":5,"orig":0,"trace":2,"what":"intent","kind":"sale",
// "at":"2026-11-21T12:15:03.5Z","body":{...}}, the body as it stands in the database.
type asJSON struct {
	Seq   uint64          `json:"seq"`
	Batch txn.Batch       `json:"batch"`
	Txn   ID              `json:"txn"`
	Orig  ID              `json:"orig"`
	Trace txn.Trace       `json:"trace"`
	What  What            `json:"what"`
	Kind  txn.Kind        `json:"kind"`
	At    time.Time       `json:"at"`
	Body  json.RawMessage `json:"body"`
}

// MarshalJSON writes the row without anything that is secret: working keys, sealed as they are, are left out.
func (r Row) MarshalJSON() ([]byte, error) {
	if k, is := r.Body.(Keys); is {
		k.Block = ""
		r.Body = k
	}
	if c, is := r.Body.(Checkpoint); is {
		c.Book.Keys.Block = ""
		r.Body = c
	}
	body, err := r.Encode()
	if err != nil {
		return nil, err
	}
	return json.Marshal(asJSON{r.Seq, r.Batch, r.Txn, r.Orig, r.Trace, r.What, r.Kind, r.At, body})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *Row) UnmarshalJSON(data []byte) error {
	var a asJSON
	if err := json.Unmarshal(data, &a); err != nil {
		return err
	}
	body, err := Decode(a.What, a.Body)
	*r = Row{a.Seq, a.Batch, a.Txn, a.Orig, a.Trace, a.What, a.Kind, a.At.UTC(), body}
	return err
}
