package journal

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
)

func TestStrictBodies(t *testing.T) {
	for _, tt := range []struct {
		name, body, says string
	}{
		{"as we write it", `{"stands":true,"by":"01","note":"n"}`, ""},
		{"in another order", `{"note":"n", "by":"01", "stands":true}`, ""},
		{"of an older program", `{"stands":true,"by":"01"}`, ""},
		{"of a newer program", `{"stands":true,"by":"01","note":"n","phone":"1"}`, "body.phone"},
		{"a value twice", `{"stands":false,"stands":true,"by":"01","note":"n"}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := roll.Decode(roll.Resolved, []byte(tt.body))
			require.NoError(t, err)
			err = strict(roll.Row{What: roll.Resolved, Body: body}, []byte(tt.body))
			if tt.says == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.says)
			}
		})
	}
	book := `{"book":{"batch":2,"txns":[{"id":7,"colour":"red"}]}}`
	body, err := roll.Decode(roll.Closed, []byte(book))
	require.NoError(t, err)
	require.ErrorContains(t, strict(roll.Row{What: roll.Closed, Body: body}, []byte(book)), "body.book.txns[0].colour")
}

func TestSecretsDoNotPrint(t *testing.T) {
	s, err := newSecrets([]byte{0xC0, 0xFF, 0xEE})
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.Equal(t, "(secrets)", fmt.Sprintf(verb, s))
	}
}
