{{/* The prefix of all names. */}}
{{- define "feed-lab.fullname" -}}{{ .Release.Name }}{{- end }}

{{/* Labels of one component; call with (dict "root" $ "component" "api"). */}}
{{- define "feed-lab.labels" -}}
{{ include "feed-lab.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "feed-lab.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What the Pod Security level `restricted` requires of a pod; call with the user id. */}}
{{- define "feed-lab.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "feed-lab.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* The users of the images: `node` (Node.js), `postgres` (PostgreSQL), `nobody` (its exporter). */}}
{{- define "feed-lab.nodeUser" -}}1000{{- end }}
{{- define "feed-lab.postgresUser" -}}999{{- end }}
{{- define "feed-lab.exporterUser" -}}65534{{- end }}

{{/* One password of the lab as an environment variable; call with (dict "root" $ "name" "API_PASSWORD" "key" "api"). */}}
{{- define "feed-lab.passwordVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: { name: {{ .root.Release.Name }}-passwords, key: {{ .key }} }
{{- end }}
