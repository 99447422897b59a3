import { z } from 'zod';
import { feedLength } from '../scenario/story.ts';

/** A row of the feed, as docs/api.md documents it, without other fields. */
const feedPostSchema = z.strictObject({
  id: z.int().positive(),
  user_id: z.int().positive(),
  content: z.string(),
  created_at: z.iso.datetime(),
  username: z.string(),
});

export type FeedPost = z.infer<typeof feedPostSchema>;

export const feedSchema = z.array(feedPostSchema).length(feedLength);
export const postSchema = feedPostSchema.omit({ username: true });
export const listSchema = z.array(postSchema);
export const errorSchema = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });
