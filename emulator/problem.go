package emulator

import (
	"encoding/json"
	"net/http"
)

// problem is an error as RFC 9457 writes it. Every error of the admin API is one.
type problem struct {
	Title  string `json:"title"` // the status in words
	Status int    `json:"status"`
	Detail string `json:"detail"` // what was wrong and what would be right
}

func (p problem) Error() string { return p.Detail }

// bad is a request that makes no sense.
func bad(detail string) problem { return refusal(http.StatusBadRequest, detail) }

func refusal(status int, detail string) problem {
	return problem{http.StatusText(status), status, detail}
}

func (p problem) write(w http.ResponseWriter) {
	writeJSON(w, p.Status, "application/problem+json", p)
}

func writeJSON(w http.ResponseWriter, status int, kind string, v any) {
	body, err := json.Marshal(v)
	if err != nil { // none of our types can fail
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
