package operator

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestTheFirstPasswordsMustBeChanged(t *testing.T) {
	s := Of(t.TempDir())
	for n, password := range map[Number]string{"99": "12345678", "00": "123456", "01": "0000", "05": "0000"} {
		initial, err := s.Check(n, password, monday)
		require.NoError(t, err)
		require.True(t, initial, n)
	}
	require.NoError(t, s.Change("01", "0000", "4711", monday))
	initial, err := s.Check("01", "4711", monday)
	require.NoError(t, err)
	require.False(t, initial)
	_, err = s.Check("01", "0000", monday)
	require.ErrorAs(t, err, new(*WrongError))
	_, err = s.Check("06", "0000", monday)
	require.ErrorAs(t, err, new(*WrongError), "whoever does not exist is told no more")
}

func TestWhatMayBeChosen(t *testing.T) {
	for _, tt := range []struct {
		n        Number
		password string
		want     error
	}{
		{"01", "4711", nil}, {"01", "471147114711", nil}, {"00", "471147", nil}, {"99", "47114711", nil},
		{"01", "471", &ShapeError{4}}, {"00", "4711", &ShapeError{6}}, {"99", "4711471", &ShapeError{8}},
		{"01", "4711471147114", &ShapeError{4}}, {"01", "47a1", &ShapeError{4}}, {"01", "４７１１", &ShapeError{4}}, {"01", "", &ShapeError{4}},
		{"01", "0000", ErrEasy}, {"01", "7777", ErrEasy}, {"00", "123456", ErrEasy}, {"99", "12345678", ErrEasy},
	} {
		require.Equal(t, tt.want, tt.n.Fit(tt.password), "%s %s", tt.n, tt.password)
	}
	s := Of(t.TempDir())
	require.ErrorIs(t, s.Change("01", "0000", "0000", monday), ErrEasy)
	require.ErrorAs(t, s.Change("01", "1234", "4711", monday), new(*WrongError))
}

// Five wrong ones lock, each further one for twice as long; a restart does not help.
func TestWrongPasswordsLock(t *testing.T) {
	dir, now := t.TempDir(), monday
	for left := wrongLimit - 1; left > 0; left-- {
		_, err := Of(dir).Check("01", "9999", now)
		require.Equal(t, &WrongError{left}, err)
	}
	lasts := firstLock
	for range 14 {
		_, err := Of(dir).Check("01", "9999", now)
		require.Equal(t, &LockedError{lasts}, err)
		_, err = Of(dir).Check("01", "0000", now.Add(lasts-time.Second))
		require.Equal(t, &LockedError{time.Second}, err, "the right one does not help either, and counts for nothing")
		now, lasts = now.Add(lasts), min(2*lasts, longestLock)
	}
	_, err := Of(dir).Check("02", "0000", now)
	require.NoError(t, err, "others are not locked")
	_, err = Of(dir).Check("01", "0000", now)
	require.NoError(t, err)
	_, err = Of(dir).Check("01", "9999", now)
	require.Equal(t, &WrongError{wrongLimit - 1}, err, "a right one ends the count")
}

func TestAClockThatIsSetBackLocksNobodyForEver(t *testing.T) {
	s := Of(t.TempDir())
	for range wrongLimit {
		_, _ = s.Check("01", "9999", monday)
	}
	past := monday.AddDate(-3, 0, 0)
	_, err := s.Check("01", "0000", past)
	require.Equal(t, &LockedError{firstLock}, err)
	_, err = s.Check("01", "0000", past.Add(firstLock))
	require.NoError(t, err)
}

func TestTheAdministratorLooksAfterTheOthers(t *testing.T) {
	s := Of(t.TempDir())
	for range wrongLimit {
		_, _ = s.Check("01", "9999", monday)
	}
	members, err := s.List(monday)
	require.NoError(t, err)
	require.Equal(t, []Member{{"00", true, 0}, {"01", true, firstLock}, {"02", true, 0}, {"03", true, 0}, {"04", true, 0}, {"05", true, 0}, {"99", true, 0}}, members)
	require.NoError(t, s.Unlock("01"))
	require.NoError(t, s.Change("01", "0000", "4711", monday))
	require.NoError(t, s.Reset("01"))
	initial, err := s.Check("01", "0000", monday)
	require.NoError(t, err)
	require.True(t, initial)
	require.NoError(t, s.Add("17"))
	require.ErrorIs(t, s.Add("17"), ErrExists)
	require.NoError(t, s.Remove("17"))
	require.ErrorIs(t, s.Remove("17"), ErrUnknown)
	require.ErrorIs(t, s.Reset("17"), ErrUnknown)
	require.ErrorIs(t, s.Remove("00"), ErrKept)
	require.ErrorIs(t, s.Remove("99"), ErrKept)
}

