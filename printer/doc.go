// Package printer drives a receipt printer and tells the truth about paper.
package printer
