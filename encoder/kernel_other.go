//go:build !amd64 && !arm64

package encoder

func vectorKernels() []*Kernel { return nil }
