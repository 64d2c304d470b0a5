package coder

import (
	"github.com/barograph/barograph"
)

func (r *reading) when(s span, future bool) (t barograph.Time, relative bool) { return }
