{{/*
One of the migrator's Jobs; call with (dict "root" $ "does" "migrate" "settings" (dict "MIGRATE_TO" 1)). Jobs cannot be changed, so
the name carries a hash of what the Job does: other settings are another Job, and the one before goes with the upgrade.
*/}}
{{- define "feed-lab.migratorJob" -}}
{{- $image := printf "%s:%s" .root.Values.database.image.repository .root.Values.database.image.tag }}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .root.Release.Name }}-{{ .does }}-{{ printf "%s %s %s" $image (toJson .settings) (toJson .root.Values.database.resources) | sha256sum | trunc 10 }}
  labels:
    {{- include "feed-lab.labels" (dict "root" .root "component" "database") | nindent 4 }}
    feed-lab/job: {{ .does }}
spec:
  backoffLimit: 3
  template:
    metadata:
      labels:
        {{- include "feed-lab.selector" (dict "root" .root "component" "database") | nindent 8 }}
        feed-lab/job: {{ .does }}
    spec:
      restartPolicy: Never
      enableServiceLinks: false
      automountServiceAccountToken: false
      securityContext:
        {{- include "feed-lab.podSecurity" (include "feed-lab.nodeUser" .root) | nindent 8 }}
      containers:
        - name: {{ .does }}
          image: {{ $image }}
          imagePullPolicy: IfNotPresent
          args: [{{ .does }}]
          securityContext:
            {{- include "feed-lab.containerSecurity" .root | nindent 12 }}
          env:
            - name: DATABASE_HOST
              value: {{ .root.Release.Name }}-postgres
            {{- range $name, $key := dict "SUPERUSER_PASSWORD" "superuser" "OWNER_PASSWORD" "owner" "API_PASSWORD" "api" }}
            {{- include "feed-lab.passwordVariable" (dict "root" $.root "name" $name "key" $key) | nindent 12 }}
            {{- end }}
            {{- range $name, $value := .settings }}
            - name: {{ $name }}
              value: {{ $value | int64 | quote }}
            {{- end }}
          resources:
            {{- toYaml .root.Values.database.resources | nindent 12 }}
{{- end }}
