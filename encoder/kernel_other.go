//go:build !amd64

package encoder

func vectorKernels() []*Kernel { return nil }
