{{/* Scrapes one component; call with (dict "root" $ "component" "api" "port" "http"). */}}
{{- define "feed-lab.serviceMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ .root.Release.Name }}-{{ .component }}
  labels:
    {{- include "feed-lab.labels" (dict "root" .root "component" .component) | nindent 4 }}
    {{- with .root.Values.monitoring.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "feed-lab.selector" (dict "root" .root "component" .component) | nindent 6 }}
  endpoints:
    - port: {{ .port }}
      interval: 5s
      scrapeTimeout: 4s
      relabelings:
        # The dashboard and the alerts select these jobs (dashboards/jobs.ts), and no other application's.
        - { targetLabel: job, replacement: {{ .root.Chart.Name }}-{{ .component }} }
{{- end }}
