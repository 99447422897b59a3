{{/* Metadata of a component's pods; call with (dict "root" $ "component" "api" "values" .Values.api). */}}
{{- define "feed-lab.podMetadata" -}}
labels:
  {{- $selector := include "feed-lab.selector" . | fromYaml }}
  {{- toYaml (merge $selector (.values.podLabels | default dict)) | nindent 2 }}
{{- with .values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What all pod specs have in common; call with (dict "root" $ "values" .Values.api). */}}
{{- define "feed-lab.podSpec" -}}
enableServiceLinks: false
automountServiceAccountToken: false
serviceAccountName: {{ include "feed-lab.serviceAccountName" .root | quote }}
securityContext:
  {{- $context := dict "runAsNonRoot" true "seccompProfile" (dict "type" "RuntimeDefault") }}
  {{- range $name, $value := .values.podSecurityContext }}{{ $_ := set $context $name $value }}{{ end }}
  {{- toYaml $context | nindent 2 }}
{{- with .root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ kindIs "map" . | ternary . (dict "name" .) | dig "name" "" | quote }}
  {{- end }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- $values := .values }}
{{- range $name := list "nodeSelector" "tolerations" "affinity" }}
{{- with index $values $name }}
{{ $name }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* What the Pod Security level `restricted` requires of a container; call with the component's values. */}}
{{- define "feed-lab.containerSecurity" -}}
{{- $context := dict "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true "capabilities" (dict "drop" (list "ALL")) }}
{{- range $name, $value := .containerSecurityContext }}{{ $_ := set $context $name $value }}{{ end }}
{{- toYaml $context }}
{{- end }}

{{/*
Egress to the cluster's DNS. On OpenShift, the DNS pods listen on port 5353, and a policy applies to the port of the
pod, not of the Service.
*/}}
{{- define "feed-lab.dnsEgress" -}}
- ports:
    {{- range list 53 5353 }}
    - { port: {{ . }}, protocol: UDP }
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
{{- end }}

{{/* Egress to the API; call with the root. */}}
{{- define "feed-lab.apiEgress" -}}
- ports: [{ port: 3000 }]
  to:
    - podSelector:
        matchLabels:
          {{- include "feed-lab.selector" (dict "root" . "component" "api") | nindent 10 }}
{{- end }}

{{/* Egress to PostgreSQL; call with the root. */}}
{{- define "feed-lab.postgresEgress" -}}
- ports: [{ port: 5432 }]
  to:
    - podSelector:
        matchLabels:
          {{- include "feed-lab.selector" (dict "root" . "component" "postgres") | nindent 10 }}
{{- end }}
