/** The table keeps its size: as many of the oldest posts are deleted as new ones were written. */
export const replaceOldest = `
CREATE FUNCTION delete_oldest() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM public.posts
    WHERE id IN (SELECT id FROM public.posts ORDER BY created_at LIMIT (SELECT count(*) FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER oldest_deleted AFTER INSERT ON posts
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION delete_oldest()`;

/** Now and then, deletes what is beyond the newest 5,000 posts of those who have just posted. */
export const thousandsPerUser = [
  'CREATE INDEX idx_posts_user ON posts (user_id, created_at DESC, id DESC)',
  `
CREATE FUNCTION keep_newest_of_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE id % 1000 = 0) THEN
    DELETE FROM public.posts WHERE id IN (
      SELECT excess.id FROM (SELECT DISTINCT user_id FROM added) AS author
      CROSS JOIN LATERAL (
        SELECT posts.id FROM public.posts WHERE posts.user_id = author.user_id
        ORDER BY posts.created_at DESC, posts.id DESC OFFSET 5000
      ) AS excess
    );
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER posts_per_user AFTER INSERT ON posts
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_newest_of_user()`,
];

/** The time of a post is when it was stored, and nobody may choose or change it. */
export const stampPosts = `
CREATE FUNCTION stamp_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.created_at := CASE TG_OP WHEN 'INSERT' THEN clock_timestamp() ELSE OLD.created_at END;
  RETURN NEW;
END $$;
CREATE TRIGGER posts_stamped BEFORE INSERT OR UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION stamp_post()`;
