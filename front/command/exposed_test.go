package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatIsOpenBeyondThisMachineIsWarnedOf when the terminal starts, and what is not, not.
func TestWhatIsOpenBeyondThisMachineIsWarnedOf(t *testing.T) {
	t.Parallel()
	open := settings{"observe.listen": quoted("0.0.0.0:0"), "observe.insecure": "true", "eslip.listen": quoted(freePort(t)),
		"eslip.base_url": quoted("https://slips.example.com")}
	r := newRig(t, open)
	r.ask(0, "init")
	for lang, want := range map[string]string{
		"zh": `注意：observe.listen = "0.0.0.0:0" 向本机以外开放且不加密`,
		"en": `warning: observe.listen = "0.0.0.0:0" is open beyond this machine and not encrypted`,
	} {
		k := r.start("--lang", lang)
		k.errors.shows(t, want)
		require.NotContains(t, k.errors.String(), "eslip.listen")
		k.end(t)
	}
	r.configure(settings{"observe.listen": quoted("127.0.0.1:0")})
	k := r.start()
	k.shows(t, "消费")
	require.False(t, strings.Contains(k.errors.String(), "本机以外"), k.errors.String())
	k.end(t)
}
