{{/* The name of kube-prometheus-stack's objects, as that chart composes it. */}}
{{- define "feed-lab.monitoringName" -}}
{{- $values := index .Values "kube-prometheus-stack" }}
{{- $default := contains $values.nameOverride .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $values.nameOverride) }}
{{- $values.fullnameOverride | default $default | trunc 26 | trimSuffix "-" }}
{{- end }}

{{/* The labels by which a Prometheus selects; call with (dict "root" $ "labels" .Values.monitoring.rules.labels). */}}
{{- define "feed-lab.prometheusLabels" -}}
{{- toYaml (merge (deepCopy .labels) (dict "release" .root.Release.Name)) }}
{{- end }}
