package sim

import (
	"bytes"
	"context"
	"net"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/journal/roll"
)

// network is what is between the terminal and the host, and behind it: requests that are
// held up, answers of long ago, issuers that think.
type network struct {
	late    [][]byte
	answers []letter // for the network to bring back
	slow    []issuing
	resting *conn               // a connection that the terminal keeps
	asked   chan chan time.Time // an issuer was asked; it answers when its channel is served
}

// issuing is a request that an issuer has not decided yet.
type issuing struct {
	request []byte
	over    chan time.Time
	done    chan []byte
}

// issuer is how long an issuer takes: until the world says that it is over.
func (n *network) issuer(time.Duration) <-chan time.Time {
	over := make(chan time.Time)
	n.asked <- over
	return over
}

// hostDecides gives a request to the host and returns every byte it says.
func (w *World) hostDecides(request []byte, f host.Fault) []byte {
	w.host.ClearFaults()
	if f.Name == "" && w.habits.unbalanced {
		f = host.Fault{Name: "wrong_totals"} // waits for a comparison of totals
	}
	if f.Name != "" {
		if err := w.host.AddFault(f); err != nil {
			w.violated("the host cannot do %s: %v", f.Name, err)
		}
	}
	end := &hostEnd{}
	end.in.Write(request)
	w.host.ServeConn(context.Background(), end)
	return end.out.Bytes()
}

// issuerThinks gives a request to a host whose issuer takes its time. What needs no issuer
// is answered at once.
func (w *World) issuerThinks(request []byte) []byte {
	usual := w.host.Knobs()
	slow := usual
	slow.Issuer = host.Issuer{State: host.IssuerSlow}
	w.knobs(slow)
	defer w.knobs(usual)
	one := issuing{bytes.Clone(request), nil, make(chan []byte, 1)}
	go func() { one.done <- w.hostDecides(one.request, host.Fault{}) }()
	select {
	case answer := <-one.done:
		return answer
	case one.over = <-w.network.asked:
		w.network.slow = append(w.network.slow, one)
		return nil
	}
}

func (w *World) knobs(k host.Knobs) {
	if err := w.host.SetKnobs(k); err != nil {
		w.violated("the host cannot be like that: %v", err)
	}
}

// hostEnd is the host's end of a connection that carries one request.
type hostEnd struct {
	net.Conn
	in, out bytes.Buffer
}

func (e *hostEnd) Read(p []byte) (int, error)       { return e.in.Read(p) }
func (e *hostEnd) Write(p []byte) (int, error)      { return e.out.Write(p) }
func (e *hostEnd) Close() error                     { return nil }
func (e *hostEnd) SetReadDeadline(time.Time) error  { return nil }
func (e *hostEnd) SetWriteDeadline(time.Time) error { return nil }

// deliverLate lets requests arrive that were held up, and issuers decide: some, or all of them.
func (w *World) deliverLate(all bool) {
	stays := func() bool { return !all && w.fate.Choose(2) == 0 }
	slow := w.network.slow
	w.network.slow = nil
	for _, one := range slow {
		if stays() {
			w.network.slow = append(w.network.slow, one)
			continue
		}
		if m := w.read(one.request); m != nil {
			w.happened(wire, "the issuer has decided %s", told(m))
			if w.undone[traceOf(m)] {
				w.mark(IssuerOvertaken)
			}
		}
		one.over <- time.Unix(0, w.clock.Load())
		<-one.done // nobody waits for the answer any more
	}
	held := w.network.late
	w.network.late = nil
	for _, request := range held {
		if stays() {
			w.network.late = append(w.network.late, request)
			continue
		}
		if m := w.read(request); m != nil {
			w.happened(wire, "%s arrives late", told(m))
			w.markLate(m)
			w.hostDecides(request, host.Fault{})
		}
	}
}

// read is a request as a message.
func (w *World) read(request []byte) *message.Message {
	f, err := frame.Decode(request)
	if err != nil {
		w.violated("the terminal sent bytes that are no frame: %v", err)
		return nil
	}
	m, err := message.Unpack(f.Body)
	if err != nil {
		w.violated("the terminal sent bytes that are no message: %v", err)
		return nil
	}
	return m
}

// markLate marks what comes after it was given up.
func (w *World) markLate(m *message.Message) {
	id := w.record.byTrace[traceOf(m)]
	switch {
	case m.MTI == "0100" || m.MTI == "0200":
		if w.undone[traceOf(m)] {
			w.mark(LateOriginal)
		}
		if m.Get(3) == processPay && w.record.is[id] == roll.Unpaid {
			w.mark(PaidAfterClose)
		}
	case m.MTI == "0220" && w.record.is[id] != roll.InDoubt && w.record.is[id] != roll.IntentMade:
		w.mark(LateRefund)
	}
}