func TestTheFileHoldsNoPasswordAndBelongsToItsOwner(t *testing.T) {
	dir := t.TempDir()
	s := Of(dir)
	require.NoError(t, s.Change("01", "0000", "47114711", monday))
	path := filepath.Join(dir, FileName)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(text), "47114711")
	all, err := parse(text)
	require.NoError(t, err)
	salts := map[string]bool{}
	for _, r := range all {
		salts[string(r.Salt)] = true
	}
	require.Len(t, salts, len(all), "every operator has a salt of their own")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)

	require.NoError(t, os.Chmod(path, 0o640))
	_, err = s.Check("01", "47114711", monday)
	require.ErrorIs(t, err, ErrRights)
}

// A new file that a power cut left half written is not looked at.
func TestAHalfWrittenFileIsNotTheFile(t *testing.T) {
	dir := t.TempDir()
	s := Of(dir)
	require.NoError(t, s.Change("01", "0000", "4711", monday))
	require.NoError(t, os.WriteFile(filepath.Join(dir, FileName+".new"), []byte("posterm opera"), 0o600))
	_, err := s.Check("01", "4711", monday)
	require.NoError(t, err)
	require.NoError(t, s.Reset("01"))
}

func TestADamagedFileIsTold(t *testing.T) {
	dir := t.TempDir()
	s, path := Of(dir), filepath.Join(dir, FileName)
	require.NoError(t, s.Change("01", "0000", "4711", monday))
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	damages := map[string][]byte{"empty": {}, "cut": whole[:len(whole)/2], "without its end": whole[:len(whole)-1], "too long": bytes.Repeat([]byte("7"), fileBytes+1)}
	for i := 0; i < len(whole); i += 37 {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 4
		damages["bit "+string(rune('0'+i%10))+strings.Repeat("'", i/37)] = flipped
	}
	for name, text := range damages {
		require.NoError(t, os.WriteFile(path, text, 0o600))
		_, err := s.Check("01", "0000", monday)
		require.ErrorIs(t, err, ErrDamaged, name)
		require.ErrorIs(t, s.Reset("01"), ErrDamaged, name)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, after, "%s: a damaged file is kept as it is", name)
	}
	require.NoError(t, s.Restart())
	initial, err := s.Check("01", "0000", monday)
	require.NoError(t, err)
	require.True(t, initial)
}

// A command and the running terminal count together.
func TestManyAtOnceLoseNoCount(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range wrongLimit {
		all.Go(func() { _, _ = Of(dir).Check("01", "9999", monday) })
	}
	all.Wait()
	_, err := Of(dir).Check("01", "0000", monday)
	require.ErrorAs(t, err, new(*LockedError))
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]Number{"1": "01", "01": "01", "0": "00", "99": "99", "17": "17"} {
		n, err := ParseNumber(text)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	for _, text := range []string{"", "100", "a", "-1", "１", "1 ", "\x1b["} {
		_, err := ParseNumber(text)
		require.ErrorIs(t, err, ErrNumber, "%q", text)
	}
}

// Every error has words for a person, in both languages.
func TestEveryErrorIsExplained(t *testing.T) {
	for _, err := range []error{ErrNumber, ErrUnknown, ErrExists, ErrKept, ErrEasy, ErrDamaged, ErrRights, &WrongError{}, &WrongError{2}, &LockedError{time.Minute}, &ShapeError{4}} {
		says, next, known := Explain(err)
		require.True(t, known, err)
		for _, text := range []string{says.ZH, says.EN, next.ZH, next.EN} {
			require.NotEmpty(t, text, err)
		}
	}
	_, _, known := Explain(errors.New("the disk is on fire"))
	require.False(t, known)
}

func FuzzParse(f *testing.F) {
	whole, err := format(first())
	require.NoError(f, err)
	f.Add(whole)
	f.Add([]byte(heading + sum([]byte("[]\n")) + "\n[]\n"))
	f.Add([]byte(heading + sum([]byte("null")) + "\nnull"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := parse(text)
		if err != nil {
			require.ErrorIs(t, err, ErrDamaged)
			return
		}
		require.NotNil(t, at(all, Administrator))
		require.NotNil(t, at(all, Supervisor))
	})
}
