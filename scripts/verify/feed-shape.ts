import { z } from 'zod';
import { feedLength } from '../scenario/thresholds.ts';

const instant = z.iso.datetime();

/** A row of the feed, as the contract has it (docs/api.md), and nothing else in it. */
const feedPostSchema = z.strictObject({
  id: z.int().positive(),
  user_id: z.int().positive(),
  content: z.string(),
  created_at: instant,
  username: z.string(),
});

export type FeedPost = z.infer<typeof feedPostSchema>;

export const feedSchema = z.array(feedPostSchema).length(feedLength);
export const postSchema = feedPostSchema.omit({ username: true });
export const userPostsSchema = z.array(postSchema);
export const errorSchema = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });
