//go:build amd64 || arm64

package encoder

// pack orders weights as the product kernels read them: panels of so many outputs; in a panel, groups of inputs, group after group;
// in a group, output after output.
func pack(m *Linear, panel, group int) []int8 {
	out := make([]int8, len(m.weight))
	for first := 0; first < m.outputs; first += panel {
		to := out[first*m.inputs:]
		for o := range panel {
			row := m.weight[(first+o)*m.inputs:][:m.inputs]
			at := to[o*group:]
			if group == 4 {
				for i := 0; i < len(row); i += 4 {
					*(*[4]int8)(at[i*panel:]) = [4]int8(row[i:])
				}
			} else {
				for i := 0; i < len(row); i += 2 {
					*(*[2]int8)(at[i*panel:]) = [2]int8(row[i:])
				}
			}
		}
	}
	return out
}
