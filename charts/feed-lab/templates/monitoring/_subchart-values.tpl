{{/*
Fails if a value below kube-prometheus-stack does not exist in that chart, because it would have no effect. The
names are those of the version in Chart.yaml (npm run generate subchart-names).
*/}}
{{- define "feed-lab.checkSubchartValues" -}}
{{- $values := index .Values "kube-prometheus-stack" }}
{{- range $section, $names := .Files.Get "files/subchart-value-names.json" | fromJson }}
{{- $part := $values }}
{{- range compact (splitList "." $section) }}
{{- $part = index $part . | default dict }}
{{- end }}
{{- range $name, $value := $part }}
{{- if not (has $name $names) }}
{{- fail (printf "%s: unknown value; `helm show values prometheus-community/kube-prometheus-stack` lists those that exist" (compact (list "kube-prometheus-stack" $section $name) | join ".")) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
