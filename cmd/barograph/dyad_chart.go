package main

import (
	"fmt"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/tension"
)

// chartRows is the height of the chart; each row has eight steps.
const chartRows = 8

var steps = []rune(" ▁▂▃▄▅▆▇█")

// A column is one or several days of the chart, the highest of them.
type column struct {
	pressure float64
	data     bool
	day      barograph.Day // the first
}

// columns folds the days into at most width columns.
func columns(days []tension.DayValue, width int) (out []column, each int) {
	each = (len(days) + width - 1) / width
	for i := 0; i < len(days); i += each {
		c := column{day: days[i].Day}
		for _, v := range days[i:min(i+each, len(days))] {
			if !v.NoData {
				c.data, c.pressure = true, max(c.pressure, v.Pressure)
			}
		}
		out = append(out, c)
	}
	return out, each
}

// chart draws the pressure from 0 to 100. Days without data are dotted.
func chart(out *output, s *tension.Series) {
	cols, each := columns(s.Days, max(out.width-6, 20))
	wide := 1
	if each == 1 && len(cols)*2 <= out.width-6 {
		wide = 2
	}
	out.printf("\n")
	for row := chartRows - 1; row >= 0; row-- {
		label := "    "
		if row == chartRows-1 || row == chartRows/2-1 {
			label = fmt.Sprintf("%3d ", 100*(row+1)/chartRows)
		}
		var line strings.Builder
		for _, c := range cols {
			mark := " "
			if n := int(c.pressure/100*8*chartRows+0.5) - 8*row; c.data {
				mark = string(steps[min(max(n, 0), 8)])
				if row == 0 && n <= 0 {
					mark = "▁" // a day of quiet is a line, a day without data none
				}
			} else if row == 0 {
				mark = "·"
			}
			line.WriteString(out.style(pressureColour(c.pressure), strings.Repeat(mark, wide)))
		}
		out.printf("%s%s\n", out.style(dim, label), strings.TrimRight(line.String(), " "))
	}
	out.printf("    %s\n", out.style(dim, dayAxis(cols, wide)))
	if each > 1 {
		out.printf("    %s\n", out.style(dim, fmt.Sprintf("each column the highest of %d days", each)))
	}
}

// dayAxis writes days under the columns, where there is room.
func dayAxis(cols []column, wide int) string {
	line, free := []rune(strings.Repeat(" ", len(cols)*wide)), 0
	for i := range cols {
		label := []rune(cols[i].day.String())
		at := i * wide
		if at < free || at+len(label) > len(line) {
			continue
		}
		copy(line[at:], label)
		free = at + len(label) + 12
	}
	return strings.TrimRight(string(line), " ")
}

// pressureWord and pressureColour say what a pressure means.
func pressureWord(p float64) string {
	switch {
	case p >= 50:
		return "high"
	case p >= 20:
		return "raised"
	case p >= 5:
		return "slight"
	}
	return "quiet"
}

func pressureColour(p float64) string {
	switch {
	case p >= 50:
		return red
	case p >= 20:
		return yellow
	}
	return green
}
