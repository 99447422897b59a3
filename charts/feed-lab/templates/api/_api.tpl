{{/* The largest number of API pods that the values allow. */}}
{{- define "feed-lab.largestReplicas" -}}
{{- with .Values.api }}{{ .autoscaling.enabled | ternary .autoscaling.maxReplicas .replicas }}{{ end }}
{{- end }}

{{/* The smallest number of API pods that the values allow. */}}
{{- define "feed-lab.smallestReplicas" -}}
{{- with .Values.api }}{{ .autoscaling.enabled | ternary .autoscaling.minReplicas .replicas }}{{ end }}
{{- end }}

{{/*
Fails if the pools of all API pods need more connections than PostgreSQL accepts. During a rollout there is one more
pod, and every old pod can still be finishing its requests while the new ones are ready. Each pool has 10 connections
(app/src/database/shared-pool.ts). The migrator's two Jobs and the exporter need one connection each.
*/}}
{{- define "feed-lab.checkConnections" -}}
{{- $settings := dict }}
{{- range $name, $value := .Values.postgres.settings }}
{{- $_ := set $settings ($name | lower | replace "-" "_") $value }}
{{- end }}
{{- $reserved := add (int (index $settings "superuser_reserved_connections" | default 3)) (int (index $settings "reserved_connections" | default 0)) }}
{{- $pods := add (mul 2 (int (include "feed-lab.largestReplicas" .))) 1 }}
{{- $needed := add (mul 10 $pods) $reserved 3 }}
{{- if gt $needed (int64 .Values.postgres.maxConnections) }}
{{- fail (printf "postgres.maxConnections: expected at least %d, got %v: during a rollout, up to %d API pods (twice api.replicas or api.autoscaling.maxReplicas, plus one) have 10 connections each, and %d more are for the Jobs, the exporter and superusers" $needed .Values.postgres.maxConnections $pods (add $reserved 3)) }}
{{- end }}
{{- end }}

{{/* Where the pods run in relation to each other: by default, on different nodes if possible. */}}
{{- define "feed-lab.apiSpread" -}}
{{- if .Values.api.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml .Values.api.topologySpreadConstraints | nindent 2 }}
{{- else if gt (int (include "feed-lab.largestReplicas" .)) 1 }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "feed-lab.selector" (dict "root" $ "component" "api") | nindent 8 }}
{{- end }}
{{- end }}

{{/* Fails if api.extraEnv repeats a variable that the chart sets, because Kubernetes would use only one of them. */}}
{{- define "feed-lab.checkEnvironment" -}}
{{- range .Values.api.extraEnv }}
{{- if has .name (list "PGPASSWORD" "DATABASE_URL" "SHUTDOWN_GRACE_MS" "SHUTDOWN_DELAY_MS" "OTLP_ENDPOINT" "HOST" "PORT") }}
{{- fail (printf "api.extraEnv: the chart sets %s itself" .name) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Egress to the port of the trace collector, on any address. */}}
{{- define "feed-lab.collectorEgress" -}}
{{- with .Values.api.otlpEndpoint }}
{{- $url := urlParse . }}
{{- $usual := eq $url.scheme "https" | ternary "443" "80" -}}
- ports: [{ port: {{ regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default $usual }} }]
{{- end }}
{{- end }}
