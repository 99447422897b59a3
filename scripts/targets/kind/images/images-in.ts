/** Every image that manifests name, also in an argument of the Prometheus operator, once each. */
export function imagesIn(manifests: string): string[] {
  const named = manifests.matchAll(/(?:^\s*(?:- )?image: |--prometheus-config-reloader=)"?([^\s"]+)/gm);
  return [...new Set([...named].map(([, image = '']) => image))];
}
