{{/*
A Job of the migrator; call with (dict "root" $ "command" "migrate" "passwords" (list "owner") "settings" (dict "MIGRATE_TO" 1)).
Jobs are immutable, so the name contains a hash of the spec: an upgrade that changes the spec replaces the Job.
*/}}
{{- define "feed-lab.migratorJob" -}}
{{- $spec := include "feed-lab.migratorJobSpec" . -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "feed-lab.fullname" .root }}-{{ .command }}-{{ $spec | sha256sum | trunc 10 }}
  labels:
    {{- include "feed-lab.labels" (dict "root" .root "component" "database") | nindent 4 }}
    feed-lab/job: {{ .command }}
spec:
  {{- $spec | nindent 2 }}
{{- end }}

{{- define "feed-lab.migratorJobSpec" -}}
{{- $values := .root.Values.database }}
{{- $version := empty $values.image.digest | ternary .root.Chart.AppVersion "" }}
{{- $image := merge (dict "tag" ($values.image.tag | default $version)) $values.image }}
backoffLimit: 3
podFailurePolicy:
  rules:
    # The migrator gave up waiting for another session, which its log names; a retry would only wait for it again.
    - action: FailJob
      onExitCodes:
        containerName: {{ .command }}
        operator: In
        values: [3]
template:
  metadata:
    {{- include "feed-lab.podMetadata" (dict "root" .root "component" "database" "values" (merge (dict "podLabels" (merge (dict "feed-lab/job" .command) ($values.podLabels | default dict))) $values)) | nindent 4 }}
  spec:
    restartPolicy: Never
    {{- include "feed-lab.podSpec" (dict "root" .root "values" $values) | nindent 4 }}
    containers:
      - name: {{ .command }}
        image: {{ include "feed-lab.image" (dict "root" .root "image" $image) }}
        imagePullPolicy: {{ $values.image.pullPolicy }}
        args: [{{ .command }}]
        securityContext:
          {{- include "feed-lab.containerSecurity" $values | nindent 10 }}
        env:
          - name: DATABASE_HOST
            value: {{ include "feed-lab.fullname" .root }}-postgres
          {{- $root := .root }}
          {{- range .passwords }}
          {{- include "feed-lab.passwordVariable" (dict "root" $root "name" (printf "%s_PASSWORD" (upper .)) "password" .) | nindent 10 }}
          {{- end }}
          {{- range $name, $value := .settings }}
          - name: {{ $name }}
            value: {{ $value | int64 | quote }}
          {{- end }}
        {{- with $values.resources }}
        resources:
          {{- toYaml . | nindent 10 }}
        {{- end }}
{{- end }}
