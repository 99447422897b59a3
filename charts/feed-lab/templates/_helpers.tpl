{{/*
The prefix of all names. Names of Jobs and StatefulSets appear in labels, which have at most 63 characters, so a long
release name is truncated, and a hash keeps it unique. Names of Services start with a letter and contain no dots.
*/}}
{{- define "feed-lab.fullname" -}}
{{- $chart := .Values.nameOverride | default .Chart.Name }}
{{- $name := contains $chart .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $chart) }}
{{- $name = .Values.fullnameOverride | default $name | replace "." "-" }}
{{- if regexMatch "^[0-9]" $name }}{{ $name = printf "r%s" $name }}{{ end }}
{{- if gt (len $name) 40 }}
{{- $name = printf "%s-%s" ($name | trunc 31 | trimSuffix "-") ($name | sha256sum | trunc 8) }}
{{- end }}
{{- $name }}
{{- end }}

{{/*
Labels of a component's objects; call with (dict "root" $ "component" "api"). Pods have only the selector's labels,
because a new chart version would otherwise restart them.
*/}}
{{- define "feed-lab.labels" -}}
{{ include "feed-lab.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "feed-lab.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* An image's full name, by tag, digest or both; call with (dict "root" $ "image" .Values.api.image). */}}
{{- define "feed-lab.image" -}}
{{- if not (or .image.tag .image.digest) }}
{{- fail (printf "the image %s needs a tag or a digest" .image.repository) }}
{{- end }}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry }}
{{- with $registry }}{{ . }}/{{ end }}{{ .image.repository }}
{{- with .image.tag }}:{{ . }}{{ end }}
{{- with .image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "feed-lab.serviceAccountName" -}}
{{- $default := .Values.serviceAccount.create | ternary (include "feed-lab.fullname" .) "default" }}
{{- .Values.serviceAccount.name | default $default }}
{{- end }}

{{/* One password as an environment variable; call with (dict "root" $ "name" "API_PASSWORD" "password" "api"). */}}
{{- define "feed-lab.passwordVariable" -}}
{{- $auth := .root.Values.auth }}
- name: {{ .name }}
  valueFrom:
    {{- if $auth.existingSecret }}
    secretKeyRef: { name: {{ $auth.existingSecret | quote }}, key: {{ index $auth.keys .password | quote }} }
    {{- else }}
    secretKeyRef: { name: {{ include "feed-lab.fullname" .root }}-passwords, key: {{ .password }} }
    {{- end }}
{{- end }}

{{/* The IP families of the Services, if the values set any. */}}
{{- define "feed-lab.ipFamilies" -}}
{{- $families := dict }}
{{- with .Values.ipFamilyPolicy }}{{ $_ := set $families "ipFamilyPolicy" . }}{{ end }}
{{- with .Values.ipFamilies }}{{ $_ := set $families "ipFamilies" . }}{{ end }}
{{- with $families }}{{ toYaml . }}{{ end }}
{{- end }}
