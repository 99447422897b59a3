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
