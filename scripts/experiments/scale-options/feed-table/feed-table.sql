-- The newest posts in a small sorted table of their own, kept by triggers. posts gets no index on created_at.
-- Ids only, so that changes of texts and names need no trigger.
CREATE TABLE feed_posts (
  created_at timestamptz NOT NULL,
  post_id integer NOT NULL,
  PRIMARY KEY (created_at, post_id)
);
GRANT SELECT ON feed_posts TO feed_api;

-- One row. feed_posts holds every post since then, and so the 20 newest, as long as it holds 20 posts since then.
CREATE TABLE feed_start (created_at timestamptz NOT NULL);
INSERT INTO feed_start VALUES ('-infinity');

-- Starts over with the 1,000 newest posts. It sorts all posts, and nobody may write meanwhile.
CREATE FUNCTION fill_feed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.feed_posts;
  UPDATE public.feed_start SET created_at = coalesce(
    (SELECT created_at FROM public.posts ORDER BY created_at DESC OFFSET 999 LIMIT 1), '-infinity');
  INSERT INTO public.feed_posts
    SELECT posts.created_at, posts.id FROM public.posts, public.feed_start
    WHERE posts.created_at >= feed_start.created_at;
END $$;

-- Forgets all but the 1,000 newest, one writer at a time; the others go on. A post that another transaction has not
-- committed yet can stay behind, older than the start. The next call removes it.
CREATE FUNCTION trim_feed() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  new_start timestamptz;
BEGIN
  PERFORM FROM public.feed_start FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT created_at INTO new_start FROM public.feed_posts ORDER BY created_at DESC OFFSET 999 LIMIT 1;
  UPDATE public.feed_start SET created_at = new_start WHERE created_at < new_start;
  DELETE FROM public.feed_posts WHERE created_at < new_start;
END $$;

CREATE FUNCTION add_to_feed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  -- Waits for remove_from_feed(), which may fill the feed again, before it reads where the feed starts.
  LOCK TABLE public.feed_posts IN ROW EXCLUSIVE MODE;
  INSERT INTO public.feed_posts
    SELECT added.created_at, added.id FROM added, public.feed_start WHERE added.created_at >= feed_start.created_at;
  -- Seldom, because each call also passes the entries that it has deleted before, until they are vacuumed.
  IF EXISTS (SELECT FROM added WHERE id % 10000 = 0) THEN
    PERFORM public.trim_feed();
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION remove_from_feed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  -- Waits for all who are adding posts, and keeps others from it.
  LOCK TABLE public.feed_posts IN SHARE ROW EXCLUSIVE MODE;
  IF TG_OP = 'TRUNCATE' THEN
    PERFORM public.fill_feed();
    RETURN NULL;
  END IF;
  DELETE FROM public.feed_posts USING removed
    WHERE feed_posts.created_at = removed.created_at AND feed_posts.post_id = removed.id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO public.feed_posts
      SELECT added.created_at, added.id FROM added, public.feed_start WHERE added.created_at >= feed_start.created_at;
  END IF;
  -- Posts older than the start are not the next ones in order, so they do not count.
  PERFORM FROM public.feed_posts, public.feed_start WHERE feed_posts.created_at >= feed_start.created_at OFFSET 19 LIMIT 1;
  IF NOT FOUND THEN
    PERFORM public.fill_feed();
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER posts_added AFTER INSERT ON posts
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_to_feed();
CREATE TRIGGER posts_changed AFTER UPDATE ON posts
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION remove_from_feed();
CREATE TRIGGER posts_removed AFTER DELETE ON posts
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_from_feed();
CREATE TRIGGER posts_emptied AFTER TRUNCATE ON posts FOR EACH STATEMENT EXECUTE FUNCTION remove_from_feed();

SELECT fill_feed();
