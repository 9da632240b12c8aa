package emulator_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// The words of a decoder or of Go that no person should have to read.
var goWords = []string{"json:", "unmarshal", "struct", "looking for", "EOF", "strconv", "Go value"}

// Bodies are refused in words that say what, where, and what to do.
func TestBodiesAreRefusedPlainly(t *testing.T) {
	c := newClient(t)
	for _, tt := range []struct{ path, body, want string }{
		{"knobs", `{"deny":{"sale":"58","sale":"12"}}`, `member "deny.sale" comes twice`},
		{"knobs", `{"reversal":{"Unknown":"25"}}`, `no member "reversal.Unknown"`},
		{"knobs", `{"reversal":5}`, `member "reversal": want an object, not a number`},
		{"knobs", `{"blocked_cards":"62"}`, `member "blocked_cards": want an array, not a string`},
		{"knobs", `{"blocked_cards":[62]}`, `want a string, not a number`},
		{"knobs", `{"limits":{"card_day_count":1.5}}`, `member "limits.card_day_count": want a whole number, not 1.5`},
		{"knobs", `{"require":300}`, `member "require": want a whole number from 0 to 255, not 300`},
		{"knobs", `{"void_any_day":1}`, `member "void_any_day": want a boolean, not a number`},
		{"knobs", `{"partial":}`, "not valid JSON: it makes no sense at byte 12"},
		{"knobs", `{"partial":"forced"`, "not valid JSON: it ends too early"},
		{"knobs", `[1]`, "want a JSON object, not an array"},
		{"faults", `{"fault":"garbage","count":-1}`, "count must be 1 to 10000"},
	} {
		reply, body := c.do("POST", "/v1/host/"+tt.path, tt.body)
		require.Equal(t, 400, reply.StatusCode, tt.body)
		var p struct{ Detail string }
		require.NoError(t, json.Unmarshal(body, &p))
		require.Contains(t, p.Detail, tt.want)
		for _, word := range goWords {
			require.NotContains(t, p.Detail, word, tt.body)
		}
	}
	require.Empty(t, c.lab.Host.Faults(), "nothing of it was taken")
}
