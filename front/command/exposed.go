package command

import (
	"fmt"

	"posterm/txn"
)

// warnExposed says which servers of this terminal anybody on the network can reach: the configuration allowed it, and
// who stands before the terminal may not know.
func (a *app) warnExposed() {
	keys, addresses := a.cfg.Exposed()
	for i, key := range keys {
		a.log.Warn().Str("key", key).Str("address", addresses[i]).Msg("open beyond this machine")
		fmt.Fprintln(a.errw, "posterm: "+txn.Words{
			ZH: fmt.Sprintf("注意：%s = %q 向本机以外开放且不加密，网络上任何人都能连接", key, addresses[i]),
			EN: fmt.Sprintf("warning: %s = %q is open beyond this machine and not encrypted, anybody on the network can connect", key, addresses[i]),
		}.In(a.lang()))
	}
}
