{{/* The name of kube-prometheus-stack's objects, as that chart composes it. */}}
{{- define "feed-lab.monitoringName" -}}
{{- $values := index .Values "kube-prometheus-stack" }}
{{- $default := contains $values.nameOverride .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $values.nameOverride) }}
{{- $values.fullnameOverride | default $default | trunc 26 | trimSuffix "-" }}
{{- end }}

{{/* The labels by which Prometheus selects objects; call with (dict "root" $ "labels" .Values.monitoring.rules.labels). */}}
{{- define "feed-lab.prometheusLabels" -}}
{{- toYaml (merge (deepCopy (.labels | default dict)) (dict "release" .root.Release.Name)) }}
{{- end }}

{{/* Fails if kube-prometheus-stack would render invalid objects, or objects of another release. */}}
{{- define "feed-lab.checkMonitoring" -}}
{{- if not (regexMatch "^[a-z][-a-z0-9]*$" .Release.Name) }}
{{- fail (printf "monitoring.enabled: kube-prometheus-stack needs a release name of letters, digits and dashes that starts with a letter, got %q" .Release.Name) }}
{{- end }}
{{- if regexMatch "^[0-9]+$" .Release.Namespace }}
{{- fail (printf "monitoring.enabled: kube-prometheus-stack would read the namespace %q as a number" .Release.Namespace) }}
{{- end }}
{{- $role := lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" (printf "%s-prometheus" (include "feed-lab.monitoringName" .)) }}
{{- $owner := dig "metadata" "annotations" "meta.helm.sh/release-namespace" .Release.Namespace ($role | default dict) }}
{{- if ne $owner .Release.Namespace }}
{{- fail (printf "kube-prometheus-stack.fullnameOverride: needs a name other than %s, which a release in the namespace %s uses for cluster-scoped objects" (include "feed-lab.monitoringName" .) $owner) }}
{{- end }}
{{- end }}
