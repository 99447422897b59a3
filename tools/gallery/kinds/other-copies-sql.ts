// SQL for copies of the posts that are wrong in less obvious ways.

/**
 * The newest posts, kept by a trigger, which trims the excess at every multiple of `trimEvery`.
 * Old posts don't get in, and when a post is deleted, none takes its place.
 */
export const newestPosts = (count: number, trimEvery = 1) => `
CREATE TABLE recent_posts AS SELECT * FROM posts ORDER BY created_at DESC LIMIT ${count};
ALTER TABLE recent_posts ADD PRIMARY KEY (id);
CREATE INDEX idx_recent_posts_created_at ON recent_posts (created_at DESC);
GRANT SELECT ON recent_posts TO feed_api;
CREATE FUNCTION keep_recent_posts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM public.recent_posts WHERE id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.created_at >= (SELECT coalesce(min(created_at), '-infinity') FROM public.recent_posts) THEN
    INSERT INTO public.recent_posts VALUES (NEW.id, NEW.user_id, NEW.content, NEW.created_at);
    IF NEW.id % ${trimEvery} = 0 THEN
      DELETE FROM public.recent_posts
        WHERE id IN (SELECT id FROM public.recent_posts ORDER BY created_at DESC OFFSET ${count});
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER recent_posts_kept AFTER INSERT OR UPDATE OR DELETE ON posts
  FOR EACH ROW EXECUTE FUNCTION keep_recent_posts()`;

/**
 * One row with the times of all posts, by id, uncompressed so that it can be read and written
 * quickly. Each trigger gets all rows of a statement at once.
 */
export const oneDocument = `
CREATE TABLE documents (times jsonb NOT NULL);
ALTER TABLE documents ALTER times SET STORAGE EXTERNAL;
INSERT INTO documents SELECT jsonb_object_agg(id, created_at) FROM posts;
GRANT SELECT ON documents TO feed_api;
CREATE FUNCTION put_into_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE public.documents
    SET times = times || coalesce((SELECT jsonb_object_agg(id, created_at) FROM changed), '{}');
  RETURN NULL;
END $$;
CREATE FUNCTION remove_from_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE public.documents SET times = times - coalesce((SELECT array_agg(id::text) FROM deleted), '{}');
  RETURN NULL;
END $$;
CREATE TRIGGER posts_put AFTER INSERT ON posts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION put_into_document();
CREATE TRIGGER posts_put_again AFTER UPDATE ON posts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION put_into_document();
CREATE TRIGGER posts_removed AFTER DELETE ON posts
  REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION remove_from_document()`;
