import type { Image } from './images.ts';
import type { ReleaseValues } from './release.ts';

/** A cluster that the lab is installed into: its own, made with kind, or one that was there before. */
export interface Cluster {
  /** Whether there is anything of the lab's. False also without the tools to look. */
  exists(): Promise<boolean>;
  /** What would make `ensure` fail half way. @throws {LabError} `tool_missing`, `preflight` or `port_taken` */
  preflight(): Promise<void>;
  /** Makes what the release goes into, or finds it. @throws {LabError} `cluster_not_ours` */
  ensure(): Promise<void>;
  /** Takes away everything that `ensure` and the release made. Safe to repeat. */
  remove(): Promise<void>;
  /** The port of 127.0.0.1 that leads to a port of the node; undefined when none does. */
  mappedPort(nodePort: number): Promise<number | undefined>;
  /** What stands before the name of the lab's own images. */
  imagePrefix: string;
  /** Brings the lab's own images, under both their names, and those of others to where the cluster's nodes find them. */
  deliver(own: Image[], others?: string[]): Promise<void>;
  /** What the chart's values are here, apart from what every cluster has. */
  values: ReleaseValues;
}
