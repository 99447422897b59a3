{{/* A quantity, such as 5Gi, in bytes. */}}
{{- define "feed-lab.bytes" -}}
{{- $text := kindIs "string" . | ternary . (toString (int64 .)) }}
{{- $number := regexFind "^[0-9.]+" $text }}
{{- $factors := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 "Ei" 1152921504606846976 }}
{{- mulf $number (get $factors (trimPrefix $number $text)) }}
{{- end }}

{{/*
Fails if the posts do not fit in the volume: 215 bytes for each, with its indexes, 320 of write-ahead log, up to 1 GiB
of that, and 128 MiB for an empty PostgreSQL. db-migrations/src/seed-disk.ts has the same numbers.
*/}}
{{- define "feed-lab.requireSeedRoom" -}}
{{- $posts := int64 .Values.seed.posts }}
{{- $needed := add 134217728 (mul $posts 215) (min (mul $posts 320) 1073741824) }}
{{- $size := .Values.postgres.persistence.size }}
{{- if lt (float64 (include "feed-lab.bytes" $size)) (float64 $needed) }}
{{- $wanted := div (add $needed 1073741823) 1073741824 }}
{{- fail (printf "seed.posts=%d: expected postgres.persistence.size of at least %dGi, got %v. It cannot be changed after the installation: install again with the larger volume, or choose fewer posts" $posts $wanted $size) }}
{{- end }}
{{- end }}
