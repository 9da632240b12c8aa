package printer

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// files makes a file system out of names and what they hold.
func files(of map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range of {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestThermometers(t *testing.T) {
	hot := map[string]string{"sys/class/hwmon/hwmon0/name": "coretemp\n", "sys/class/hwmon/hwmon0/temp1_input": "61000\n"}
	air := map[string]string{"sys/class/hwmon/hwmon0/name": "coretemp\n", "sys/class/hwmon/hwmon0/temp1_input": "61000\n",
		"sys/class/hwmon/hwmon1/name": "sht3x\n", "sys/class/hwmon/hwmon1/temp1_input": "-4250\n"}
	iio := map[string]string{"sys/bus/iio/devices/iio:device0/name": "bme280\n", "sys/bus/iio/devices/iio:device0/in_temp_input": "3120.5\n"}
	own := map[string]string{"run/paper": "-12000\n", "run/text": "cold", "run/far": "1000000", "run/long": "1234567890123456789012345678901234567890"}
	for _, tt := range []struct {
		name, set string
		root      map[string]string
		want      int
		fails     string
	}{
		{"said by a person", "-12", nil, -12_000, ""},
		{"nothing there", "auto", nil, 0, "no sensor for the air"},
		{"a processor is no sensor of the air", "auto", hot, 0, "no sensor for the air"},
		{"hwmon", "auto", air, -4250, ""},
		{"iio", "auto", iio, 3120, ""},
		{"a file of one's own", "/run/paper", own, -12_000, ""},
		{"text", "/run/text", own, 0, "is no temperature"},
		{"not in a shop", "/run/far", own, 0, "is no temperature"},
		{"too long", "/run/long", own, 0, "is no temperature"},
		{"not there", "/run/none", own, 0, "read the thermometer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			read, err := ParseThermometer(tt.set, files(tt.root))
			require.NoError(t, err)
			milli, err := read()
			if tt.fails != "" {
				require.ErrorContains(t, err, tt.fails)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, milli)
		})
	}
}

func TestThermometersThatAreRefused(t *testing.T) {
	read, err := ParseThermometer("none", nil)
	require.NoError(t, err)
	require.Nil(t, read)
	for _, s := range []string{"", "cold", "-61", "91", "1.5", "sys/x", "/sys/../etc/x", "/"} {
		_, err := ParseThermometer(s, nil)
		require.ErrorIs(t, err, ErrTemperature, s)
	}
}
