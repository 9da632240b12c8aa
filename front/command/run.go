package command

import (
	"context"
	"errors"

	"posterm/front/console"
	"posterm/terminal"
)

// runCmd is the terminal itself: power-on recovery, then a menu, until SIGTERM.
type runCmd struct {
	Plain bool `help:"a numbered menu line by line instead of a whole screen; so it is anyway without a tty, or when TERM is dumb or unset"`
}

func (c *runCmd) run(ctx context.Context, a *app) (int, error) {
	if err := a.firstUse(); err != nil {
		return 0, err
	}
	eyes, err := a.openEyes()
	if err != nil {
		return 0, err
	}
	defer eyes.close()
	a.warnExposed()
	told, everybody := console.NewScreens(), newScreens()
	everybody.listen(told.Show)
	display := a.faced(everybody)
	a.screen, a.changed = everybody.show, told.Changed
	t, err := a.open("run", false)
	if err != nil {
		return 0, err
	}
	doors, shut := context.WithCancel(ctx)
	deliverer := a.along(t)
	closed := []func(){ // the door is open before anything outside can be noticed of a terminal that runs
		a.openDoor(doors, &shared{terminal: t, journal: a.held, screens: everybody, config: a.cli.Config, deliverer: deliverer}),
		a.serveEslips(doors, t),
		delivering(deliverer),
	}
	eyes.begin(t)
	config := a.menu(t, told, c.Plain)
	closed = append(closed, facing(display, t, &config))
	menu, leave := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		defer close(ended)
		ended <- console.Run(menu, config)
	}()
	err = serve(ctx, t, ended, console.IsWindow(a.in))
	leave()
	shut()
	for range ended { // the menu gives the tty back before the program ends
	}
	eyes.stopping()
	for _, wait := range closed {
		wait()
	}
	stop, cancel := stopContext()
	defer cancel()
	return terminal.ExitDone, errors.Join(err, t.Close(stop), a.link.Close())
}

// serve runs until the program is told to stop, the terminal ends, or a person
// leaves the menu. The end of the input alone does not stop a terminal, nor does a serial line whose cable was pulled:
// it goes on reversing and answering its socket. A window that was closed does: nobody would know that it still runs.
func serve(ctx context.Context, t *terminal.Terminal, menu <-chan error, window bool) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Done():
			return nil
		case err := <-menu:
			switch {
			case errors.Is(err, console.ErrExit), errors.Is(err, console.ErrHungUp) && window:
				return nil
			case errors.Is(err, console.ErrHungUp):
			case err != nil && ctx.Err() == nil:
				return err
			}
			menu = nil
		}
	}
}
