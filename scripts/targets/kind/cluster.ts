import type { ClusterAccess } from './cluster-access.ts';
import type { Image } from './images.ts';
import type { ReleaseValues } from './release.ts';

/** A cluster that the lab is installed into: its own, made with kind, or KUBE_CONTEXT's. */
export interface Cluster {
  access: ClusterAccess;
  /** The same cluster, whose commands end with the signal. */
  withSignal(signal: AbortSignal): Cluster;
  /** Whether anything of the lab exists. False also when the tools to find out are missing. */
  exists(): Promise<boolean>;
  /** Checks what `ensure` needs. @throws {LabError} `tool_missing`, `preflight` or `port_taken` */
  preflight(): Promise<void>;
  /** Creates the cluster, or finds that it can be used. @throws {LabError} `cluster_not_ours` */
  ensure(): Promise<void>;
  /** Removes everything that `ensure` and the release made. Safe to repeat. */
  remove(): Promise<void>;
  /** The port of 127.0.0.1 that leads to a port of the node; undefined when none does. */
  mappedPort(nodePort: number): Promise<number | undefined>;
  /** The start of the names of the lab's own images. */
  imagePrefix: string;
  /** Makes images available to the nodes: the lab's own, each under both its names, and others. */
  deliver(own: Image[], others?: string[]): Promise<void>;
  /** The chart's values that only this cluster needs. */
  values: ReleaseValues;
}
