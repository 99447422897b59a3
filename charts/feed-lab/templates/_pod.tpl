{{/* Metadata of a component's pods; call with (dict "root" $ "component" "api" "values" .Values.api). */}}
{{- define "feed-lab.podMetadata" -}}
labels:
  {{- include "feed-lab.selector" . | nindent 2 }}
  {{- with .values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What all pod specs have in common; call with (dict "root" $ "values" .Values.api). */}}
{{- define "feed-lab.podSpec" -}}
enableServiceLinks: false
automountServiceAccountToken: false
serviceAccountName: {{ include "feed-lab.serviceAccountName" .root }}
securityContext:
  {{- $restricted := dict "runAsNonRoot" true "seccompProfile" (dict "type" "RuntimeDefault") }}
  {{- toYaml (merge (deepCopy .values.podSecurityContext) $restricted) | nindent 2 }}
{{- with .root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ if kindIs "map" . }}{{ .name }}{{ else }}{{ . }}{{ end }}
  {{- end }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- $values := .values }}
{{- range $name := list "nodeSelector" "tolerations" "affinity" }}
{{- with index $values $name }}
{{ $name }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* What the Pod Security level `restricted` requires of a container. */}}
{{- define "feed-lab.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Egress to the cluster's DNS. OpenShift's pods listen on 5353, and policies apply to the port of the pod. */}}
{{- define "feed-lab.dnsEgress" -}}
- ports:
    {{- range list 53 5353 }}
    - { port: {{ . }}, protocol: UDP }
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
{{- end }}

{{/* Egress to PostgreSQL; call with the root. */}}
{{- define "feed-lab.postgresEgress" -}}
- ports: [{ port: 5432 }]
  to:
    - podSelector:
        matchLabels:
          {{- include "feed-lab.selector" (dict "root" . "component" "postgres") | nindent 10 }}
{{- end }}
