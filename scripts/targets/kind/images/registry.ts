/** Docker's rule: the first part of an image's name is a registry if it could be a host name. */
function hasRegistry(image: string): boolean {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first);
}

/** The full name of an image: docker.io/library/postgres:17 for postgres:17. */
export function fullName(image: string): string {
  if (hasRegistry(image)) return image;
  return image.includes('/') ? `docker.io/${image}` : `docker.io/library/${image}`;
}

/** The name of an image in another registry, of `docker.io/grafana/k6:1` or `grafana/k6:1`. */
export function inRegistry(registry: string | undefined, image: string): string {
  if (!registry) return image;
  return `${registry}/${hasRegistry(image) ? image.slice(image.indexOf('/') + 1) : image}`;
}
