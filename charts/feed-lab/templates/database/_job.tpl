{{/*
A Job of the migrator; call with (dict "root" $ "command" "migrate" "settings" (dict "MIGRATE_TO" 1)). Jobs are
immutable, so the name contains a hash of the spec: an upgrade that changes the spec replaces the Job.
*/}}
{{- define "feed-lab.migratorJob" -}}
{{- $spec := include "feed-lab.migratorJobSpec" . -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .root.Release.Name }}-{{ .command }}-{{ $spec | sha256sum | trunc 10 }}
  labels:
    {{- include "feed-lab.labels" (dict "root" .root "component" "database") | nindent 4 }}
    feed-lab/job: {{ .command }}
spec:
  {{- $spec | nindent 2 }}
{{- end }}

{{- define "feed-lab.migratorJobSpec" -}}
backoffLimit: 3
template:
  metadata:
    labels:
      {{- include "feed-lab.selector" (dict "root" .root "component" "database") | nindent 6 }}
      feed-lab/job: {{ .command }}
  spec:
    restartPolicy: Never
    enableServiceLinks: false
    automountServiceAccountToken: false
    securityContext:
      {{- include "feed-lab.podSecurity" (include "feed-lab.nodeUser" .root) | nindent 6 }}
    containers:
      - name: {{ .command }}
        image: {{ .root.Values.database.image.repository }}:{{ .root.Values.database.image.tag }}
        imagePullPolicy: IfNotPresent
        args: [{{ .command }}]
        securityContext:
          {{- include "feed-lab.containerSecurity" .root | nindent 10 }}
        env:
          - name: DATABASE_HOST
            value: {{ .root.Release.Name }}-postgres
          {{- range $name, $key := dict "SUPERUSER_PASSWORD" "superuser" "OWNER_PASSWORD" "owner" "API_PASSWORD" "api" "MONITOR_PASSWORD" "monitor" }}
          {{- include "feed-lab.passwordVariable" (dict "root" $.root "name" $name "key" $key) | nindent 10 }}
          {{- end }}
          {{- range $name, $value := .settings }}
          - name: {{ $name }}
            value: {{ $value | int64 | quote }}
          {{- end }}
        resources:
          {{- toYaml .root.Values.database.resources | nindent 10 }}
{{- end }}
