package journal_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms/keys"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// secretTypes must not be part of anything that is written down or told.
var secretTypes = map[reflect.Type]bool{
	reflect.TypeFor[txn.PAN](): true, reflect.TypeFor[txn.Track2](): true, reflect.TypeFor[txn.PINBlock](): true, reflect.TypeFor[txn.Card](): true,
	reflect.TypeFor[keys.Key](): true, reflect.TypeFor[keys.Working](): true, reflect.TypeFor[card.PIN](): true, reflect.TypeFor[card.Chip](): true, reflect.TypeFor[txn.ChipData](): true,
}

// TestNothingWrittenHoldsASecret walks over the type of every row's body, and of what
// commands tell as JSON: a card number, track, PIN, PIN block or key has no place in them.
// A card number enters the journal by one way only, Seal, which encrypts it.
func TestNothingWrittenHoldsASecret(t *testing.T) {
	kinds := 0
	for what := roll.Provisioned; what <= roll.Closed; what++ {
		body, err := roll.Decode(what, []byte("{}"))
		require.NoError(t, err)
		require.Empty(t, secretsIn(reflect.TypeOf(body), what.String(), map[reflect.Type]bool{}))
		kinds++
	}
	require.Equal(t, 20, kinds, "every kind of row")
	for _, told := range []reflect.Type{reflect.TypeFor[roll.Row](), reflect.TypeFor[roll.Book](), reflect.TypeFor[terminal.View](), reflect.TypeFor[terminal.Account]()} {
		require.Empty(t, secretsIn(told, told.String(), map[reflect.Type]bool{}))
	}
}

func TestTheWalkSeesSecrets(t *testing.T) {
	type nested struct {
		List []map[string]*struct{ inner txn.Track2 }
	}
	for _, holds := range []reflect.Type{reflect.TypeFor[nested](), reflect.TypeFor[txn.PAN](), reflect.TypeFor[[2]keys.Key](), reflect.TypeFor[card.Definition](), reflect.TypeFor[terminal.Order]()} {
		require.NotEmpty(t, secretsIn(holds, "x", map[reflect.Type]bool{}), holds.String())
	}
}

// secretsIn gives the paths to secret types within a type, unexported members included.
func secretsIn(of reflect.Type, path string, seen map[reflect.Type]bool) (paths []string) {
	if secretTypes[of] {
		return []string{fmt.Sprintf("%s is a %s", path, of)}
	}
	if seen[of] {
		return nil
	}
	seen[of] = true
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return secretsIn(of.Elem(), path, seen)
	case reflect.Map:
		return append(secretsIn(of.Key(), path, seen), secretsIn(of.Elem(), path, seen)...)
	case reflect.Struct:
		for i := range of.NumField() {
			f := of.Field(i)
			paths = append(paths, secretsIn(f.Type, path+"."+f.Name, seen)...)
		}
	}
	return paths
}
