import type { Report } from '../../lib/report.ts';
import type { Image, ImagesFor } from './images/images.ts';
import type { ReleaseCluster } from './release/release.ts';

/** A cluster into which the lab is installed: its own, created with kind, or KUBE_CONTEXT's. */
export interface Cluster extends ReleaseCluster {
  /** The same cluster, with commands that are killed when the signal aborts. */
  withSignal(signal: AbortSignal): Cluster;
  /** Whether any part of the lab exists. Also false if the tools to check are not installed. */
  exists(): Promise<boolean>;
  /**
   * Checks the prerequisites of `ensure`.
   * @throws {LabError} `tool_missing`, `preflight` or `port_taken`
   */
  preflight(): Promise<void>;
  /** Whether it is being created, or its creation was interrupted and has left a part of it. */
  isIncomplete(): Promise<boolean>;
  /**
   * Checks that the lab may use the existing cluster or namespace, and reserves it. Removes what an
   * interrupted `ensure` left behind.
   * @throws {LabError} `cluster_not_ours`
   */
  claim(report: Report): Promise<void>;
  /**
   * Creates the cluster unless it exists, and the namespace. After `claim`, images can be delivered
   * while this runs.
   */
  ensure(): Promise<void>;
  /** Removes everything that `ensure` and the release created. Idempotent. */
  remove(report: Report): Promise<void>;
  /** The port of 127.0.0.1 that is mapped to a port of the node; undefined if none is. */
  mappedPort(nodePort: number): Promise<number | undefined>;
  /**
   * The registry and the platform of the lab's own images.
   * @throws {LabError} `preflight` if the nodes have several platforms
   */
  imagesFor(): Promise<ImagesFor>;
  /** Whether the nodes pull other images from their own registries, so none is delivered. */
  pullsOtherImages: boolean;
  /**
   * Makes images available to the nodes: the lab's own, each under both of its names, and others.
   */
  deliver(own: Image[], others?: string[], progress?: (text: string) => void): Promise<void>;
}
