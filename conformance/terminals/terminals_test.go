package terminals

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/conformance"
	"posterm/emulator"
	"posterm/emulator/authority"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/txn"
)

const at = "127.0.0.1:8583"

// evening is when every examination begins.
var evening = time.Date(2026, 11, 21, 20, 15, 0, 0, txn.Beijing)

// examine examines a terminal in memory, with a clock that leaps.
func examine(t *testing.T, choice conformance.Choice, driver func(context.Context, *link.Memory) Driver) (report conformance.Report) {
	t.Helper()
	return examineBy(t, nil, choice, driver)
}

// examineBy does it by TLS, with the certificates of a folder; nil: none.
func examineBy(t *testing.T, folder *authority.Folder, choice conformance.Choice, driver func(context.Context, *link.Memory) Driver) (report conformance.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(evening)) // a terminal does not sell by a clock that cannot be right
		network := &link.Memory{}
		l, err := network.Listen(at)
		require.NoError(t, err)
		o := Options{
			Host: host.Options{Accounts: emulator.Accounts(nil), Seed: 1}, Listen: l, Choice: choice,
			Driver: driver(t.Context(), network), Limit: time.Hour,
		}
		if folder != nil {
			o.Door, o.Issuer = host.Door{TLS: emulator.Secure(folder, false)}, folder.Root
		}
		report, err = Run(t.Context(), o)
		require.NoError(t, err)
	})
	return report
}

func ofTill(w wrongs) func(context.Context, *link.Memory) Driver {
	return func(_ context.Context, network *link.Memory) Driver {
		return newTill(func(ctx context.Context) (net.Conn, error) { return network.Dial(ctx, at) }, w)
	}
}

// TestATerminalThatDoesItsWork passes everything: a case that a right terminal fails is a wrong case.
func TestATerminalThatDoesItsWork(t *testing.T) {
	r := examine(t, conformance.Choice{}, ofTill(wrongs{}))
	names, why := r.Troubles()
	require.Empty(t, names, why)
	require.Len(t, r.Results, len(cases))
	require.Equal(t, 3, r.Count(conformance.Skipped), "without TLS there are no certificates to refuse")
	require.Equal(t, conformance.ExitPass, r.Exit())
}

// TestImpostors: a terminal that looks at certificates passes by TLS, one that believes what they say of themselves fails
// every impostor and nothing else.
func TestImpostors(t *testing.T) {
	folder := certified(t)
	for name, tt := range map[string]struct {
		learns func(*tls.Config, *x509.Certificate) // from a certificate that it should refuse; nil: nothing
		fails  []string
	}{
		"looks": {nil, nil},
		"believes everything": {func(c *tls.Config, leaf *x509.Certificate) {
			c.RootCAs = x509.NewCertPool()
			c.RootCAs.AddCert(leaf)
			c.ServerName = leaf.DNSNames[0]
			c.Time = func() time.Time { return leaf.NotBefore.Add(time.Minute) }
		}, []string{"tls-unknown-issuer", "tls-wrong-name", "tls-expired"}},
		"believes any name": {func(c *tls.Config, leaf *x509.Certificate) { c.ServerName = leaf.DNSNames[0] }, []string{"tls-wrong-name"}},
	} {
		t.Run(name, func(t *testing.T) {
			choice := conformance.Choice{Only: []string{"sale", "tls", "traces-unique"}}
			r := examineBy(t, folder, choice, func(_ context.Context, network *link.Memory) Driver {
				return newTill(func(ctx context.Context) (net.Conn, error) {
					c := &tls.Config{RootCAs: folder.Trust, ServerName: "localhost"}
					conn, err := handshake(ctx, network, c)
					var bad *tls.CertificateVerificationError
					if tt.learns != nil && errors.As(err, &bad) {
						tt.learns(c, bad.UnverifiedCertificates[0])
						return handshake(ctx, network, c)
					}
					return conn, err
				}, wrongs{})
			})
			names, why := r.Troubles()
			require.ElementsMatch(t, tt.fails, names, why)
			require.Equal(t, 5-len(tt.fails), r.Count(conformance.Pass))
		})
	}
}

// TestNoTLS: why a terminal that cannot be spoken to by TLS sent nothing is told.
func TestNoTLS(t *testing.T) {
	r := examineBy(t, certified(t), conformance.Choice{Only: []string{"=sale"}}, func(_ context.Context, network *link.Memory) Driver {
		return DriverFunc(func(ctx context.Context, _ Action) error {
			_, err := handshake(ctx, network, &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "localhost"})
			require.Error(t, err)
			return nil
		})
	})
	_, why := r.Troubles()
	require.Contains(t, why, "no TLS: remote error: tls: bad certificate")
}

func handshake(ctx context.Context, network *link.Memory, c *tls.Config) (net.Conn, error) {
	conn, err := network.Dial(ctx, at)
	if err != nil {
		return nil, err
	}
	secure := tls.Client(conn, c)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secure, nil
}

