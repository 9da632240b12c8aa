package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// everywhere runs a test against a lab on the machine's network, and against one in memory in a bubble.
func everywhere(t *testing.T, test func(*testing.T, *emulator.Lab, *Client)) {
	on := func(n link.Network) func(*testing.T) {
		return func(t *testing.T) {
			lab, err := emulator.Start(context.Background(), emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Admin: "127.0.0.1:0", Network: n})
			require.NoError(t, err)
			defer func() { require.NoError(t, lab.Close()) }()
			test(t, lab, New(lab.Addresses().Admin, n))
		}
	}
	t.Run("tcp", on(nil))
	t.Run("memory", func(t *testing.T) { synctest.Test(t, on(&link.Memory{})) })
}

func TestALabIsAsked(t *testing.T) {
	everywhere(t, func(t *testing.T, lab *emulator.Lab, c *Client) {
		ctx := context.Background()
		entries, err := c.Ledger(ctx)
		require.NoError(t, err)
		require.Empty(t, entries)
		accounts, err := c.Accounts(ctx)
		require.NoError(t, err)
		require.Equal(t, "500.00", accounts[0].Balance)
		settled, err := c.Settlements(ctx)
		require.NoError(t, err)
		require.Empty(t, settled)

		require.NoError(t, c.HostFault(ctx, host.Fault{Name: "drop_response"}))
		require.Equal(t, 1, lab.Host.Faults()[0].Count)
		require.NoError(t, c.ClearHostFaults(ctx))
		require.Empty(t, lab.Host.Faults())
		var why *Error
		require.ErrorAs(t, c.HostFault(ctx, host.Fault{Name: "drop_respones"}), &why)
		require.Equal(t, http.StatusBadRequest, why.Status)
		require.Contains(t, why.Detail, "drop_respones")

		out := "out"
		require.NoError(t, c.PrinterFaults(ctx, printer.Faults{Paper: &out}))
		require.Equal(t, "out", lab.Printer.Status().Paper)
		require.NoError(t, c.LoadPaper(ctx))
		require.Equal(t, "ok", lab.Printer.Status().Paper)
		for _, at := range []func(context.Context) error{c.ClearJam, c.Tear, c.PowerCycle, c.ClearPrinterFaults} {
			require.NoError(t, at(ctx))
		}
		slips, err := c.Slips(ctx)
		require.NoError(t, err)
		require.Empty(t, slips)
		_, err = c.TakePaper(ctx)
		require.NoError(t, err)
		_, err = c.SlipPNG(ctx, 7)
		require.ErrorAs(t, err, &why)
		require.Equal(t, http.StatusNotFound, why.Status)
	})
}

func TestEventsAreHeard(t *testing.T) {
	everywhere(t, func(t *testing.T, lab *emulator.Lab, c *Client) {
		ctx, stop := context.WithCancel(context.Background())
		each, err := c.Events(ctx)
		require.NoError(t, err)
		out := "out"
		require.NoError(t, lab.Printer.SetFaults(printer.Faults{Paper: &out}))
		e, err := each()
		require.NoError(t, err)
		require.Contains(t, e.Type, "printer.")
		stop()
		for err == nil {
			_, err = each()
		}
		require.ErrorIs(t, err, context.Canceled)

		each, err = c.Events(context.Background())
		require.NoError(t, err)
		require.NoError(t, lab.Close())
		for err = nil; err == nil; {
			_, err = each()
		}
		require.True(t, errors.Is(err, io.EOF), err)
		_, err = c.Events(context.Background())
		require.Error(t, err, "nobody is there")
	})
}
