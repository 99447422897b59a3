{{/*
A file in files/, rewritten for this release; call with (dict "root" $ "text" (.Files.Get "files/...")). The files
select the series of release feed-lab in namespace feed-lab (dashboards/release-labels.ts), by job="feed-lab-...",
namespace="feed-lab" and pod=~"feed-lab-...". In JSON, a backslash precedes each of these quotation marks.
*/}}
{{- define "feed-lab.ofRelease" -}}
{{- $names := printf "${1}%s-" (include "feed-lab.fullname" .root) }}
{{- $namespace := printf "${1}%s${2}" .root.Release.Namespace }}
{{- $text := regexReplaceAll `\b((?:job=|pod=~)\\?")feed-lab-` .text $names }}
{{- regexReplaceAll `\b(namespace=\\?")feed-lab(\\?")` $text $namespace }}
{{- end }}
