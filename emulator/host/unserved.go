package host

import (
	"fmt"
	"strings"
)

// unserved refuses what no service is for, and says in which field it parts from what is
// served: the message type (0), the processing code, the condition, or field 60 with the
// type or the network code. It is slow and refuses only.
func (h *Host) unserved(r *request) *decision {
	if h.dialect.foreign() {
		return h.dialect.unserved(r)
	}
	mti := r.msg.MTI
	if !moneyMTI(mti) {
		if !anyService(mti) {
			return refuse("40", 0, "no message of type %s is served", mti)
		}
		return refuse("40", 60, "no message %s with network code 60.3 = %s is served", mti, r.f60.Network)
	}
	f3, condition := r.msg.Get(3), r.msg.Get(25)
	key, said := mti, "type "+mti
	for _, part := range []struct {
		field       int
		value, says string
	}{
		{3, f3[:min(2, len(f3))], "processing code " + f3}, {25, condition, "condition " + condition}, {60, r.f60.Type, "60.1 = " + r.f60.Type},
	} {
		if !anyService(key) {
			break
		}
		key += part.value
		if !anyService(key) {
			return refuse("40", part.field, "no message of %s with %s is served", said, part.says)
		}
		said += ", " + part.says
	}
	return refuse("40", 0, "no message of %s is served", said)
}

// anyService says whether the key of a service begins so.
func anyService(key string) bool {
	for name := range services {
		if strings.HasPrefix(name, key) {
			return true
		}
	}
	return false
}

// unserved is the same in the words of another profile.
func (d *dialect) unserved(r *request) *decision {
	what, field := fmt.Sprintf("field 3 = %s", r.wire.Get(3)), 3
	if !moneyMTI(r.wire.MTI) {
		what, field = fmt.Sprintf("field 70 = %s", r.wire.Get(70)), 70
	}
	return refuse("40", field, "no message %s with %s is served", r.wire.MTI, what)
}
