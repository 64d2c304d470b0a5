// Package abreast does many small things on all processors.
package abreast

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// few is how many things are too few to be worth another goroutine.
const few = 32

// Each calls fn with 0 to n-1, in no order and several at a time, and returns when all are done.
func Each(n int, fn func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n/few)
	if workers < 2 {
		for i := range n {
			fn(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				end := int(next.Add(few))
				for i := end - few; i < min(end, n); i++ {
					fn(i)
				}
				if end >= n {
					return
				}
			}
		})
	}
	wg.Wait()
}
