// SQL for fixes whose feed does not come from the table posts as the lab created it.

export const newestPostsView = `
CREATE MATERIALIZED VIEW newest_posts AS
  SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
  FROM posts JOIN users ON users.id = posts.user_id
  ORDER BY posts.created_at DESC LIMIT 20;
GRANT SELECT ON newest_posts TO feed_api`;

/** One refresh at a time: each one's snapshot has to include the post of the one before it. */
export const refreshOnEveryChange = `
CREATE FUNCTION refresh_newest_posts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(20);
  REFRESH MATERIALIZED VIEW public.newest_posts;
  RETURN NULL;
END $$;
CREATE TRIGGER posts_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON posts
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_newest_posts();
CREATE TRIGGER users_changed AFTER UPDATE ON users
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_newest_posts()`;

/** A copy of posts with the author's name and an index, which follows these changes of posts. */
export const copyOfPosts = (changes: string) => `
CREATE TABLE feed_posts AS
  SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
  FROM posts JOIN users ON users.id = posts.user_id;
ALTER TABLE feed_posts ADD PRIMARY KEY (id);
CREATE INDEX idx_feed_posts_created_at ON feed_posts (created_at DESC);
CREATE INDEX idx_feed_posts_user_id ON feed_posts (user_id);
GRANT SELECT ON feed_posts TO feed_api;
CREATE FUNCTION copy_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM public.feed_posts WHERE id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO public.feed_posts
      SELECT NEW.id, NEW.user_id, NEW.content, NEW.created_at, username FROM public.users WHERE id = NEW.user_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER posts_copied AFTER ${changes} ON posts FOR EACH ROW EXECUTE FUNCTION copy_post();
CREATE FUNCTION copy_name() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE public.feed_posts SET username = NEW.username WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER names_copied AFTER UPDATE OF username ON users FOR EACH ROW EXECUTE FUNCTION copy_name()`;
