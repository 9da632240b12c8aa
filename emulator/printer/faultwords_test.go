package printer_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// Whatever can be made wrong has words in both languages: a field without any cannot be added.
func TestEveryPrinterFaultHasWords(t *testing.T) {
	wrong := `{"paper":"out","paper_out_after_rows":3,"jam":true,"jam_after_rows":3,"cover":"open","cover_open_after_rows":3,"power_off_after_rows":3,
		"unplug_after_rows":3,"cutter":"jammed","error":"unrecoverable","feed_button":"pressed","drawer":"open","head_dead_dots":[1,2],"overheat":true,"paper_c":-5,
		"compensation":"on","ambient_c":-20,"supply_percent":90,"humidity":80,"paper_side":"wrong","cable":"unplugged","power":"off","silent":true,
		"replies":"lost","confirm":"none","asb":"off","baud":9600}`
	var f printer.Faults
	require.NoError(t, json.Unmarshal([]byte(wrong), &f))
	fields := reflect.ValueOf(f)
	for i := range fields.NumField() {
		one := printer.Faults{}
		reflect.ValueOf(&one).Elem().Field(i).Set(fields.Field(i))
		name, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		words := one.Words()
		require.Len(t, words, 1, name)
		require.Regexp(t, `\p{Han}`, words[0].ZH, name)
		require.NotRegexp(t, `\p{Han}|_`, words[0].EN, name)
	}
	require.Len(t, f.Words(), fields.NumField())
	require.Empty(t, printer.Faults{}.Words())
}