// certified is a folder of certificates for where the host is examined from.
func certified(t *testing.T) *authority.Folder {
	t.Helper()
	folder, err := authority.Open(t.TempDir(), []string{"127.0.0.1", "localhost"}, evening.Add(-time.Hour))
	require.NoError(t, err)
	return folder
}

// doubts are the cases that leave a sale in doubt and want a reversal.
var doubts = []string{
	"lost-answer", "lost-request", "wrong-trace", "wrong-amount", "wrong-terminal", "bad-mac", "half-frame", "garbage",
	"closed-before-processing", "closed-after-processing", "unknown-code", "late-answer", "stray-answer", "duplicate-answer",
	"reversal-unanswered", "reversal-bad-mac", "reversal-answered-96", "reversal-answered-25", "reversal-answered-12", "void-lost-answer", "mac-key-wrong",
}

// wrongTerminals and the cases that each must fail.
var wrongTerminals = map[string]struct {
	wrongs
	fails []string
}{
	"never reverses":                    {wrongs{neverReverses: true}, doubts},
	"believes any MAC":                  {wrongs{believesMAC: true}, []string{"bad-mac", "reversal-bad-mac"}},
	"uses a declined number again":      {wrongs{reusesTrace: true}, []string{"traces-unique"}},
	"takes a late answer":               {wrongs{takesAny: true}, []string{"wrong-trace", "wrong-amount", "wrong-terminal", "late-answer", "stray-answer"}},
	"takes a sale for a reversal":       {wrongs{ignoresType: true}, []string{"late-answer"}},
	"reverses under a new number":       {wrongs{newTrace: true}, doubts},
	"tries a reversal once":             {wrongs{givesUp: true}, []string{"late-answer", "reversal-unanswered", "reversal-bad-mac", "reversal-answered-96", "reversal-answered-25"}},
	"takes any code for a reversal":     {wrongs{knowsAnyCode: true}, []string{"reversal-answered-96"}},
	"forgets what it voided":            {wrongs{forgetsVoids: true}, []string{"settlement"}},
	"sends a PIN in clear":              {wrongs{pinInClear: true}, []string{"secrets"}},
	"keeps PINs for reversals":          {wrongs{pinInReversal: true}, append(slices.Clone(doubts), "secrets")},
	"goes on without a sign-in":         {wrongs{ignoresDemand: true}, []string{"sign-in-demanded", "mac-key-wrong"}},
	"reverses what was declined":        {wrongs{reversesDecline: true}, []string{"decline"}},
	"takes only 00 for a reversal":      {wrongs{knowsOnly00: true}, []string{"reversal-answered-25", "reversal-answered-12"}},
	"forgets a settlement that is cut":  {wrongs{forgetsBatch: true}, []string{"settlement-resumed"}},
	"never uploads":                     {wrongs{neverUploads: true}, []string{"settlement-unbalanced", "settlement-groups"}},
	"never ends a batch":                {wrongs{neverEnds: true}, []string{"settlement", "settlement-unbalanced", "settlement-groups", "settlement-resumed"}},
	"uploads one group":                 {wrongs{firstGroup: true}, []string{"settlement-groups"}},
	"loses count":                       {wrongs{losesCount: true}, []string{"settlement"}},
	"rounds reversals":                  {wrongs{roundsReversal: true}, doubts},
	"hangs on what cannot be undone":    {wrongs{roundsReversal: true, neverLetsGo: true}, doubts},
	"leaves out field 61":               {wrongs{drops61: true}, []string{"void-lost-answer", "field-formats"}},
	"signs in as somebody else":         {wrongs{strangeSignIn: true}, []string{"sign-in", "field-formats"}},
	"asks for a balance in no currency": {wrongs{noCurrency: true}, []string{"balance", "connection-refused", "field-formats"}},
	"voids half":                        {wrongs{halfVoid: true}, []string{"void"}},
	"sulks after a hang-up":             {wrongs{sulks: true}, []string{"closed-before-processing", "closed-after-processing", "connection-refused"}},
	"does not believe in its luck":      {wrongs{timid: true}, []string{"sale"}},
	"has no patience":                   {wrongs{impatient: true}, []string{"slow-bytes"}},
}

// TestWrongTerminals: each fails the cases about what it does wrong, and no other.
func TestWrongTerminals(t *testing.T) {
	for name, tt := range wrongTerminals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := examine(t, conformance.Choice{}, ofTill(tt.wrongs))
			names, why := r.Troubles()
			require.ElementsMatch(t, tt.fails, names, why)
			require.Equal(t, conformance.ExitFail, r.Exit(), why)
			require.NotContains(t, why, "PIN123456")
		})
	}
}

// TestEveryCaseIsFailedBySomebody: a case that no wrong terminal fails may be one that cannot be failed.
func TestEveryCaseIsFailedBySomebody(t *testing.T) {
	failed := []string{"tls-unknown-issuer", "tls-wrong-name", "tls-expired"} // TestImpostors
	for _, w := range wrongTerminals {
		failed = append(failed, w.fails...)
	}
	for _, c := range cases {
		require.Contains(t, failed, c.Name)
	}
}
