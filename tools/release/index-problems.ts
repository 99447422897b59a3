/** An image index (OCI image specification), as far as a release needs it. */
export interface ImageIndex {
  manifests?: {
    digest: string;
    platform?: { os: string; architecture: string; variant?: string };
    annotations?: Record<string, string>;
  }[];
}

/** A manifest with attestations: BuildKit adds one per platform, with a layer per predicate. */
export interface AttestationManifest {
  layers: { annotations?: Record<string, string> }[];
}

/** BuildKit's annotations of attestations in an index, and of the predicates in a manifest. */
const kindAnnotation = 'vnd.docker.reference.type';
const subjectAnnotation = 'vnd.docker.reference.digest';
const predicateAnnotation = 'in-toto.io/predicate-type';

const expectedPredicates = { SBOM: 'https://spdx.dev/', provenance: 'https://slsa.dev/provenance/' };

function platformName({ os, architecture, variant }: { os: string; architecture: string; variant?: string }): string {
  // linux/arm64 is linux/arm64/v8.
  return [os, architecture, ...(variant && architecture !== 'arm64' ? [variant] : [])].join('/');
}

/**
 * What an index in the registry lacks: platforms, and with `attested` an SBOM and provenance for
 * each. `readAttestation` reads the manifest with a digest.
 */
export async function indexProblems(
  index: ImageIndex,
  platforms: string[],
  attested: boolean,
  readAttestation: (digest: string) => Promise<AttestationManifest>,
): Promise<string[]> {
  if (!index.manifests) return ['it is not an index'];
  const problems: string[] = [];
  for (const platform of platforms) {
    const image = index.manifests.find((entry) => entry.platform && platformName(entry.platform) === platform);
    if (!image) problems.push(`it has no image for ${platform}`);
    if (!image || !attested) continue;
    const attestation = index.manifests.find(
      ({ annotations }) =>
        annotations?.[kindAnnotation] === 'attestation-manifest' && annotations[subjectAnnotation] === image.digest,
    );
    const layers = attestation ? (await readAttestation(attestation.digest)).layers : [];
    const predicates = layers.map(({ annotations }) => annotations?.[predicateAnnotation] ?? '');
    for (const [name, prefix] of Object.entries(expectedPredicates))
      if (!predicates.some((predicate) => predicate.startsWith(prefix)))
        problems.push(`it has no ${name} for ${platform}`);
  }
  return problems;
}
