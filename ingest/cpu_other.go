//go:build !linux

package ingest

import "time"

func threadTime() time.Duration { return 0 }

// ProcessorTime is 0: no processor time is told here.
func ProcessorTime() time.Duration { return 0 }
