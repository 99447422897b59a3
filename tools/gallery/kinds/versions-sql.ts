/** A number that every change of the feed increases, in the transaction of the change. */
export const feedVersion = `
CREATE TABLE feed_version (version bigint NOT NULL);
INSERT INTO feed_version VALUES (1);
GRANT SELECT ON feed_version TO feed_api;
CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE public.feed_version SET version = version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER posts_counted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON posts
  FOR EACH STATEMENT EXECUTE FUNCTION count_change();
CREATE TRIGGER users_counted AFTER UPDATE ON users
  FOR EACH STATEMENT EXECUTE FUNCTION count_change()`;
