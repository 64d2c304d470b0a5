package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/ingest/fetch"
)

// contact is where those may complain whose pages are read.
const contact = "https://github.com/barograph/barograph"

// withFetch gives a command that reads from the web its flags.
func withFetch(cmd *cobra.Command) *cobra.Command {
	f := cmd.Flags()
	f.Bool("allow-private", false, "also read addresses of private networks, such as localhost")
	f.Duration("timeout", 30*time.Second, "longest time that one page may take")
	f.Duration("pause", time.Second, "between two pages of one host")
	f.String("agent", "barograph/"+version+" (+"+contact+")", "the user agent; it should name a contact")
	return cmd
}

// newFetcher makes the client that the flags of withFetch describe; a command without them takes their defaults.
func newFetcher(cmd *cobra.Command) (*fetch.Client, error) {
	o, err := fetchOptions(cmd)
	if err != nil {
		return nil, err
	}
	return fetch.New(o), nil
}

// fetchOptions are what those flags say.
func fetchOptions(cmd *cobra.Command) (fetch.Options, error) {
	f := cmd.Flags()
	if f.Lookup("agent") == nil {
		f = withFetch(&cobra.Command{}).Flags()
	}
	private, e1 := f.GetBool("allow-private")
	timeout, e2 := f.GetDuration("timeout")
	pause, e3 := f.GetDuration("pause")
	agent, e4 := f.GetString("agent")
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		return fetch.Options{}, err
	}
	if timeout <= 0 || pause < 0 {
		return fetch.Options{}, usagef("--timeout and --pause are times such as 30s")
	}
	if pause == 0 {
		pause = -1 // for the client, 0 is the default
	}
	return fetch.Options{Agent: agent, AllowPrivate: private, Timeout: timeout, Delay: pause, Proxy: true}, nil
}
