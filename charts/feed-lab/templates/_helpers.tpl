{{/*
The prefix of all names. Names of Jobs and StatefulSets appear in labels, which have at most 63 characters, so a long
release name is cut, and a hash keeps it distinct.
*/}}
{{- define "feed-lab.fullname" -}}
{{- $chart := .Values.nameOverride | default .Chart.Name }}
{{- $name := contains $chart .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $chart) }}
{{- $name = .Values.fullnameOverride | default $name }}
{{- if gt (len $name) 40 }}
{{- $name = printf "%s-%s" ($name | trunc 31 | trimSuffix "-") ($name | sha256sum | trunc 8) }}
{{- end }}
{{- $name }}
{{- end }}

{{/* Labels of a component's objects; call with (dict "root" $ "component" "api"). Pods have only those of the selector. */}}
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

{{/* An image's full name; call with (dict "root" $ "image" .Values.api.image). Without a tag, it is the appVersion. */}}
{{- define "feed-lab.image" -}}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry }}
{{- with $registry }}{{ . }}/{{ end }}{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
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
    secretKeyRef: { name: {{ $auth.existingSecret }}, key: {{ index $auth.keys .password | quote }} }
    {{- else }}
    secretKeyRef: { name: {{ include "feed-lab.fullname" .root }}-passwords, key: {{ .password }} }
    {{- end }}
{{- end }}

{{/* How the Services get their addresses. */}}
{{- define "feed-lab.ipFamilies" -}}
{{- $families := dict }}
{{- with .Values.ipFamilyPolicy }}{{ $_ := set $families "ipFamilyPolicy" . }}{{ end }}
{{- with .Values.ipFamilies }}{{ $_ := set $families "ipFamilies" . }}{{ end }}
{{- with $families }}{{ toYaml . }}{{ end }}
{{- end }}
