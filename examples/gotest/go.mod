module example.com/till

go 1.26.0

require posterm v0.0.0

require (
	github.com/creack/pty v1.1.24 // indirect
	github.com/moov-io/bertlv v0.1.0 // indirect
	github.com/moov-io/iso8583 v0.26.1 // indirect
	github.com/pelletier/go-toml/v2 v2.4.3 // indirect
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1 // indirect
	github.com/yerden/go-util v1.1.4 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	rsc.io/qr v0.2.0 // indirect
)

replace posterm => ../..
