{{/* Scrapes one component; call with (dict "root" $ "component" "api" "port" "http"). */}}
{{- define "feed-lab.serviceMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "feed-lab.fullname" .root }}-{{ .component }}
  labels:
    {{- include "feed-lab.labels" (dict "root" .root "component" .component) | nindent 4 }}
    {{- include "feed-lab.prometheusLabels" (dict "root" .root "labels" .root.Values.monitoring.scraping.labels) | nindent 4 }}
spec:
  selector:
    matchLabels:
      {{- include "feed-lab.selector" (dict "root" .root "component" .component) | nindent 6 }}
  endpoints:
    - port: {{ .port }}
      interval: 5s
      scrapeTimeout: 4s
      relabelings:
        # The dashboard and the alerts select these jobs (dashboards/release-labels.ts), and no other application's.
        - { targetLabel: job, replacement: {{ include "feed-lab.fullname" .root }}-{{ .component }} }
{{- end }}
