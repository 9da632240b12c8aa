package printer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Thermometer gives the temperature of the paper in 1/1000 of a degree Celsius; an error
// when nobody knows it. It may block: nothing waits for it.
type Thermometer func() (milli int, err error)

// ErrNoThermometer says that no sensor tells the air's temperature.
var ErrNoThermometer = errors.New("no sensor for the air was found")

// ErrTemperature marks a setting that says nothing about a temperature.
var ErrTemperature = errors.New(`want "auto", "none", a temperature like "-12" (-60 to 90), or the absolute path of a sensor's file`)

// The range in which a reading is believed, in degrees Celsius. Chosen: what shops, and sensors that are well, have.
const (
	coldest = -60
	hottest = 90
)

// ParseThermometer reads "auto" (a sensor for the air that the system has), "none", "-12" (said by
// a person who knows the place) or "/sys/bus/iio/devices/iio:device0/in_temp_input". Root is
// the file system from / on. The thermometer is nil for "none".
func ParseThermometer(s string, root fs.FS) (Thermometer, error) {
	fixed, err := strconv.Atoi(s)
	switch {
	case s == "none":
		return nil, nil
	case s == "auto":
		return func() (int, error) { return findTemperature(root) }, nil
	case err == nil && fixed >= coldest && fixed <= hottest:
		return func() (int, error) { return fixed * 1000, nil }, nil
	case strings.HasPrefix(s, "/") && fs.ValidPath(s[1:]):
		return func() (int, error) { return readTemperature(root, s[1:]) }, nil
	}
	return nil, ErrTemperature
}

// sensors are the names of chips that are soldered on boards to tell the air's temperature. All others
// tell that of a processor or a disk, which is warm while the paper freezes. Source: the kernel's hwmon and
// iio drivers.
var sensors = []string{
	"sht21", "sht3x", "sht4x", "shtc1", "shtc3", "htu21", "hts221", "hdc100x", "hdc2010", "hdc3020", "si7005", "si7020",
	"bme280", "bmp280", "aht10", "aht20", "ambient", "dht11",
}

// places are where sensors are, each with the file of its name and those of its temperature.
var places = []struct{ dirs, files string }{
	{"sys/bus/iio/devices/iio:device*", "in_temp_input"},
	{"sys/class/hwmon/hwmon*", "temp1_input"},
}

func findTemperature(root fs.FS) (int, error) {
	for _, place := range places {
		dirs, err := fs.Glob(root, place.dirs)
		if err != nil {
			return 0, fmt.Errorf("look for a thermometer: %w", err)
		}
		for _, dir := range dirs {
			name, err := readShort(root, path.Join(dir, "name"))
			if err != nil || !slices.Contains(sensors, strings.TrimSpace(string(name))) {
				continue
			}
			if milli, err := readTemperature(root, path.Join(dir, place.files)); err == nil {
				return milli, nil
			}
		}
	}
	return 0, ErrNoThermometer
}

// readTemperature reads a file of the kernel: 1/1000 of a degree, "-4250\n", some chips with a fraction.
func readTemperature(root fs.FS, file string) (int, error) {
	text, err := readShort(root, file)
	if err != nil {
		return 0, fmt.Errorf("read the thermometer: %w", err)
	}
	whole, _, _ := strings.Cut(strings.TrimSpace(string(text)), ".")
	milli, err := strconv.Atoi(whole)
	if err != nil || milli < coldest*1000 || milli > hottest*1000 {
		return 0, fmt.Errorf("thermometer %s: %.20q is no temperature in 1/1000 of a degree", file, text)
	}
	return milli, nil
}

// shortLimit bounds a file of the kernel in bytes. Chosen: a name or a number is shorter.
const shortLimit = 64

func readShort(root fs.FS, file string) ([]byte, error) {
	f, err := root.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, shortLimit))
}

// warmEvery is the usual Config.WarmEvery. Chosen: a room changes by less than a degree meanwhile.
const warmEvery = time.Minute

// warmth is the last reading.
type warmth struct{ last atomic.Pointer[int] }

// watch reads the thermometer now and then. Nobody waits for it: a sensor on a stuck bus may
// answer never.
func (w *warmth) watch(ctx context.Context, read Thermometer, every time.Duration) {
	if read == nil {
		return
	}
	tick := time.NewTicker(cmp.Or(every, warmEvery))
	defer tick.Stop()
	for {
		milli, err := read()
		if err == nil {
			w.last.Store(&milli)
		} else {
			w.last.Store(nil) // nothing is guessed from an old reading
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// below says whether the paper is known to be colder than so many degrees.
func (w *warmth) below(celsius int) bool {
	milli := w.last.Load()
	return milli != nil && *milli < celsius*1000
}
