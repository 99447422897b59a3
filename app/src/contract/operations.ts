import type { Operation } from './operation.ts';
import { getFeed } from './operations/feed.ts';
import { createPost } from './operations/posts.ts';
import { getContract, getLiveness, getMetrics, getReadiness } from './operations/unmeasured.ts';
import { listUserPosts } from './operations/user-posts.ts';

/** All operations of the API, in the order in which the documents list them. */
export const operations: Operation[] = [
  getFeed,
  createPost,
  listUserPosts,
  getLiveness,
  getReadiness,
  getMetrics,
  getContract,
];
