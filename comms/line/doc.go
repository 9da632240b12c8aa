// Package line is the way to the acquirer: sockets, TLS, network interfaces, and
// which of several ways is tried next. It knows frames, and no message.
//
// A Path leads to one host, primary or backup, by one interface. It is a Dialer
// and what is put around a frame on it (none, STX, HTTP; PROTOCOL.md 1.5):
//
//	paths, err := line.Paths(line.Settings{Primary: "pos.example.com:8583", TLS: &line.TLS{}})
//	conn, err := paths[0].Open(ctx)
//	err = conn.Send(f)
//	f, err = conn.Receive()
//
// A path that fails rests for a while, and others go first meanwhile: the Board
// keeps that, without a clock of its own.
//
// Opening a path sends nothing that the host could act on. A host that is not who
// it should be, or that does not accept this terminal's certificate, is found out
// before Open returns: every such failure is an *Error that says what is wrong and
// what to do. Certificates are always verified, chain and name; there is no switch.
package line
