// Package peak holds the register-only loops against which the kernels' benchmarks are measured, in the same run on the same core.
package peak
